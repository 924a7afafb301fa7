import { describe, expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import * as miners from '../../src/miners/index.ts';

const size = { batchSize: 64, dim: 128 };

describe('losses.describe(loss, { batchSize, dim })', () => {
  it('tells how many numbers the loss learns', () => {
    const learned = (loss: losses.Loss) => losses.describe(loss, { ...size, numClasses: 100 }).learned;
    expect(learned(losses.contrastiveLoss())).toBe(0);
    expect(learned(losses.arcFaceLoss())).toBe(128 * 100);
    expect(learned(losses.subCenterArcFaceLoss({ subCenters: 2 }))).toBe(128 * 200);
    expect(learned(losses.cosFaceLoss({ numClasses: 7 }))).toBe(128 * 7);
  });

  it('takes a loss by its name, with the batch and width that train has', () => {
    const loss = losses.byName('nt-xent');
    expect(losses.describe('nt-xent')).toEqual(losses.describe(loss, { batchSize: 250, dim: 16 }));
    expect(() => losses.describe('nt-xnet')).toThrow('Did you mean "nt-xent"?');
  });

  it('counts three products of a matrix in a step of CosFace: the cosines, and both gradients', () => {
    const { operations } = losses.describe(losses.cosFaceLoss(), { ...size, numClasses: 100 });
    const products = 3 * 2 * 64 * 128 * 100;
    const elements = 64 * 100 + 64 * 128 + 128 * 100;
    expect(operations).toBeGreaterThan(products);
    expect(operations).toBeLessThan(products + 40 * elements);
  });

  it('grows with the batch in losses over classes', () => {
    const at = (batchSize: number) => losses.describe(losses.cosFaceLoss(), { batchSize, dim: 64, numClasses: 10 });
    expect(at(4096).operations / at(1024).operations).toBeCloseTo(4, 1);
  });

  it('grows with the square of the batch, not its cube, in the hinge over all triplets', () => {
    const at = (batchSize: number) => losses.describe(losses.tripletMarginLoss(), { batchSize, dim: 64 });
    const [small, large] = [at(256), at(512)];
    expect(large.operations / small.operations).toBeLessThan(6);
    expect(large.peakBytes / small.peakBytes).toBeLessThan(4.5);
    expect(large.peakBytes).toBeLessThan(512 ** 3);
  });

  it('counts the mining where a miner is given', () => {
    const alone = losses.describe(losses.contrastiveLoss(), size);
    const mined = losses.describe(losses.contrastiveLoss(), { ...size, miner: miners.byName('multi-similarity') });
    expect(mined.operations).toBeGreaterThan(alone.operations);
  });

  it('says which loss it is of', () => {
    const { name, options } = losses.describe(losses.cosFaceLoss({ margin: 0.2 }), size);
    expect(name).toBe('cos-face');
    expect(options).toMatchObject({ margin: 0.2, scale: 64 });
  });
});
