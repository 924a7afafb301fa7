import { describe, expect, it } from 'vitest';
import { input } from '../../src/graph/index.ts';
import { cosFaceLoss, multipleLosses, selfSupervisedLoss, tripletMarginLoss } from '../../src/losses/index.ts';
import type { Method } from '../../src/methods/index.ts';
import * as methods from '../../src/methods/index.ts';
import { mlp } from '../../src/networks/index.ts';
import * as nn from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { buildStep, StepRunner } from '../../src/training/step.ts';

const classes = 10;
const every: [string, Method][] = methods.names.map(name => {
  const loss = name === 'online' ? tripletMarginLoss() : undefined;
  return [name, methods.byName(name, {}, { loss })];
});

/** Rows that tell their class by the place of their greatest value. */
const source = {
  labels: Int32Array.from({ length: 400 }, (_, i) => i % classes),
  row(sample: number, random: Random): number[] {
    return Array.from({ length: 12 }, (_, k) => (k === sample % classes ? 1 : 0) + 0.1 * random.normal());
  },
};

/** Loss before and after some steps of Adam on the method's own batches. */
async function descend(method: Method, steps: number): Promise<[first: number, last: number]> {
  const plan = method.batches(classes);
  const architecture = { dim: 4, net: (width: number) => mlp.module({ dim: width }) };
  const step = buildStep(
    scope => {
      const samples = input('samples', 'float32', [plan.rows, 12]);
      const labels = input('labels', 'int32', [plan.rows]);
      return method.objective({ samples, intensities: samples, labels, classes }, architecture, scope);
    },
    nn.adam({ rate: 0.003 }),
  );
  const random = new Random(1);
  const runner = await StepRunner.open(step, random);
  const losses: number[] = [];
  for (let epoch = 0; losses.length < steps; epoch++) {
    for (const indices of plan.over(source).epoch(epoch, 0)) {
      const rows = Array.from(indices).flatMap(sample => source.row(sample, random));
      (runner.feeds['samples']!.data as Float32Array).set(rows);
      (runner.feeds['labels']?.data as Int32Array | undefined)?.set(indices.map(sample => source.labels[sample]!));
      losses.push((await runner.run(random))['loss']!);
    }
  }
  await runner.release();
  return [losses[0]!, losses.at(-1)!];
}

describe('a method', () => {
  it.each(every)('%s descends its loss on batches of its own', async (_, method) => {
    const [first, last] = await descend(method, 40);
    expect(first).toBeGreaterThan(0);
    expect(last).toBeLessThan(0.9 * first);
  });

  it.each(every)('%s lays out batches of the rows it says, the same for the same seed and epoch', (_, method) => {
    const plan = method.batches(classes);
    const batches = (epoch: number, seed: number) => [...plan.over(source).epoch(epoch, seed)];
    for (const batch of batches(0, 1)) expect(batch).toHaveLength(plan.rows);
    expect(batches(2, 1)).toEqual(batches(2, 1));
    expect(batches(2, 1)).not.toEqual(batches(3, 1));
  });
});

