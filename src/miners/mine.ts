import { evaluate } from '../graph/evaluate.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { NdArray } from '../nd-array.ts';
import { type GivenValues, givenValues, Scope } from '../nn/scope.ts';
import { feedsOf, type GivenBatch, readBatch } from './given-batch.ts';
import type { Miner } from './miner.ts';
import type { TripletRule, Tuples } from './tuples.ts';

/** Indices of a triplet: the anchor in the batch, the others in what it is compared with. */
export type Triplet = [anchor: number, positive: number, negative: number];
/** Indices of a pair: the anchor in the batch, the other in what it is compared with. */
export type Pair = [anchor: number, other: number];

/** What a miner chose, as rows of the batch (and of the reference, where there is one). */
export interface MinedTuples {
  /** The triplets, of a miner that chooses triplets. */
  triplets?: Triplet[];
  /** The pairs of one class, of a miner that chooses pairs. */
  anchorPositive?: Pair[];
  /** The pairs of two classes, of a miner that chooses pairs. */
  anchorNegative?: Pair[];
}

/** A batch for a miner outside training. */
export interface BatchToMine extends GivenBatch {
  /** The seed of miners that choose at random; default 0. */
  readonly seed?: number;
  /** Values of the weights of a learned distance, by name, nested arrays too; default as initialised from seed 0. */
  readonly parameters?: GivenValues;
}

/**
 * The tuples that a miner chooses of one batch, outside training.
 *
 * @throws NearfarError if embeddings and labels do not fit together
 */
export async function mine(miner: Miner, { seed = 0, parameters = {}, ...batch }: BatchToMine): Promise<MinedTuples> {
  const who = 'miners.mine';
  const read = readBatch(who, batch);
  const scope = new Scope({ training: true });
  const tuples = miner.mine(read.input, scope);
  const feeds = { ...read.feeds, ...givenValues(who, scope.parameters, parameters) };
  const { kind, distance: _, ...tensors } = tuples as Tuples & { distance?: unknown };
  const outputs = tensors as unknown as Record<string, Tensor>;
  const results = await evaluate(outputs, feedsOf(outputs, feeds), { seed });
  if (kind === 'pairs')
    return { anchorPositive: cells(results['positive']!), anchorNegative: cells(results['negative']!) };
  return { triplets: kind === 'triplets' ? rows(results) : keptBy(results) };
}

/** The indices of the elements of a matrix above 0, each as often as its weight says. */
function cells({ data, shape }: NdArray): Pair[] {
  const columns = shape[1]!;
  return Array.from(data as Float32Array).flatMap((times, at) =>
    Array.from({ length: Math.round(times) }, (): Pair => [Math.floor(at / columns), at % columns]),
  );
}

function rows(results: Record<string, NdArray>): Triplet[] {
  const column = (name: string) => Array.from(results[name]!.data as ArrayLike<number>, Number);
  const [anchor, positive, negative] = [column('anchor'), column('positive'), column('negative')];
  return column('weight').flatMap((weight, i): Triplet[] =>
    weight > 0 ? [[anchor[i]!, positive[i]!, negative[i]!]] : [],
  );
}

/** The triplets under a rule; it tests every triplet. */
function keptBy(results: Record<string, NdArray>): Triplet[] {
  const [b, r] = results['key']!.shape as [number, number];
  const at = (name: keyof TripletRule, i: number, j: number) => Number(results[name]?.data[i * r + j] ?? 0);
  const triplets: Triplet[] = [];
  for (let a = 0; a < b; a++) {
    for (let p = 0; p < r; p++) {
      if (at('positive', a, p) === 0) continue;
      for (let n = 0; n < r; n++) {
        const key = Math.fround(at('key', a, n) + at('cross', p, n));
        const inside = at('lower', a, p) < key && key <= at('upper', a, p);
        if (inside && at('negative', a, n) > 0) triplets.push([a, p, n]);
      }
    }
  }
  return triplets;
}
