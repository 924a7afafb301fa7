import { z } from 'zod';
import { UsageError, unknownName } from './errors.ts';

/** The options of something by name: zod schemas with a default and, by `describe`, a sentence each. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** Options once they are read: checked, with the defaults filled in. */
export type Filled<O extends Shape> = { readonly [K in keyof O]: z.output<O[K]> };

/** The options that have no default and cannot be left out. */
export type RequiredOf<O extends Shape> = { [K in keyof O]: undefined extends z.input<O[K]> ? never : K }[keyof O];

/** What people read of an option. */
export interface OptionDescription {
  /** What it does, a sentence. */
  readonly about: string;
  /** What it may be, in words: `a number above 0`. */
  readonly expected: string;
  /** `distance`, `loss`, …: what kind of thing it is, where it is one. */
  readonly kind?: string;
  /** What it is when left out; a thing by its name. Absent where there is no such value. */
  readonly default?: unknown;
  /** Whether it cannot be left out. */
  readonly required: boolean;
}

/** How a thing among options is read from its name. */
interface Named {
  readonly kind: string;
  /** Absent where the thing is of the same room, which is then known to whoever reads. */
  readonly byName: ByName | undefined;
  readonly default?: string | undefined;
}

type ByName = (name: string, options?: Readonly<Record<string, unknown>>) => unknown;

const named = z.registry<Named>();

/** What an option that is another thing is told about it. */
export interface ThingOption<T> {
  /** `distance`, `loss`, … */
  readonly kind: string;
  /** Makes one of a name. Absent where the thing is of the same room. */
  readonly byName?: (name: string, options?: Readonly<Record<string, unknown>>) => T;
}

/** An option that is another thing: as itself or, where it is read from text, by its name, as `lp` or `lp(p=1)`. */
export function thing<T extends object>({ kind, byName }: ThingOption<T>): z.ZodType<T, T> {
  return z
    .custom<T>(value => typeof value === 'object' && value !== null)
    .register(named, { kind, byName }) as z.ZodType<T, T>;
}

/** The same with a default: the name of one, or a function that makes one, with the name to show. */
export function thingOr<T extends object>(
  { kind, byName }: ThingOption<T>,
  name: string,
  make: () => T = () => fromName(name, byName!) as T,
): z.ZodDefault<z.ZodType<T, T>> {
  const schema = z.custom<T>(value => typeof value === 'object' && value !== null);
  schema.register(named, { kind, byName, default: name });
  return (schema as z.ZodType<T, T>).default(make as never);
}

/** What each option of a shape is, for people. */
export const describeOptions = (shape: Shape): Readonly<Record<string, OptionDescription>> =>
  Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, describeOption(schema)]));

function describeOption(schema: z.ZodType): OptionDescription {
  const value = defaultOf(schema);
  const kind = named.get(innerOf(schema))?.kind;
  const required = !schema.safeParse(undefined).success;
  return {
    about: schema.description ?? '',
    expected: expectedOf(schema),
    ...(kind !== undefined && { kind }),
    ...(value !== undefined && { default: value }),
    required,
  };
}

/** A schema without what makes it optional or changes what it gives. */
function innerOf(schema: z.ZodType): z.ZodType {
  const { innerType, in: taken } = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  const inner = innerType ?? taken;
  return inner ? innerOf(inner) : schema;
}

function defaultOf(schema: z.ZodType): unknown {
  const thing = named.get(innerOf(schema));
  if (thing) return thing.default;
  return schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
}

/** What a schema takes, in words: `a whole number of at least 1`. */
export function expectedOf(schema: z.ZodType): string {
  const inner = innerOf(schema);
  const thing = named.get(inner);
  if (thing) return `a ${thing.kind} by its name`;
  if (inner instanceof z.ZodNumber) return expectedNumber(inner);
  if (inner instanceof z.ZodBoolean) return 'true or false';
  if (inner instanceof z.ZodEnum) return inner.options.join(', ');
  if (inner instanceof z.ZodLiteral) return [...inner.values].join(', ');
  if (inner instanceof z.ZodUnion) return inner.options.map(option => expectedOf(option as z.ZodType)).join(', or ');
  if (inner instanceof z.ZodArray)
    return inner.element instanceof z.ZodNumber ? 'numbers with commas between' : 'a list';
  if (inner instanceof z.ZodTuple) return `${inner.def.items.length} numbers with a comma between`;
  if (inner instanceof z.ZodString) return 'text';
  return 'an object';
}

