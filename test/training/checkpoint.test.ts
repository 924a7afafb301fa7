import { describe, expect, it } from 'vitest';
import { zeros } from '../../src/nn/index.ts';
import { Scope } from '../../src/nn/scope.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, requireOfRun } from '../../src/training/checkpoint.ts';

const checkpoint: Checkpoint = {
  progress: { epoch: 2, step: 7, lossSum: 1.25, trainSeconds: 3.5, noise: [1, 2, 3, 4], historyLines: 9 },
  values: {
    'encoder.0.weight': { data: Float32Array.from([1, -2, 3.5, 0.1, 1e-30, -0]), shape: [2, 3] },
    'optimizer.step': { data: Float32Array.of(7), shape: [] },
  },
};

describe('encodeCheckpoint(checkpoint)', () => {
  it('is read back by decodeCheckpoint, to the bit', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint), 'x')).toEqual(checkpoint);
  });

  it('is read back from a Node buffer that lies somewhere in a larger one', () => {
    const bytes = encodeCheckpoint(checkpoint);
    const buffer = Buffer.alloc(bytes.length + 100);
    buffer.set(bytes, 50);
    expect(decodeCheckpoint(buffer.subarray(50, 50 + bytes.length), 'x')).toEqual(checkpoint);
  });

  it('is a safetensors file: the header’s length, a JSON header, the numbers at their offsets', () => {
    const bytes = encodeCheckpoint(checkpoint);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      { shape: number[]; data_offsets: number[] }
    >;
    expect(header['encoder.0.weight']).toMatchObject({ dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] });
    expect(length % 8).toBe(0);
    expect(bytes.length).toBe(8 + length + 28);
  });
});

describe('decodeCheckpoint(bytes, source) refuses', () => {
  const bytes = encodeCheckpoint(checkpoint);
  const cases: [string, Uint8Array, string][] = [
    ['an empty file', new Uint8Array(), 'run/latest: expected a checkpoint (a safetensors file), got 0 bytes.'],
    [
      'a file cut off in its numbers',
      bytes.subarray(0, bytes.length - 4),
      'got a truncated file: "optimizer.step" is not whole.',
    ],
    ['a file cut off in its header', bytes.subarray(0, 40), 'in a file of 40'],
    ['a text', new TextEncoder().encode('this is no checkpoint at all'), 'Delete it and train anew.'],
  ];
  it.each(cases)('%s', (_, given, message) => {
    expect(() => decodeCheckpoint(given.slice(), 'run/latest')).toThrow(message);
  });
});

it('decodeCheckpoint(bytes, source) refuses a file in which any byte is another', () => {
  const bytes = encodeCheckpoint(checkpoint);
  for (let i = 0; i < bytes.length; i++) {
    const damaged = bytes.slice();
    damaged[i]! ^= 1 << (i % 8);
    expect(() => decodeCheckpoint(damaged, 'run/latest'), `byte ${i}`).toThrow(
      /^run\/latest: expected a checkpoint \(a safetensors file\), got .* Delete it and train anew\.$/,
    );
  }
});

describe('decodeCheckpoint(bytes, source) refuses a progress', () => {
  it.each([
    ['in an epoch below 0', { epoch: -5 }],
    ['in half a step', { step: 0.5 }],
    ['without a finite sum of losses', { lossSum: Number.NaN }],
    ['with noise that is no state of a generator', { noise: [1, 2, 3, 2 ** 40] as const }],
    ['with a number of lines that is a text', { historyLines: '9' as unknown as number }],
  ])('%s', (_, wrong) => {
    const bytes = encodeCheckpoint({
      ...checkpoint,
      progress: { ...checkpoint.progress, ...wrong } as Checkpoint['progress'],
    });
    expect(() => decodeCheckpoint(bytes, 'x')).toThrow('got a header that does not read as one.');
  });
});

describe('requireOfRun(checkpoint, run)', () => {
  const scope = new Scope({ training: true });
  scope.child('encoder').child(0).parameter('weight', [2, 3], zeros);
  scope.child('optimizer').state('step', [], zeros);
  const run = { parameters: scope.parameters, epochs: 5, stepsPerEpoch: 10 };
  const { 'optimizer.step': _, ...withoutState } = checkpoint.values;
  const values = (more: object) => ({ values: { ...checkpoint.values, ...more } as Checkpoint['values'] });
  const progress = (more: object) => ({ progress: { ...checkpoint.progress, ...more } });

  it('takes a checkpoint of the run, also at the end of an epoch or of the run', () => {
    for (const at of [{}, { step: 10 }, { epoch: 5, step: 0 }]) requireOfRun({ ...checkpoint, ...progress(at) }, run);
  });

  it.each<[string, Partial<Checkpoint>, string]>([
    ['an epoch beyond the run', progress({ epoch: 99 }), 'expected at most 5 epochs done, got 99.'],
    ['a step beyond the epoch', progress({ step: 1e6 }), 'expected at most 10 steps of epoch 3 done, got 1000000.'],
    [
      'a step after the last epoch',
      progress({ epoch: 5, step: 1 }),
      'expected at most 0 steps of epoch 6 done, got 1.',
    ],
    ['no state of the optimiser', { values: withoutState }, 'expected a value of optimizer.step, got none.'],
    [
      'a tensor of another shape',
      values({ 'encoder.0.weight': { data: new Float32Array(6), shape: [3, 2] } }),
      'expected encoder.0.weight of shape [2, 3], got [3, 2].',
    ],
    [
      'a tensor that is not finite',
      values({ 'optimizer.step': { data: Float32Array.of(Number.NaN), shape: [] } }),
      'expected finite numbers in optimizer.step, got NaN.',
    ],
    [
      'a tensor of another network',
      values({ 'encoder.1.weight': { data: new Float32Array(1), shape: [1] } }),
      'expected the parameters of this run alone, got "encoder.1.weight" too.',
    ],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => requireOfRun({ ...checkpoint, ...wrong }, run)).toThrow(
      `the checkpoint: ${message} Resume with the options of its run, or train anew.`,
    );
  });
});
