import { NearfarError } from '../errors.ts';
import { toNumbers } from '../given-array.ts';

/** How well clusters agree with classes; higher is better. */
export interface ClusteringMetrics {
  /** Mutual information over the mean of both entropies, from 0 to 1. */
  readonly nmi: number;
  /** The same with what chance gives taken off (Vinh, Epps & Bailey 2010): 0 for random clusters, 1 for perfect ones. */
  readonly ami: number;
}

/**
 * How well clusters agree with classes. `assigned` has the cluster and `labels` the class of each sample; what the clusters
 * are called does not matter.
 *
 * @throws NearfarError unless there are as many clusters as labels, at least one
 */
export function clustering({
  assigned,
  labels,
}: {
  assigned: ArrayLike<number>;
  labels: ArrayLike<number>;
}): ClusteringMetrics {
  const who = 'evaluation.clustering';
  const [clusters, classes] = [
    toNumbers(assigned, { who, what: 'clusters', each: 'sample' }),
    toNumbers(labels, { who, what: 'labels', each: 'sample' }),
  ];
  const n = classes.length;
  if (clusters.length !== n || n === 0) {
    const expected = `as many clusters as labels, at least one`;
    throw new NearfarError({ who, expected, got: `${clusters.length} and ${n}` });
  }
  const rows = counts(Array.from(clusters));
  const columns = counts(Array.from(classes));
  const cells = counts(Array.from(clusters, (cluster, i) => `${cluster} ${classes[i]}`));
  const mutual = sum(
    [...cells].map(([key, count]) => {
      const [cluster, label] = key.split(' ').map(Number) as [number, number];
      return (count / n) * Math.log((n * count) / (rows.get(cluster)! * columns.get(label)!));
    }),
  );
  const mean = (entropy(rows, n) + entropy(columns, n)) / 2;
  if (rows.size === columns.size && (rows.size === 1 || rows.size === n)) return { nmi: 1, ami: 1 };
  const chance = expectedMutual([...rows.values()], [...columns.values()], n);
  return { nmi: mean === 0 ? 0 : mutual / mean, ami: (mutual - chance) / (mean - chance) };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function counts<K>(keys: readonly K[]): Map<K, number> {
  const found = new Map<K, number>();
  for (const key of keys) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

const entropy = (sizes: ReadonlyMap<unknown, number>, n: number): number =>
  -sum([...sizes.values()].map(size => (size / n) * Math.log(size / n)));

/** The mutual information expected of random clusters of these sizes: a sum over hypergeometric cells. */
function expectedMutual(a: readonly number[], b: readonly number[], n: number): number {
  const logFactorial = new Float64Array(n + 1);
  for (let i = 1; i <= n; i++) logFactorial[i] = logFactorial[i - 1]! + Math.log(i);
  const f = (i: number) => logFactorial[i]!;
  let total = 0;
  for (const x of a) {
    for (const y of b) {
      const fixed = f(x) + f(y) + f(n - x) + f(n - y) - f(n);
      for (let k = Math.max(1, x + y - n); k <= Math.min(x, y); k++) {
        const chance = Math.exp(fixed - f(k) - f(x - k) - f(y - k) - f(n - x - y + k));
        total += (k / n) * Math.log((n * k) / (x * y)) * chance;
      }
    }
  }
  return total;
}