/** What is taken at a place inside a schema of objects and lists, in words. */
export function expectedAt(schema: z.ZodType, path: readonly PropertyKey[]): string {
  const inside = (at: z.ZodType, key: PropertyKey): z.ZodType | undefined => {
    const inner = innerOf(at);
    if (inner instanceof z.ZodUnion)
      return inner.options.flatMap(option => inside(option as z.ZodType, key) ?? []).at(0);
    if (inner instanceof z.ZodObject) return inner.shape[key as string] as z.ZodType | undefined;
    return inner instanceof z.ZodArray && typeof key === 'number' ? (inner.element as z.ZodType) : undefined;
  };
  const place = path.reduce<z.ZodType | undefined>((at, key) => at && inside(at, key), schema);
  return place ? expectedOf(place) : 'something else';
}

function expectedNumber(schema: z.ZodNumber): string {
  const {
    type,
    minimum,
    exclusiveMinimum: above,
    maximum,
  } = z.toJSONSchema(schema) as Readonly<Record<string, number>> & {
    readonly type: string;
  };
  const min = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const max = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const limits = [
    above !== undefined ? ` above ${above}` : '',
    min !== undefined && max === undefined ? ` of at least ${min}` : '',
    max !== undefined && min === undefined ? `${above !== undefined ? ' and' : ' of'} at most ${max}` : '',
    min !== undefined && max !== undefined ? ` from ${min} to ${max}` : '',
  ];
  return `${type === 'integer' ? 'a whole number' : 'a number'}${limits.join('')}`;
}

/** Text as the number that it says, else as it is. Empty text is no number. */
export function numberOfText(text: string): string | number {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

/** Text as the number, true or false that it says, else as it is. */
export const valueOfText = (text: string): string | number | boolean =>
  text === 'true' || text === 'false' ? text === 'true' : numberOfText(text);

/** A value as a schema takes it, where it comes as text from a command line or a file. */
function fromText(schema: z.ZodType, value: unknown, own: ByName | undefined): unknown {
  const inner = innerOf(schema);
  const thing = named.get(inner);
  if (thing) return typeof value === 'string' ? fromName(value, thing.byName ?? own) : value;
  if (inner instanceof z.ZodArray || inner instanceof z.ZodTuple) {
    const list = typeof value === 'string' ? value.split(',') : typeof value === 'number' ? [value] : value;
    return Array.isArray(list) ? list.map(each => (typeof each === 'string' ? valueOfText(each) : each)) : value;
  }
  const isPlain = inner instanceof z.ZodNumber || inner instanceof z.ZodBoolean || inner instanceof z.ZodUnion;
  return isPlain && typeof value === 'string' ? valueOfText(value) : value;
}

/** `lp`, or `lp(p=1,normalize=false)`. */
function fromName(text: string, byName: ByName | undefined): unknown {
  if (!byName) return text;
  const [, name = text, inside = ''] = /^([^(]*)\((.*)\)$/.exec(text) ?? [];
  const pairs = inside === '' ? [] : inside.split(/,(?=\s*\w+=)/);
  return byName(name, Object.fromEntries(pairs.map(pair => pair.trim().split(/=(.*)/s, 2))));
}

/**
 * Reads options: text becomes what it says, values are checked, defaults filled in. `own` makes a thing of the same room
 * from its name. An unknown option, a value that cannot be taken and a missing one are errors that name `who`.
 */
export function readOptions<O extends Shape>(
  who: string,
  shape: O,
  given: Readonly<Record<string, unknown>>,
  own?: ByName,
): Filled<O> {
  const unknown = Object.keys(given).find(option => !Object.hasOwn(shape, option));
  if (unknown !== undefined) throw unknownName(who, 'an option', unknown, Object.keys(shape));
  const read = Object.entries(shape).map(([option, schema]) => {
    const value = fromText(schema, given[option], own);
    const result = schema.safeParse(value);
    if (result.success) return [option, result.data];
    throw new UsageError({ who, expected: `${option}: ${expectedOf(schema)}`, got: shown(value) });
  });
  return Object.fromEntries(read) as Filled<O>;
}

const shown = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : typeof value === 'object' || typeof value === 'string'
      ? JSON.stringify(value)
      : String(value);
