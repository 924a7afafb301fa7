import { describe, expect, it } from 'vitest';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../src/training/checkpoint.ts';

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
