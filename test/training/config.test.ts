import { describe, expect, it } from 'vitest';
import { describeConfig, isPlain, parseConfig } from '../../src/training/config.ts';

describe('parseConfig(options)', () => {
  it('fills in the defaults', () => {
    expect(parseConfig({})).toMatchObject({
      dataset: 'glyphs',
      method: 'online-triplet',
      dim: 16,
      lr: 2e-3,
      seed: 0,
    });
  });

  it('takes seeds to 2³² − 1, since the next would be seed 0 again', () => {
    expect(parseConfig({ seed: 2 ** 32 - 1 }).seed).toBe(4294967295);
  });

  it('takes class names that are numbers', () => {
    expect(parseConfig({ unseenClasses: [7, '8'] }).unseenClasses).toEqual(['7', '8']);
  });

  it('reads back what describeConfig wrote', () => {
    const config = parseConfig({ dataset: 'mnist', dim: 2, clipNorm: 1 });
    expect(parseConfig(JSON.parse(JSON.stringify(describeConfig(config))))).toEqual(config);
  });

  it('takes things of one’s own, which make it no plain data', () => {
    const loss = { name: 'mine', options: {}, compute: () => undefined as never };
    const config = parseConfig({ loss });
    expect(isPlain(config)).toBe(false);
    expect(isPlain(parseConfig({ loss: 'contrastive' }))).toBe(true);
    expect(describeConfig(config)['loss']).toBe('mine');
  });

  const refused: [unknown, string][] = [
    [{ dim: 0 }, 'train: expected dim: a whole number from 1 to 4096, got 0.'],
    [{ dim: 2.5 }, 'train: expected dim: a whole number from 1 to 4096, got 2.5.'],
    [{ epochs: '3' }, 'train: expected epochs: a whole number from 1 to 100000, got "3".'],
    [{ lr: -1 }, 'train: expected lr: a number above 0, got -1.'],
    [{ schedule: 'cosin' }, 'train: expected schedule: one-cycle, cosine, constant, got "cosin".'],
    [{ images: { size: 'big' } }, 'train: expected images.size: a whole number, got "big".'],
    [{ unseenClasses: 7 }, 'train: expected unseenClasses: a list, got 7.'],
    [{ unseenClasses: [{}] }, 'train: expected unseenClasses.0: text, or a number, got {}.'],
    [{ loss: 3 }, 'train: expected loss: text, or an object, got 3.'],
    [{ augment: true }, 'train: expected augment: text, or a list, or an object, got true.'],
    [{ augment: [3] }, 'train: expected augment.0: text, got 3.'],
    [{ augment: { flip: 2 } }, 'train: expected augment.flip: a number from 0 to 1, got 2.'],
    [
      { augment: 'flip,crap' },
      'augment: expected a preset or a transform out of none, light, strong, flip, crop, rotation, affine, color, grey, blur, noise, erasing, jitter, got "crap". Did you mean "crop"?',
    ],
    [{ augment: { flop: 1 } }, 'got "flop". Did you mean "flip"?'],
    [{ epoch: 3 }, 'got "epoch". Did you mean "epochs"?'],
    [{ seed: 2 ** 32 }, 'train: expected seed: '],
    [{ margin: 0.2 }, 'got "margin", one of its method. Put it into methodOptions: --method-option margin=0.2.'],
    [{ loss: 'nt-xent', temperature: 0.1 }, 'Put it into lossOptions: --loss-option temperature=0.1.'],
    [[], 'train: expected an object of options, got [].'],
  ];
  it.each(refused)('refuses %j', (options, message) => {
    expect(() => parseConfig(options)).toThrow(message);
  });
});
