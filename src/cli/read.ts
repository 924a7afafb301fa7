import { UsageError } from '../index.ts';

/** How the number behind a flag is read; what it may be is checked by what takes it. */
export const numberOf =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && !Number.isNaN(value)) return value;
    throw new UsageError({ who: flag, expected: 'digits', got: `"${text}"`, fix: 'It must be a number' });
  };

/** Names with commas between. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
