import { type SweptValue, UsageError } from '../index.ts';

/** The values of each varied option. */
export type Axes = Readonly<Record<string, readonly SweptValue[]>>;

/** Adds `dim=2,4,8` to the axes before it. */
export function addAxis(text: string, axes: Axes = {}): Axes {
  const [name = '', list] = text.split('=', 2);
  const values = (list ?? '')
    .split(',')
    .map(value => value.trim())
    .filter(value => value !== '');
  if (name === '' || values.length === 0) {
    throw new UsageError({ who: '--vary', expected: 'an option and its values, like dim=2,4,8', got: `"${text}"` });
  }
  const option = camel(name);
  if (Object.hasOwn(axes, option)) {
    throw new UsageError({
      who: 'sweep',
      expected: 'each option once',
      got: `--vary ${option} twice`,
      fix: 'Put all its values behind one, like dim=2,4',
    });
  }
  return { ...axes, [option]: values.map(value => (Number.isNaN(Number(value)) ? value : Number(value))) };
}

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
