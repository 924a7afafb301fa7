import type { Distance } from '../distances/index.ts';
import { UsageError } from '../errors.ts';
import { add, constant, mul } from '../graph/ops/index.ts';
import type { Miner } from '../miners/miner.ts';
import type { Loss } from './loss.ts';

/** Options of `losses.multipleLosses`. */
export interface MultipleLossesOptions {
  /** At least one loss. */
  losses: readonly Loss[];
  /** What each loss is multiplied by; default 1. */
  weights?: readonly number[];
  /** The miner of each loss; losses without one go over the tuples that are given. */
  miners?: readonly (Miner | undefined)[];
}

/** The weighted sum of several losses: Σᵢ wᵢ · lossᵢ. The learned weights have the number of their loss before the name: `0.W`, `1.proxies`, … */
export function multipleLosses({ losses, weights = losses.map(() => 1), miners = [] }: MultipleLossesOptions): Loss {
  if (losses.length === 0 || weights.length !== losses.length) {
    const got = `${losses.length} losses and ${weights.length} weights`;
    throw new UsageError({ who: 'multipleLosses', expected: 'at least one loss, and a weight for each', got });
  }
  const classes = losses.flatMap(loss => loss.classes ?? []);
  const views = losses.find(loss => loss.views !== undefined)?.views;
  return {
    name: 'multiple',
    options: { losses: losses.map(loss => loss.name), weights, miners: miners.map(miner => miner?.name) },
    ...(losses[0]!.distance && { distance: inChild(losses[0]!.distance) }),
    ...(views !== undefined && { views }),
    ...(losses.some(loss => loss.learnsClasses) && { learnsClasses: true }),
    ...(losses.some(loss => loss.batchNorm) && { batchNorm: true }),
    warnings: losses.flatMap(loss => loss.warnings ?? []),
    ...(classes.length > 0 && { classes: Math.min(...classes) }),
    compute: (input, scope) =>
      losses
        .map((loss, i) => {
          const own = scope.child(i);
          const tuples = miners[i]?.mine(input, own) ?? input.tuples;
          return mul(loss.compute({ ...input, ...(tuples && { tuples }) }, own), weights[i]!);
        })
        .reduce(add, constant(0)),
  };
}

/** The distance of the first loss, with its weights in the scope of that loss. */
const inChild = (distance: Distance): Distance => ({
  ...distance,
  matrix: (a, b, scope) => distance.matrix(a, b, scope?.child(0)),
  paired: (a, b, scope) => distance.paired(a, b, scope?.child(0)),
  ...(distance.asEuclidean && { asEuclidean: (x, scope) => distance.asEuclidean!(x, scope?.child(0)) }),
});
