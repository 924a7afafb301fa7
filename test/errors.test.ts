import { expect, it } from 'vitest';
import { nearestName, UsageError, unknownName } from '../src/errors.ts';

it('nearestName(name, known) is the nearest by its letters, or else the shortest that it begins', () => {
  const known = ['triplet-margin', 'triplet-margin-weighted', 'contrastive'];
  expect(nearestName('contrastve', known)).toBe('contrastive');
  expect(nearestName('triplet', known)).toBe('triplet-margin');
  expect(nearestName('nothing', known)).toBeUndefined();
});

it('unknownName(who, kind, name, known) cuts a list of many names', () => {
  const known = Array.from({ length: 964 }, (_, i) => `class-${i}`);
  expect(unknownName('unseen classes', 'a class', 'x', known).message).toBe(
    'unseen classes: expected a class out of class-0, class-1, class-2, class-3, class-4, class-5, class-6, class-7, class-8, class-9, … (964 in all), got "x".',
  );
});

it('an error shows control characters as escapes, and keeps line ends', () => {
  const { message } = new UsageError({
    who: 'a\u0007',
    expected: 'text',
    got: '"\u001b[31mred\u009b0m\r"',
    fix: 'One\nTwo',
  });
  expect(message).toBe('a\\u0007: expected text, got "\\u001b[31mred\\u009b0m\\u000d". One\nTwo.');
});
