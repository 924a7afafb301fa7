import { describe, expect, it } from 'vitest';
import { losses, methods } from '../../src/index.ts';

describe('methods.online over a list', () => {
  it('draws the samples of groups that the list links, never one that stands alone', () => {
    const labels = Int32Array.of(0, 1, 0, 2, 2, 3, 4, 4);
    const list = {
      kind: 'pairs',
      rows: [Int32Array.of(0, 3, 6), Int32Array.of(2, 4, 7)],
      same: Uint8Array.of(1, 1, 1),
    } as const;
    const online = methods.online({ loss: losses.multipleNegativesRankingLoss(), batchSize: 4, samplesPerClass: 2 });
    const plan = online.batches(5);
    expect(plan.trainsOn).toBe('groups');
    const epochs = plan.over({ labels, list });
    const batches = [...epochs.epoch(0, 1)];
    expect(batches).toHaveLength(epochs.batchesPerEpoch);
    for (const batch of batches) {
      const drawn = Array.from(batch, i => labels[i]!);
      expect(drawn[0]).toBe(drawn[1]);
      expect(drawn[2]).toBe(drawn[3]);
    }
    expect(new Set(batches.flatMap(batch => [...batch]))).toEqual(new Set([0, 2, 3, 4, 6, 7]));
    const whole = [...plan.over({ labels }).epoch(0, 1)].flatMap(batch => [...batch]);
    expect(whole).toContain(1);
  });
});