describe('methods.byName(name, options, parts)', () => {
  it('refuses what the method does not have, offering the nearest', () => {
    expect(() => methods.byName('triplets')).toThrow('Did you mean "triplet"?');
    expect(() => methods.byName('triplet', { margn: 1 })).toThrow(
      'method triplet: expected an option out of batchSize, margin, got "margn". Did you mean "margin"?',
    );
    expect(() => methods.byName('vae', {}, { loss: tripletMarginLoss() })).toThrow(
      'method vae: expected no loss, since it brings its own',
    );
    expect(() => methods.byName('triplet', { margin: 'wide' })).toThrow(
      'method triplet: expected margin: a number above 0, got "wide".',
    );
    expect(() => methods.byName('prototypical', { ways: 1 })).toThrow('ways: a whole number of at least 2, got 1.');
    expect(() => methods.byName('online')).toThrow('method online: expected a loss, got none. Name one with --loss.');
  });

  it.each(every)('says the defaults of %s as they are', (name, method) => {
    for (const [option, { default: told }] of Object.entries(methods.optionsOf(name))) {
      if (told !== undefined && option in method.options) expect(method.options[option], option).toBe(told);
    }
  });

  it('lays out the views that a loss asks for: all samples, then the same again', () => {
    const loss = selfSupervisedLoss({ views: 3 });
    const { rows, over } = methods.byName('online', { batchSize: 12 }, { loss }).batches(classes);
    expect(rows).toBe(12);
    const [batch] = over(source).epoch(0, 0);
    expect(new Set(batch!.subarray(0, 4)).size).toBe(4);
    expect([...batch!.subarray(4, 8)]).toEqual([...batch!.subarray(0, 4)]);
    expect([...batch!.subarray(8)]).toEqual([...batch!.subarray(0, 4)]);
    expect(() => methods.byName('online', { batchSize: 10 }, { loss }).batches(classes)).toThrow(
      'method online: expected batchSize to be a multiple of the 3 views of each sample, got 10. Try batchSize 9.',
    );
    const both = multipleLosses({ losses: [tripletMarginLoss(), loss] });
    expect(methods.byName('online', {}, { loss: both })).toMatchObject({ views: 3 });
  });

  it.each(['online', 'online-triplet', 'online-contrastive'])('draws classes uniformly in %s where told to', name => {
    const loss = name === 'online' ? tripletMarginLoss() : undefined;
    const unbalanced = { labels: Int32Array.from({ length: 330 }, (_, i) => (i < 300 ? 0 : 1 + (i % 3))) };
    const shareOfLargest = (options: object) => {
      const given = { samplesPerClass: 5, batchSize: 10, ...options };
      const plan = methods.byName(name, given, { loss }).batches(4).over(unbalanced);
      const drawn = [...plan.epoch(0, 0)].flatMap(batch => Array.from(batch, i => unbalanced.labels[i]!));
      return drawn.filter(label => label === 0).length / drawn.length;
    };
    expect(shareOfLargest({})).toBe(0.5); // it is in every batch
    expect(shareOfLargest({ uniformClasses: true })).toBeLessThan(0.4);
    expect(methods.byName(name, { uniformClasses: true }, { loss }).options).toMatchObject({ uniformClasses: true });
  });

  it('takes fewer classes a batch where there are fewer', () => {
    expect(methods.byName('online-triplet').batches(7).rows).toBe(175);
    expect(methods.byName('online-triplet').batches(400).rows).toBe(250);
  });
});

describe('a method’s learnsClasses', () => {
  /** The shapes of a method's learned weights for so many classes. */
  function weights(method: Method, classes: number): string {
    const scope = new nn.Scope({ training: true });
    const { rows } = method.batches(classes);
    const samples = input('samples', 'float32', [rows, 12]);
    const batch = { samples, intensities: samples, labels: input('labels', 'int32', [rows]), classes };
    method.objective(batch, { dim: 4, net: width => mlp.module({ dim: width }) }, scope);
    return scope.parameters.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(' ');
  }

  it.each([
    ...every,
    ['online with a loss that does', methods.online({ loss: cosFaceLoss() })] as const,
  ])('%s says so if its weights grow with the classes', (_, method) => {
    expect(method.learnsClasses ?? false).toBe(weights(method, 10) !== weights(method, 12));
  });
});

describe('methods.defaultFor(loss), takesLoss(name), withoutLoss', () => {
  it('is online for a loss, else online-triplet', () => {
    expect(methods.defaultFor('circle')).toBe('online');
    expect(methods.defaultFor(undefined)).toBe('online-triplet');
  });

  it('tells the methods that take a loss, and those that need none', () => {
    expect(methods.names.filter(methods.takesLoss)).toEqual(['online-contrastive', 'online-triplet', 'online']);
    expect(methods.names.filter(name => !methods.withoutLoss.includes(name))).toEqual(['online']);
  });
});
