import { expect, it } from 'vitest';
import { NearfarError } from '../../../src/errors.ts';
import { Random } from '../../../src/random.ts';
import { foreignNetworks } from '../../soak/foreign-networks.ts';

const EACH = 250;

it.each(
  foreignNetworks.filter(({ isNative }) => !isNative).map(format => [format.name, format] as const),
)('%s: each of many files with one byte changed ends in a network or an error of our own', async (_, {
  bytes,
  read,
}) => {
  const random = new Random(3);
  const outcomes = { read: 0, refused: 0 };
  for (let n = 0; n < EACH; n++) {
    const mutation = Uint8Array.from(bytes);
    mutation[random.int(mutation.length)] = random.int(3) === 0 ? 0xff : random.int(256);
    try {
      await read(mutation);
      outcomes.read++;
    } catch (error) {
      expect(error).toBeInstanceOf(NearfarError);
      outcomes.refused++;
    }
  }
  expect(outcomes.read).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(0);
});
