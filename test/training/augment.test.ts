import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { buffer } from '../../src/graph/runtime.ts';
import { prototypical } from '../../src/methods/index.ts';
import { augmentBatch } from '../../src/training/augment.ts';
import { DirectBatches } from '../../src/training/batches.ts';
import { parseConfig } from '../../src/training/config.ts';
import { prepare } from '../../src/training/prepare.ts';

const SIDE = 8;

/** `perClass` images of each class, a bar as far down as the class's number. */
function bars(classNames: string[], perClass = 6): Dataset {
  const labels = Int32Array.from({ length: classNames.length * perClass }, (_, i) => Math.floor(i / perClass));
  const data = new Uint8Array(labels.length * SIDE * SIDE);
  labels.forEach((label, i) => {
    data.fill(255, (i * SIDE + label) * SIDE, (i * SIDE + label + 1) * SIDE);
  });
  return { name: 'bars', samples: { data, shape: [labels.length, 1, SIDE, SIDE] }, labels, classNames };
}

const parts = { train: bars(['a', 'b', 'c']), validation: bars(['d']), test: bars(['e', 'f']) };

describe('prepare(parts, { augment })', () => {
  it('adds quarter turns to what is trained on, and to nothing else', () => {
    const { augment } = parseConfig({ augment: { quarterTurns: true } });
    const { train, classes, validation, unseen } = prepare(parts, { unseenClasses: [], seed: 0, augment });
    expect([train.labels.length, classes]).toEqual([4 * 18, 12]);
    expect([validation!.labels.length, unseen!.queries.labels.length]).toEqual([6, 6]);
  });

  it('refuses to jitter rows of a table', () => {
    const rows: Dataset = { ...bars(['a', 'b']), samples: { data: new Float32Array(12 * 3), shape: [12, 3] } };
    const { augment } = parseConfig({ augment: { jitter: { shift: 0.1 } } });
    expect(() => prepare({ train: rows, test: rows }, { unseenClasses: [], seed: 0, augment })).toThrow(
      'augment.jitter: expected bars to have images, got samples of shape [3]. Leave it out.',
    );
  });
});

describe('prepare(parts, { validation: 0 })', () => {
  it('trains on the data set’s own validation part too', () => {
    const { train, validation } = prepare(parts, { unseenClasses: [], seed: 0, validation: 0 });
    expect([train.classNames, validation]).toEqual([['a', 'b', 'c', 'd'], undefined]);
    expect(train.labels.filter(label => label === 3)).toHaveLength(6);
  });
});

describe('parseConfig({ augment })', () => {
  it('refuses what augmentation does not have', () => {
    expect(() => parseConfig({ augment: { jitter: { rotaton: 3 } } })).toThrow(
      'train: expected an option of augment.jitter out of rotation, shear, scale, shift, bend, mirror, got "rotaton". Did you mean "rotation"?',
    );
    expect(() => parseConfig({ augment: { jitter: { shift: 3 } } })).toThrow(
      'augment.jitter.shift: a number from 0 to 0.5, got 3',
    );
  });
});

/** `classNames` with images of three channels. */
function coloured(classNames: string[]): Dataset {
  const { samples, ...rest } = bars(classNames);
  const data = Uint8Array.from({ length: samples.data.length * 3 }, (_, i) => (i * 37) % 256);
  return { ...rest, samples: { data, shape: [samples.shape[0]!, 3, SIDE, SIDE] } };
}

describe('prepare(parts, { augment }) of what does not fit', () => {
  const asked = (augment: unknown, train: Dataset) =>
    prepare({ train, test: train }, parseConfig({ augment, validation: 0 }));
  const grey = bars(['a', 'b']);
  const rows: Dataset = { ...grey, samples: { data: new Float32Array(12 * 3), shape: [12, 3] } };

  it('refuses what is asked for by name', () => {
    expect(() => asked('flip', rows)).toThrow(
      'augment.flip: expected bars to have images, got samples of shape [3]. Leave it out.',
    );
    for (const color of ['flip,color', ['color'], { color: 0.1 }, 'light,color']) {
      expect(() => asked(color, grey)).toThrow(
        'augment.color: expected bars to have images of three channels, got samples of shape [1, 8, 8]. Leave it out.',
      );
    }
  });

  it('leaves out what a preset has too much, and says so', () => {
    expect(asked('strong', grey).notes).toEqual([
      'color and grey of --augment strong are left out, since bars has samples of shape [1, 8, 8].',
    ]);
    expect(asked('light', grey).notes).toEqual([
      'color of --augment light is left out, since bars has samples of shape [1, 8, 8].',
    ]);
    expect(asked('strong', coloured(['a', 'b'])).notes).toEqual([]);
    expect(asked('none', rows).notes).toEqual([]);
  });

  it('refuses a preset of which nothing fits', () => {
    expect(() => asked('light', rows)).toThrow('augment.light: expected bars to have images, got samples of shape [3]');
  });
});

describe('augmentBatch(samples, labels, dataset, augment, place)', () => {
  const place = { seed: 3, epoch: 1, step: 2 };

  function augmented(given: unknown, at = place, { samples, labels }: Dataset = coloured(['a', 'b'])) {
    const data = samples.data.slice();
    augmentBatch(data, labels, { samples }, parseConfig({ augment: given }).augment, at);
    return data;
  }

  it('depends on the seed, the epoch and the step', () => {
    for (const given of ['strong', 'light', 'jitter', { crop: 0.5 }]) {
      expect(augmented(given)).toEqual(augmented(given));
      for (const other of [{ seed: 4 }, { epoch: 2 }, { step: 3 }])
        expect(augmented(given, { ...place, ...other })).not.toEqual(augmented(given));
    }
  });

  it('is the same by name, in a list, and by what the names stand for', () => {
    expect(augmented('rotation, noise')).toEqual(augmented(['noise', 'rotation']));
    expect(augmented('rotation,noise')).toEqual(augmented({ noise: 0.05, rotation: 15 }));
    expect(augmented('none')).toEqual(coloured(['a', 'b']).samples.data);
  });

  it('does of a preset what fits', () => {
    const { samples } = bars(['a', 'b']);
    expect(augmented('light', place, bars(['a', 'b']))).toEqual(
      augmented({ flip: 0.5, crop: 0.3 }, place, bars(['a', 'b'])),
    );
    expect(augmented('light', place, bars(['a', 'b']))).not.toEqual(samples.data);
  });
});

describe('DirectBatches, augmented', () => {
  const plan = prototypical({ ways: 3, shots: 1, queries: 2 }).batches(3);
  const { augment } = parseConfig({ augment: { jitter: { rotation: 20, shift: 0.2 } } });

  /** The batch at a place, with `skipped` batches made before it. */
  async function batchAt(epoch: number, step: number, from = step): Promise<readonly number[]> {
    const batches = new DirectBatches(parts.train, plan, { seed: 1, augment });
    const samples = buffer('uint8', [plan.rows, 1, SIDE, SIDE]);
    await batches.begin(epoch, from);
    for (let i = from; i <= step; i++) await batches.next(samples, buffer('int32', [plan.rows]));
    return Array.from(samples.data as Uint8Array);
  }

  it('makes a batch the same whether or not those before it were made', async () => {
    expect(await batchAt(1, 1)).toEqual(await batchAt(1, 1, 0));
    expect(await batchAt(1, 1)).not.toEqual(await batchAt(2, 1));
  });
});
