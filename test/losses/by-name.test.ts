import { describe, expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { everyLoss } from '../support/compiled-loss.ts';

describe('losses.byName(name, options)', () => {
  it.each(Object.entries(everyLoss(5)))('%s takes every option that it says it has, at its default', (name, loss) => {
    const specs = Object.entries(losses.optionsOf(name)).filter(([, { default: value }]) => value !== undefined);
    const options = Object.fromEntries(specs.map(([option, spec]) => [option, spec.default]));
    const counts = 'classCounts' in loss.options && { classCounts: loss.options['classCounts'] };
    const explicit = losses.byName(name, { ...options, ...counts });
    const { distance: _, numClasses: _known, ...shown } = loss.options;
    expect(explicit.options).toMatchObject(shown);
  });

  it('reads numbers, flags and names out of text', () => {
    const loss = losses.byName('triplet-margin', { margin: '0.3', swap: 'true', distance: 'cosine', reducer: 'mean' });
    expect(loss.options).toMatchObject({ margin: 0.3, swap: true, distance: 'cosine', reducer: 'mean' });
    expect(losses.byName('matryoshka', { loss: 'circle', dims: '8,4' }).options).toMatchObject({
      dims: [8, 4],
      gamma: 80,
    });
  });

  it.each([
    ['tripletmargin', {}, 'Did you mean "triplet-margin"?'],
    ['triplet-margin', { marign: 1 }, 'Did you mean "margin"?'],
    ['triplet-margin', { distance: 'cosin' }, 'Did you mean "cosine"?'],
    ['nt-xent', { temperature: 0 }, 'loss nt-xent: expected temperature: a number above 0, got 0.'],
    ['nt-xent', { temperature: 'warm' }, 'loss nt-xent: expected temperature: a number above 0, got "warm".'],
    ['triplet-margin', { margin: '' }, 'loss triplet-margin: expected margin: a number, got "".'],
    ['contrastive', { squared: 2 }, 'loss contrastive: expected squared: true or false, got 2.'],
    ['pnp', { variant: 'X' }, 'loss pnp: expected variant: Ds, Dq, Iu, Ib, O, got "X".'],
  ])('%s %j is refused', (name, options, text) => {
    expect(() => losses.byName(name, options)).toThrow(text);
  });

  it('knows every loss that the room exports', () => {
    const made = Object.keys(losses).filter(name => /Loss$|^crossBatchMemory$/.test(name));
    const given = ['pairContrastiveLoss', 'givenTripletMarginLoss', 'tripletRatioLoss'];
    const others = [...given, 'classLoss', 'embeddingLoss', 'defineLoss', 'defineClassLoss', 'defineEmbeddingLoss'];
    const plain = (name: string) => name.toLowerCase().replace(/loss$|-/g, '');
    const known = losses.names.map(plain).sort();
    expect(
      made
        .filter(name => !others.includes(name))
        .map(plain)
        .sort(),
    ).toEqual(known);
  });
});
