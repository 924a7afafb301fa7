import { expect, it } from 'vitest';
import { isSealed, SEAL, seal } from '../../src/data/seal.ts';

const sealed = (): Uint8Array => {
  const bytes = new TextEncoder().encode(`a${SEAL}bc`);
  seal(bytes, 1);
  return bytes;
};

it('isSealed(bytes, at) tells sealed bytes from others, and leaves them as they are', () => {
  const bytes = Buffer.from(sealed());
  expect(isSealed(bytes, 1)).toBe(true);
  expect(isSealed(bytes, 1)).toBe(true);
  for (let i = 0; i < bytes.length; i++) {
    const other = sealed();
    other[i]! ^= 1;
    expect(isSealed(other, 1), `byte ${i}`).toBe(false);
  }
});

it('isSealed(bytes, at) is false where the bytes end before the seal does', () => {
  expect(isSealed(sealed().subarray(0, 8), 1)).toBe(false);
  expect(isSealed(new Uint8Array(), 40)).toBe(false);
});
