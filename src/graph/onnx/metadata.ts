import protobuf from 'protobufjs/light.js';

/** The number of `metadata_props` in ONNX's ModelProto, and of `key` and `value` in each of them. */
const METADATA_PROPS = 14;
const [KEY, VALUE] = [1, 2];
const LENGTH_DELIMITED = 2;

const tag = (field: number): number => (field << 3) | LENGTH_DELIMITED;

/** The bytes of an ONNX file with these pairs in place of those of the same keys; all else stays as it is, byte for byte. */
export function withMetadata(bytes: Uint8Array, metadata: Readonly<Record<string, string>>): Uint8Array {
  const reader = protobuf.Reader.create(bytes);
  const kept: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const head = reader.uint32();
    const content = reader.pos;
    reader.skipType(head & 7);
    const entry =
      head === tag(METADATA_PROPS) ? protobuf.Reader.create(bytes.subarray(content, reader.pos)).bytes() : [];
    if (Object.hasOwn(metadata, keyOf(entry))) continue;
    kept.push(bytes.subarray(start, reader.pos));
  }
  const writer = protobuf.Writer.create();
  for (const [key, value] of Object.entries(metadata)) {
    writer.uint32(tag(METADATA_PROPS)).fork();
    writer.uint32(tag(KEY)).string(key).uint32(tag(VALUE)).string(value).ldelim();
  }
  return concatenated([...kept, writer.finish()]);
}

/** The pairs that an ONNX file carries along; its graph is skipped. */
export function metadataIn(bytes: Uint8Array): Readonly<Record<string, string>> {
  const reader = protobuf.Reader.create(bytes);
  const pairs: (readonly [string, string])[] = [];
  while (reader.pos < reader.len) {
    const head = reader.uint32();
    if (head === tag(METADATA_PROPS)) pairs.push(pairOf(reader.bytes()));
    else reader.skipType(head & 7);
  }
  return Object.fromEntries(pairs);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const keyOf = (entry: ArrayLike<number>): string => pairOf(Uint8Array.from(entry))[0];

function pairOf(entry: Uint8Array): readonly [key: string, value: string] {
  const reader = protobuf.Reader.create(entry);
  let [key, value] = ['', ''];
  while (reader.pos < reader.len) {
    const head = reader.uint32();
    if (head === tag(KEY)) key = reader.string();
    else if (head === tag(VALUE)) value = reader.string();
    else reader.skipType(head & 7);
  }
  return [key, value];
}
