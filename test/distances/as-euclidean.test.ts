import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { input } from '../../src/graph/index.ts';
import { Scope } from '../../src/nn/scope.ts';
import { randomRows } from '../support/by-loops.ts';

const points = randomRows(41, 12, 5);
const matrix = { data: Float32Array.from(randomRows(42, 3, 5).flat()), shape: [3, 5] };

/** The others in the order of nearness to the first. */
const order = (row: ArrayLike<number>, inverted = false): number[] =>
  Array.from(row, (_, i) => i)
    .slice(1)
    .sort((a, b) => (inverted ? row[b]! - row[a]! : row[a]! - row[b]!));

describe('a distance’s asEuclidean(x) gives embeddings that the Euclidean distance puts in its order', () => {
  it.each([
    ['cosine', distances.cosineSimilarity()],
    ['dot-product', distances.dotProductSimilarity()],
    ['lp', distances.lpDistance()],
    ['snr', distances.snrDistance()],
    ['snr of embeddings as they come', distances.snrDistance({ normalize: false })],
    ['mahalanobis', distances.mahalanobisDistance({ rank: 3 })],
  ])('%s', async (_, distance) => {
    const scope = new Scope({ training: true });
    const x = input('x', 'float32', [12, 5]);
    const outputs = { d: distance.matrix(x, x, scope), y: distance.asEuclidean!(x, scope) };
    const { d, y } = await evaluate(outputs, {
      x: points.flat(),
      ...(scope.parameters.length > 0 && { mahalanobis: matrix.data }),
    });
    const euclidean = distances.lpDistance({ normalize: false });
    const rows = { data: Float32Array.from(y!.data, Number), shape: y!.shape };
    const apart = await distances.pairwise(euclidean, rows, rows);
    const row = ({ data }: { data: ArrayLike<number | bigint> }) => Array.from(data, Number).slice(0, 12);
    expect(order(row(apart))).toEqual(order(row(d!), distance.inverted));
  });

  it('is absent where embeddings stay as they come', () => {
    expect(distances.lpDistance({ normalize: false }).asEuclidean).toBeUndefined();
    expect(distances.dotProductSimilarity({ normalize: false }).asEuclidean).toBeUndefined();
  });
});
