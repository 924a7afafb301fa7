import { NearfarError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import type { Format } from './formats.ts';
import { mutated } from './mutate.ts';

/** How reading a mutated input may end. The first two are as they should be. */
export const OUTCOMES = ['clean', 'accepted', 'raw error', 'crash', 'hang', 'over 2 GB'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** What became of one input. */
export interface Reading {
  readonly outcome: Outcome;
  /** The message of a raw error. */
  readonly message?: string;
}

const MOST_BYTES = 2 * 2 ** 30;

/** Reads the n-th mutation of a format; the same for the same seed. */
export async function readMutation(format: Format, seed: number, n: number): Promise<Reading> {
  const bytes = mutated(format.bytes, format.isText, new Random(seed).fork(`${format.name} ${n}`));
  try {
    await format.read(bytes);
    return { outcome: process.memoryUsage.rss() > MOST_BYTES ? 'over 2 GB' : 'accepted' };
  } catch (error) {
    if (process.memoryUsage.rss() > MOST_BYTES) return { outcome: 'over 2 GB' };
    if (error instanceof NearfarError) return { outcome: 'clean' };
    return { outcome: 'raw error', message: `${(error as Error).stack ?? error}` };
  }
}
