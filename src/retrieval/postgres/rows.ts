import { UsageError } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import type { Entry } from '../entries.ts';
import type { Field } from './copy.ts';

/** The columns of a row, in the order of `fieldsOf`. */
export const FIELDS = ['id', 'label', 'metadata', 'thumbnail', 'thumbnail_type', 'embedding'];

/** A sample as `COPY` takes it. @throws UsageError for what PostgreSQL cannot hold */
export function fieldsOf({ id, label, metadata, thumbnail }: Entry, vector: Float32Array): Field[] {
  const picture = thumbnail === undefined ? undefined : pictureOf(id, thumbnail);
  const texts = [requireText(id), label === undefined ? undefined : requireText(label)].map(textField);
  return [...texts, jsonField(metadata), picture?.bytes ?? null, textField(picture?.type), vectorField(vector)];
}

/** @throws UsageError for text that PostgreSQL cannot hold */
function requireText(text: string): string {
  if (!text.includes('\0') && !/\p{Cs}/u.test(text)) return text;
  const expected = 'ids and labels without the character U+0000 and halves of characters, which PostgreSQL cannot hold';
  throw new UsageError({ who: 'index.add', expected, got: JSON.stringify(text) });
}

/** Of the type text. */
const textField = (value: string | undefined): Field => (value === undefined ? null : Buffer.from(value));

/** Of the type jsonb: its version, and JSON. */
const jsonField = (value: unknown): Field =>
  value === undefined ? null : Buffer.concat([Buffer.of(1), Buffer.from(JSON.stringify(value))]);

/** Of the type vector: how many numbers, two bytes of nothing, the numbers as float32. */
function vectorField(values: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(4 + 4 * values.length);
  bytes.writeInt16BE(values.length);
  for (let i = 0; i < values.length; i++) bytes.writeFloatBE(values[i]!, 4 + 4 * i);
  return bytes;
}

/** The numbers of what `vectorField` writes. */
export function vectorOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.readInt16BE(0) }, (_, i) => bytes.readFloatBE(4 + 4 * i));
}

/** Vectors as one array [N, dim]. */
export function matrixOf(vectors: readonly Float32Array[]): NdArray<Float32Array> {
  const dim = vectors[0]?.length ?? 0;
  const data = new Float32Array(vectors.length * dim);
  vectors.forEach((vector, i) => {
    data.set(vector, i * dim);
  });
  return { data, shape: [vectors.length, dim] };
}

/** The columns of a sample, but for its vector and picture. JSON as text: null in it is not the absence of any. */
export const COLUMNS = 'id, label, metadata::text AS metadata';

/** A row of these columns. */
export interface Row {
  readonly id: string;
  readonly label: string | null;
  readonly metadata: string | null;
}

/** What is known of the sample of a row. */
export const entryOf = ({ id, label, metadata }: Row): Entry => ({
  id,
  ...(label !== null && { label }),
  ...(metadata !== null && { metadata: JSON.parse(metadata) as unknown }),
});

/** All columns of a sample. */
export const ALL_COLUMNS = `${COLUMNS}, thumbnail, thumbnail_type AS type, vector_send(embedding) AS vector`;

/** A row of all columns. */
export interface WholeRow extends Row {
  readonly thumbnail: Buffer | null;
  readonly type: string;
  readonly vector: Buffer;
}

/** What is known of the sample of a whole row. */
export const wholeEntryOf = ({ thumbnail: bytes, type, ...row }: WholeRow): Entry => ({
  ...entryOf(row),
  ...(bytes && { thumbnail: thumbnailOf({ type, bytes }) }),
});

/** A picture as a table keeps it. */
interface Picture {
  /** Its media type. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** The picture of a data address. @throws UsageError for what is none in base64 */
function pictureOf(id: string, thumbnail: string): Picture {
  const [, type, base64] = /^data:([^,]*);base64,(.*)$/s.exec(thumbnail) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  if (type !== undefined && bytes.toString('base64') === base64) return { type, bytes };
  throw new UsageError({
    who: 'index.add',
    expected: 'thumbnails as data addresses (data:image/png;base64,…)',
    got: `something else of "${id}"`,
  });
}

/** The data address of a picture. */
const thumbnailOf = ({ type, bytes }: Picture): string => `data:${type};base64,${bytes.toString('base64')}`;
