import { describe, expect, it } from 'vitest';
import { NearfarError } from '../../src/errors.ts';
import { readSafetensors, safetensorsBytes } from '../../src/training/safetensors.ts';

const broken = (got: string) => new NearfarError({ who: 'a.safetensors', expected: 'a safetensors file', got });
const array = (values: readonly number[], shape: readonly number[]) => ({ data: Float32Array.from(values), shape });

/** A file with a header as given, and the bytes behind it. */
function file(header: object, numbers: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + numbers.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(numbers, 8 + text.length);
  return bytes;
}

describe('readSafetensors(bytes)', () => {
  it('reads what safetensorsBytes wrote', () => {
    const values = { w: array([1, -2, 3, 4.5, 0, 1e-8], [2, 3]), b: array([7], []) };
    expect(readSafetensors(safetensorsBytes(values, { format: 'nearfar' }), broken)).toEqual({
      values,
      others: {},
      metadata: { format: 'nearfar' },
    });
  });

  it('turns other floats into float32, and names arrays that are none', () => {
    const numbers = new Uint8Array(2 + 2 + 8 + 8);
    const view = new DataView(numbers.buffer);
    view.setUint16(0, 0xc100, true); // −2.5 as float16
    view.setUint16(2, 0x3fc0, true); // 1.5 as bfloat16
    view.setFloat64(4, -0.75, true);
    const at = (dtype: string, from: number, to: number) => ({ dtype, shape: [1], data_offsets: [from, to] });
    const header = { half: at('F16', 0, 2), brain: at('BF16', 2, 4), long: at('F64', 4, 12), count: at('I64', 12, 20) };
    expect(readSafetensors(file(header, numbers), broken)).toEqual({
      values: { half: array([-2.5], [1]), brain: array([1.5], [1]), long: array([-0.75], [1]) },
      others: { count: 'I64' },
      metadata: {},
    });
  });

  it.each<[string, Uint8Array, string]>([
    ['no header', new Uint8Array(5), '5 bytes'],
    ['a header that is longer than the file', new Uint8Array(8).fill(9), 'a header said to be '],
    ['a header that is no JSON', file([1], new Uint8Array(0)), 'a header that does not read as one'],
    [
      'numbers that are not there',
      file({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, new Uint8Array(7)),
      'a truncated file: "w" is not whole',
    ],
    [
      'another number of bytes than the shape says',
      file({ w: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, new Uint8Array(8)),
      '8 bytes for "w" of shape [3] in F32',
    ],
  ])('refuses a file with %s', (_, bytes, got) => {
    expect(() => readSafetensors(bytes, broken)).toThrow(`a.safetensors: expected a safetensors file, got ${got}`);
  });
});
