import { UsageError } from '../errors.ts';

/** The number of classes of a loss that has a weight for each; an error where it is not known. */
export function requireClasses(who: string, numClasses: number | undefined): number {
  if (numClasses !== undefined) return numClasses;
  throw new UsageError({
    who,
    expected: 'to know how many classes there are',
    got: 'nothing that says so',
    fix: 'Give it numClasses',
  });
}
