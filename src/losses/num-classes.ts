import { UsageError } from '../errors.ts';

/** How many classes a loss with a weight for each has: told in its options, or known in training. */
export function requireClasses(who: string, numClasses: number | undefined): number {
  if (numClasses !== undefined) return numClasses;
  throw new UsageError({
    who,
    expected: 'to know how many classes there are',
    got: 'nothing that says so',
    fix: 'Give it numClasses',
  });
}
