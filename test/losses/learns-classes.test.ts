import { expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import type { Loss } from '../../src/losses/index.ts';
import * as losses from '../../src/losses/index.ts';
import { Scope } from '../../src/nn/scope.ts';

/** The shapes of a loss's learned weights and memories among so many classes. */
function weights(loss: Loss, numClasses: number): string {
  const scope = new Scope({ training: true });
  const [embeddings, labels] = [g.input('x', 'float32', [6, 4]), g.input('labels', 'int32', [6])];
  loss.compute({ embeddings, labels, numClasses, classCounts: Array(numClasses).fill(9) }, scope);
  return scope.parameters.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(' ');
}

const learnsClasses = (loss: Loss): boolean => weights(loss, 3) !== weights(loss, 5);

it.each(losses.names)('losses.byName("%s") says that it learns classes if its weights grow with them', name => {
  const loss = losses.byName(name);
  expect(loss.learnsClasses ?? false).toBe(learnsClasses(loss));
});

it.each([
  ['margin, with a boundary for each class', losses.marginLoss({ learnBeta: true, perClass: true }), true],
  ['margin, with one boundary', losses.marginLoss({ learnBeta: true }), false],
  ['matryoshka', losses.matryoshkaLoss({ loss: losses.cosFaceLoss() }), true],
  ['cross-batch-memory', losses.crossBatchMemory({ loss: losses.cosFaceLoss() }), true],
  ['threshold-consistent-margin', losses.thresholdConsistentMarginLoss({ baseLoss: losses.cosFaceLoss() }), true],
  ['multiple', losses.multipleLosses({ losses: [losses.contrastiveLoss(), losses.cosFaceLoss()] }), true],
])('%s says so too', (_, loss, expected) => {
  expect(learnsClasses(loss)).toBe(expected);
  expect(loss.learnsClasses ?? false).toBe(expected);
});
