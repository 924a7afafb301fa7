import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { listArrays } from '../../../src/data/formats/arrays.ts';
import { readNpy } from '../../../src/data/formats/npy.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { npyBytes, writeFiles } from '../../support/own-data.ts';

const le = (bytes: ArrayBufferView) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const read = (...given: Parameters<typeof npyBytes>) => readNpy({ name: 'x', bytes: npyBytes(...given) });
const pair = (shape: readonly number[], data: Uint8Array) => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'X.npy': npyBytes('|u1', shape, data),
    'y.npy': npyBytes('<i8', [2], le(BigInt64Array.of(1n, 0n))),
  });
  return join(folder, 'X.npy');
};

describe('readNpy({ name, bytes })', () => {
  it('keeps bytes, makes other numbers float32, and reads text', () => {
    expect(read('|u1', [2], Uint8Array.of(1, 255)).data).toEqual(Uint8Array.of(1, 255));
    for (const [type, data] of [
      ['<f4', Float32Array.of(1.5, -2)],
      ['<f8', Float64Array.of(1.5, -2)],
    ] as const)
      expect(read(type, [2], le(data)).data).toEqual(Float32Array.of(1.5, -2));
    expect(read('>i2', [2], Uint8Array.of(1, 0, 255, 255)).data).toEqual(Float32Array.of(256, -1));
    expect(read('<f2', [3], le(Uint16Array.of(0x3c00, 0xc000, 0x7c00))).data).toEqual(
      Float32Array.of(1, -2, Number.POSITIVE_INFINITY),
    );
    expect(read('<U2', [2], le(Uint32Array.of(97, 0, 98, 0x1f600))).data).toEqual(['a', 'b😀']);
  });

  it('reads the order of Fortran', () => {
    const bytes = npyBytes('|u1', [2, 3], Uint8Array.of(1, 4, 2, 5, 3, 6), true);
    expect(readNpy({ name: 'x', bytes })).toMatchObject({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] });
  });

  it('refuses objects, what is cut off, and other files', () => {
    expect(() => read('|O', [2], new Uint8Array(2))).toThrow("x: expected an array of numbers or strings, got '|O'.");
    expect(() => read('<f4', [9], new Uint8Array(8))).toThrow('x: expected 36 bytes of data for its shape [9], got 8.');
    expect(() => readNpy({ name: 'x', bytes: new Uint8Array(20) })).toThrow(
      'x: expected a NumPy file, got something else.',
    );
  });
});

describe('listArrays(path)', () => {
  it('reads samples and the labels beside them', () => {
    const { entries, content } = listArrays(pair([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)));
    expect(content).toMatchObject({ samples: { data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] } });
    expect(entries).toEqual([
      { id: 'X.npy:0', label: '1' },
      { id: 'X.npy:1', label: '0' },
    ]);
  });

  it('puts channels first, and takes images without channels as grey', () => {
    const shapeOf = (shape: readonly number[]) => {
      const { content } = listArrays(
        pair(
          shape,
          Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i),
        ),
      );
      if (content.kind !== 'numbers') throw new Error();
      return [content.samples.shape, Array.from(content.samples.data.slice(0, 4))];
    };
    expect(shapeOf([2, 4, 5])).toEqual([
      [2, 1, 4, 5],
      [0, 1, 2, 3],
    ]);
    expect(shapeOf([2, 4, 5, 3])).toEqual([
      [2, 3, 4, 5],
      [0, 3, 6, 9],
    ]);
    expect(shapeOf([2, 3, 4, 5])).toEqual([
      [2, 3, 4, 5],
      [0, 1, 2, 3],
    ]);
  });

  it('reads a .npz file in parts', () => {
    const folder = temporaryFolder();
    const rows = (n: number) => npyBytes('<f4', [n, 1], le(new Float32Array(n)));
    const zip = zipSync({
      'x_train.npy': rows(2),
      'y_train.npy': npyBytes('<U1', [2], le(Uint32Array.of(97, 98))),
      'x_test.npy': rows(1),
      'y_test.npy': npyBytes('<U1', [1], le(Uint32Array.of(98))),
    });
    writeFiles(folder, { 'all.npz': zip });
    expect(listArrays(join(folder, 'all.npz')).entries).toEqual([
      { id: 'all.npz:0', label: 'a', part: 'train' },
      { id: 'all.npz:1', label: 'b', part: 'train' },
      { id: 'all.npz:2', label: 'b', part: 'test' },
    ]);
  });

  it('says what it looked for', () => {
    const folder = temporaryFolder();
    const rows = npyBytes('<f4', [3, 1], new Uint8Array(12));
    writeFiles(folder, {
      'a.npy': rows,
      'b.npz': zipSync({ 'z.npy': rows }),
      'l.npy': npyBytes('|u1', [2], new Uint8Array(2)),
    });
    expect(() => listArrays(join(folder, 'a.npy'))).toThrow(
      'a.npy: expected a file of labels beside it, like labels.npy, got none. Name the file by --label, as it lies in the same folder.',
    );
    expect(() => listArrays(join(folder, 'a.npy'), { label: 'l.npy' })).toThrow(
      'expected 3 labels, one a sample, got shape [2].',
    );
    expect(() => listArrays(join(folder, 'b.npz'))).toThrow(
      'b.npz: expected an array of samples (x, samples, images or data) and one of labels (y or labels), got z.',
    );
  });
});
