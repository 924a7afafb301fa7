import { expect } from 'vitest';
import { NearfarError } from '../../src/errors.ts';

/** Whole numbers from 0 to 255, [4, 2]: every type of array holds them. */
export const ROWS: readonly (readonly number[])[] = [
  [0, 1],
  [9, 2],
  [1, 3],
  [8, 7],
];
const flat = ROWS.flat();
const shape = [4, 2];

/** One matrix in every form that is taken. */
export const MATRICES: Readonly<Record<string, unknown>> = {
  'a Float32Array with its shape': { data: Float32Array.from(flat), shape },
  'a Float64Array with its shape': { data: Float64Array.from(flat), shape },
  'an Int32Array with its shape': { data: Int32Array.from(flat), shape },
  'a BigInt64Array with its shape': { data: BigInt64Array.from(flat, BigInt), shape },
  'numbers with their shape': { data: flat, shape },
  'rows that are Float32Arrays': ROWS.map(row => Float32Array.from(row)),
  'rows that are Float64Arrays': ROWS.map(row => Float64Array.from(row)),
  'rows that are Int8Arrays': ROWS.map(row => Int8Array.from(row)),
  'rows that are BigInt64Arrays': ROWS.map(row => BigInt64Array.from(row, BigInt)),
};

/** What is no array at all. */
const NOTHINGS: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  null: null,
  'a number': 3,
  'a text': 'abc',
  'an empty object': {},
  'a function': () => 1,
  'a DataView': new DataView(new ArrayBuffer(8)),
  'a shape without numbers': { shape },
  'numbers without a shape': { data: flat },
  'a text with a shape': { data: 'abcdefgh', shape },
  'a shape of texts': { data: flat, shape: ['4', '2'] },
  'fewer numbers than the shape says': { data: Float32Array.from(flat.slice(1)), shape },
  'fewer big integers than the shape says': { data: BigInt64Array.of(1n), shape },
};

/** What is no matrix [4, 2]. */
export const NO_MATRICES: Readonly<Record<string, unknown>> = {
  ...NOTHINGS,
  'a flat Float32Array': Float32Array.from(flat),
  'a flat BigInt64Array': BigInt64Array.from(flat, BigInt),
  'a flat list': flat,
  'a flat shape': { data: Float32Array.from(flat), shape: [8] },
  'three axes': { data: Float32Array.from(flat), shape: [4, 2, 1] },
  'rows of rows': ROWS.map(row => [row]),
  'rows of rows that are typed': ROWS.map(row => [Float32Array.from(row)]),
  'rows of different lengths': [[0, 1], [9], [1, 3], [8, 7]],
  'rows of texts': ROWS.map(row => row.map(String)),
  'a text in a row': [
    [0, 1],
    [9, 'x'],
    [1, 3],
    [8, 7],
  ],
  'null in a row': [
    [0, 1],
    [9, null],
    [1, 3],
    [8, 7],
  ],
  'null in place of a row': [[0, 1], null, [1, 3], [8, 7]],
  'a typed row of another length': [Float32Array.of(0, 1), Float32Array.of(9), Float32Array.of(1), Float32Array.of(8)],
  'an object in place of a row': [[0, 1], {}, [1, 3], [8, 7]],
};

/** One list of numbers in every form that is taken. */
export const listsOf = (numbers: readonly number[]): Readonly<Record<string, unknown>> => ({
  'an Int32Array': Int32Array.from(numbers),
  'a Float64Array': Float64Array.from(numbers),
  'a Uint8Array': Uint8Array.from(numbers),
  'a BigInt64Array': BigInt64Array.from(numbers, BigInt),
});

/** What is no list of four numbers. */
export const NO_LISTS: Readonly<Record<string, unknown>> = {
  ...NOTHINGS,
  'a list with its shape': { data: Int32Array.of(0, 1, 0, 1), shape: [4] },
  'three numbers': [0, 1, 0],
  'a typed array of three': Int32Array.of(0, 1, 0),
  'five numbers': [0, 1, 0, 1, 0],
  'an empty list': [],
  'lists in a list': [[0], [1], [0], [1]],
  NaN: [0, 1, Number.NaN, 1],
  'null in the list': [0, 1, null, 1],
  'an object in the list': [0, 1, {}, 1],
};

/** What is a list of four names, and none of four numbers. */
export const NAMES: Readonly<Record<string, unknown>> = { texts: ['a', 'b', 'a', 'b'] };

/** @throws unless a call is refused by an error of nearfar that says what was expected and what came */
export async function expectRefusal(call: () => unknown): Promise<void> {
  const error = await Promise.resolve()
    .then(call)
    .then(
      value => value,
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(NearfarError);
  expect((error as Error).message).toMatch(/^\S.*: expected \S.*, got \S.*\./s);
}

/** The argument of a call that is handed over in other forms. */
export interface Argument {
  /** The call and its argument. */
  readonly name: string;
  readonly call: (given: never) => unknown;
  /** The plain form of what is taken, and others of the same. */
  readonly plain: unknown;
  readonly forms: Readonly<Record<string, unknown>>;
  /** What is refused. */
  readonly odd: Readonly<Record<string, unknown>>;
}

/** Every form gives what the plain one gives; everything else is refused. */
export async function expectTakenOrRefused({ call, plain, forms, odd }: Argument): Promise<void> {
  const of = async (given: unknown): Promise<unknown> => call(given as never);
  const expected = await of(plain);
  for (const [form, given] of Object.entries(forms)) expect(await of(given), form).toEqual(expected);
  const wrong: string[] = [];
  for (const [form, given] of Object.entries(odd))
    await expectRefusal(() => of(given)).catch((error: Error) => wrong.push(`${form}: ${error.message}`));
  expect(wrong).toEqual([]);
}

/** Four classes. */
const LABELS = [0, 1, 0, 1];

/** Some of what is refused. */
export const without = (odd: Readonly<Record<string, unknown>>, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(odd).filter(([name]) => !names.includes(name)));

/** A matrix with a number that is not finite. */
export const NOT_FINITE = {
  NaN: [
    [0, 1],
    [9, Number.NaN],
    [1, 3],
    [8, 7],
  ],
};
/** An argument that is a matrix [4, 2]. */
export const matrix = (
  name: string,
  call: Argument['call'],
  odd: Readonly<Record<string, unknown>> = NOT_FINITE,
): Argument => ({
  name,
  call,
  plain: ROWS,
  forms: MATRICES,
  odd: { ...NO_MATRICES, ...odd },
});
/** An argument that is a list of four numbers. */
export const numbers = (
  name: string,
  call: Argument['call'],
  plain: readonly number[] = LABELS,
  odd: typeof NAMES = { ...NO_LISTS, ...NAMES },
): Argument => ({
  name,
  call,
  plain,
  forms: listsOf(plain),
  odd,
});
/** A list that may be left out. */
export const optional = (name: string, call: Argument['call'], plain: readonly number[] = LABELS): Argument =>
  numbers(name, call, plain, without({ ...NO_LISTS, ...NAMES }, 'nothing'));
