import { describe, expect, it } from 'vitest';
import * as miners from '../../src/miners/index.ts';

describe('miners.byName(name, options)', () => {
  it('caps every miner with tuplesPerAnchor', () => {
    expect(miners.byName('batch-hard', { tuplesPerAnchor: 1 }).name).toBe('capped-batch-hard');
    expect(() => miners.byName('batch-hard', { tuplesPerAnchor: 0 })).toThrow(
      'miner batch-hard: expected tuplesPerAnchor: a whole number of at least 1, got 0.',
    );
  });

  it('offers the nearest name', () => {
    expect(() => miners.byName('semi-hard')).toThrow('Did you mean "semihard"?');
    expect(() => miners.byName('hdc', { filterPercent: 0.3 })).toThrow(
      'miner hdc: expected an option out of filterPercentage, distance, got "filterPercent".',
    );
  });
});
