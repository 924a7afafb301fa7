import { describe, expect, it } from 'vitest';
import { input, program } from '../../src/graph/index.ts';
import * as losses from '../../src/losses/index.ts';
import { Scope } from '../../src/nn/scope.ts';
import * as reducers from '../../src/reducers/index.ts';

/** The names of the operations that a loss over a batch of 8 is made of. */
function operations(loss: losses.Loss): readonly string[] {
  const batch = { embeddings: input('x', 'float32', [8, 4]), labels: input('labels', 'int32', [8]) };
  return program({ value: loss.compute(batch, new Scope({ training: true })) }).nodes.map(({ op }) => op.name);
}

describe('losses.tripletMarginLoss(options)', () => {
  it.each(['avg-non-zero', 'mean', 'sum'])('goes over all triplets by sorting, with the reducer %s', name => {
    const names = operations(losses.tripletMarginLoss({ reducer: reducers.byName(name) }));
    expect(names).toContain('topK');
    expect(names).not.toContain('mapRows');
  });

  it('goes over one anchor after another with swap, where sorting does not do', () => {
    expect(operations(losses.tripletMarginLoss({ swap: true }))).toContain('mapRows');
  });
});
