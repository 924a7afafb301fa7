import type { Random } from '../../src/random.ts';

/** Numbers at the edges of what formats hold. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff];

type Bytes = Uint8Array<ArrayBuffer>;

type Mutation = (bytes: Bytes, random: Random) => Bytes;

const mutations: readonly Mutation[] = [
  function flip(bytes, random) {
    const copy = bytes.slice();
    for (let i = 0; i <= random.int(8); i++) copy[random.int(copy.length)]! ^= 1 << random.int(8);
    return copy;
  },
  function fillRest(bytes, random) {
    return bytes.slice().fill(EDGES[random.int(EDGES.length)]!, random.int(bytes.length));
  },
  function overwrite(bytes, random) {
    const copy = bytes.slice();
    const start = random.int(copy.length);
    copy.fill(EDGES[random.int(EDGES.length)]!, start, start + 2 ** random.int(4));
    return copy;
  },
  (bytes, random) => bytes.slice(0, random.int(bytes.length)),
  function remove(bytes, random) {
    const start = random.int(bytes.length);
    return joined(bytes.subarray(0, start), bytes.subarray(start + 1 + random.int(16)));
  },
  function repeat(bytes, random) {
    const start = random.int(bytes.length);
    const end = start + 1 + random.int(64);
    return joined(bytes.subarray(0, end), bytes.subarray(start));
  },
  function swap(bytes, random) {
    const [a, b] = [random.int(bytes.length), random.int(bytes.length)].sort((x, y) => x - y) as [number, number];
    return joined(bytes.subarray(b), bytes.subarray(a, b), bytes.subarray(0, a));
  },
];

/** Words that a text format may meet where it does not expect them. */
const WORDS = [
  'null',
  '{}',
  '[]',
  '""',
  '-1',
  '1e99',
  '0.5',
  '9007199254740993',
  'true',
  '"\\u0000"',
  '[[]]',
  '"__proto__"',
];

/** Replaces a value of a JSON text by another word. */
function replaceValue(bytes: Bytes, random: Random): Bytes {
  const text = new TextDecoder().decode(bytes);
  const values = [...text.matchAll(/"[^"\\]*"(?!\s*:)|-?\d+(?:\.\d+)?|true|false|null|\{[^{}]*\}|\[[^[\]]*\]/g)];
  const found = values[random.int(values.length)];
  if (!found) return bytes.slice();
  const word = WORDS[random.int(WORDS.length)]!;
  return new TextEncoder().encode(text.slice(0, found.index) + word + text.slice(found.index + found[0].length));
}

/** Renames a key of a JSON text. */
function renameKey(bytes: Bytes, random: Random): Bytes {
  const text = new TextDecoder().decode(bytes);
  const keys = [...text.matchAll(/"([^"\\]+)"\s*:/g)];
  const found = keys[random.int(keys.length)];
  if (!found) return bytes.slice();
  return new TextEncoder().encode(`${text.slice(0, found.index)}"x":${text.slice(found.index + found[0].length)}`);
}

function joined(...parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}

/** The bytes with one to three mutations; those of texts know what a value is. */
export function mutated(bytes: Uint8Array, isText: boolean, random: Random): Uint8Array {
  let all = Uint8Array.from(bytes);
  for (let i = 0; i <= random.int(3) && all.length > 0; i++) {
    const known = isText && random.int(2) === 0 ? [replaceValue, renameKey] : mutations;
    all = known[random.int(known.length)]!(all, random);
  }
  return all;
}
