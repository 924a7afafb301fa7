import { NearfarError } from '../errors.ts';

/** Refuses to draw nothing. */
export function someOf(who: string, what: string, length: number): void {
  if (length === 0) throw new NearfarError({ who, expected: `at least one ${what}`, got: 'none' });
}

/** Two lists that run in parallel must be equally long. */
export function equallyLong(who: string, what: string, expected: number, got: number): void {
  if (expected !== got) throw new NearfarError({ who, expected: `${expected} ${what}`, got: `${got}` });
}

/** NaN and infinity have no place in a picture. */
export function finite(who: string, what: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new NearfarError({ who, expected: `finite numbers as ${what}`, got: `${values[i]} at place ${i}` });
  }
}

/** Every class index must have a name. */
export function namedClasses(who: string, labels: ArrayLike<number>, classNames: readonly string[]): void {
  for (let i = 0; i < labels.length; i++) {
    if (classNames[labels[i]!] !== undefined) continue;
    throw new NearfarError({
      who,
      expected: `labels that are indices into the ${classNames.length} class names`,
      got: `${labels[i]} at place ${i}`,
    });
  }
}
