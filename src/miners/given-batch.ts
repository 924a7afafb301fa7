import { NearfarError } from '../errors.ts';
import { described, isList, toList, toMatrix, toNumbers } from '../given-array.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Matrix, NdArray } from '../nd-array.ts';
import type { MinerInput } from './miner.ts';

/** One class a sample, or a list of classes a sample. */
export type Labels = ArrayLike<number> | readonly (readonly number[])[];

/** A batch outside training. */
export interface GivenBatch {
  /** [N, D]. */
  readonly embeddings: Matrix;
  /** A whole number from 0 for each row, or a list of them. */
  readonly labels: Labels;
  /** What the batch is compared with; default the batch itself. */
  readonly reference?: { readonly embeddings: Matrix; readonly labels: Labels };
}

/** The batch as inputs of a graph, and what to feed them. */
export interface ReadBatch {
  readonly input: MinerInput;
  readonly feeds: Readonly<Record<string, ArrayLike<number>>>;
  /** One more than the highest class, of the reference too. */
  readonly classes: number;
  /** One more than the highest class of the batch itself. */
  readonly ownClasses: number;
}

/** Checks a batch. Errors name `who`. */
export function readBatch(who: string, batch: GivenBatch): ReadBatch {
  const [rows, compared] = [
    checkedSide(who, '', batch),
    batch.reference && checkedSide(who, 'reference/', batch.reference),
  ];
  const ownClasses = 1 + highest(who, rows.labels);
  const classes = Math.max(ownClasses, 1 + highest(who, compared?.labels ?? []));
  const own = readSide(rows, classes);
  const other = compared && readSide(compared, classes);
  const [d, dOther] = [
    own.input.embeddings.shape[1],
    other?.input.embeddings.shape[1] ?? own.input.embeddings.shape[1],
  ];
  if (d !== dOther) {
    throw new NearfarError({ who, expected: `reference embeddings of ${d} numbers a row`, got: `${dOther}` });
  }
  return {
    input: { ...own.input, ...(other && { reference: other.input }) },
    feeds: { ...own.feeds, ...other?.feeds },
    classes,
    ownClasses,
  };
}

/** The feeds that the outputs depend on. */
export function feedsOf(outputs: Readonly<Record<string, Tensor>>, feeds: ReadBatch['feeds']): ReadBatch['feeds'] {
  const { inputs } = program(outputs);
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => name in inputs));
}

/** Embeddings and labels that fit together. */
interface Side {
  readonly prefix: string;
  readonly matrix: NdArray<Float32Array>;
  readonly labels: Labels;
}

function checkedSide(who: string, prefix: string, { embeddings, labels }: Omit<GivenBatch, 'reference'>): Side {
  const matrix = toMatrix(embeddings, who);
  const [n = 0, d = 0] = matrix.shape;
  if (n === 0 || d === 0)
    throw new NearfarError({ who, expected: 'at least one embedding', got: `shape [${n}, ${d}]` });
  const each = `row of ${prefix === '' ? 'embeddings' : 'the reference’s embeddings'}`;
  const wanted = { who, what: 'labels', each, count: n };
  const list = toList(labels, wanted);
  if (!isList(list[0])) return { prefix, matrix, labels: toNumbers(list, wanted) };
  const sets = Array.from(list as ArrayLike<unknown>, (set, row) => {
    if (isList(set)) return Array.from(toNumbers(set, { who, what: 'labels', each: `label of row ${row}, place` }));
    throw new NearfarError({
      who,
      expected: `a list of labels for each ${each}`,
      got: `${described(set)} for row ${row}`,
    });
  });
  return { prefix, matrix, labels: sets };
}

function readSide({ prefix, matrix, labels }: Side, classes: number) {
  const n = matrix.shape[0]!;
  const shape = areSets(labels) ? [n, classes] : [n];
  const values = areSets(labels) ? labels.flatMap(set => memberships(set, classes)) : labels;
  return {
    input: {
      embeddings: input(`${prefix}embeddings`, 'float32', matrix.shape),
      labels: input(`${prefix}labels`, 'int32', shape),
    },
    feeds: { [`${prefix}embeddings`]: matrix.data, [`${prefix}labels`]: values },
  };
}

const areSets = (labels: Labels): labels is readonly (readonly number[])[] => Array.isArray(labels[0]);

const memberships = (set: readonly number[], classes: number): number[] =>
  Array.from({ length: classes }, (_, c) => Number(set.includes(c)));

/** The highest class. Labels that are no whole numbers from 0 are an error. */
function highest(who: string, labels: Labels): number {
  const all = areSets(labels) ? labels.flat() : Array.from(labels as ArrayLike<number>);
  const wrong = all.find(label => !Number.isInteger(label) || label < 0);
  if (wrong !== undefined)
    throw new NearfarError({ who, expected: 'labels that are whole numbers from 0', got: `${wrong}` });
  return all.reduce((a, b) => Math.max(a, b), 0);
}
