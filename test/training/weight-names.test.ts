import { describe, expect, it } from 'vitest';
import { foreignName, ownName } from '../../src/training/weight-names.ts';

const names = { conv1: 'encoder.0', 'layer1.0': 'encoder.2.0.body', 'layer1.0.skip': 'encoder.2.0.shortcut', fc: null };

describe('ownName(name, names) and foreignName(name, names)', () => {
  it.each([
    ['conv1.weight', 'encoder.0.weight'],
    ['layer1.0.bn.running_var', 'encoder.2.0.body.bn.variance'],
    ['layer1.0.skip.running_mean', 'encoder.2.0.shortcut.mean'],
    ['conv10.weight', 'conv10.weight'],
    ['encoder.9.0.1.bias', 'encoder.9.0.1.bias'],
  ])('%s and %s are one', (theirs, ours) => {
    expect(ownName(theirs, names)).toBe(ours);
    expect(foreignName(ours, names)).toBe(theirs);
  });

  it('take all names below another, or from there', () => {
    expect(ownName('0.weight', { '': 'encoder' })).toBe('encoder.0.weight');
    expect(foreignName('encoder.0.weight', { '': 'encoder' })).toBe('0.weight');
    expect(ownName('backbone.0.weight', { backbone: 'encoder', 'backbone.0.weight': 'encoder.7.bias' })).toBe(
      'encoder.7.bias',
    );
  });

  it('leave out what is null, and the batches that PyTorch counts', () => {
    expect(ownName('fc.weight', names)).toBeUndefined();
    expect(ownName('bn.num_batches_tracked', {})).toBeUndefined();
  });
});
