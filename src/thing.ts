import type { z } from 'zod';
import { unknownName } from './errors.ts';
import {
  describeOptions,
  type Filled,
  type OptionDescription,
  type RequiredOf,
  readOptions,
  type Shape,
} from './options.ts';

/** What people read about a thing of the library. */
export interface Description {
  /** Its name on the command line, in kebab case. */
  readonly name: string;
  /** What it is, a sentence. */
  readonly summary: string;
  /** Its equation, as text; several lines where it needs them. */
  readonly equation?: string;
  /** What the symbols mean, what it needs, what it costs. */
  readonly notes?: string;
  /** Who found it, and when. */
  readonly paper?: string;
  /** Where it differs from its peer or its paper, and why. */
  readonly differs?: string;
}

/** A thing of a room as its own file says it, once: for the function that makes it, the command line, pages and errors. */
export interface Definition<T, O extends Shape> extends Description {
  /** Its options by name: a zod schema each, with range, default and, by `describe`, a sentence. */
  readonly options: O;
  /** Makes it from options that are checked and filled in. Name and options of what is made are added where it has none. */
  readonly make: (options: Filled<O>) => Made<T>;
}

/** What `make` gives: name and options can be left to the definition. */
export type Made<T> = T extends { readonly name: string; readonly options: unknown }
  ? Omit<T, 'name' | 'options'> & Partial<Pick<T, 'name' | 'options'>>
  : T;

/** The function that makes a thing in code: `losses.tripletMarginLoss({ margin: 0.2 })`. */
export interface Thing<T, Options = object> {
  (...options: object extends Options ? [options?: Options] : [options: Options]): T;
  /** What its file says of it. */
  readonly definition: Description & { readonly options: Shape };
  /** Makes it from options that may be text; `own` makes things of the same room from their names. */
  readonly read: (options: Readonly<Record<string, unknown>>, own?: (name: string) => T) => T;
}

/** The options that a thing takes in code. */
export type OptionsOf<X> = X extends Thing<infer _, infer Options> ? Options : never;

/** Options as people give them in code. Written out, so that editors show options and not schemas. */
export type Given<O extends Shape> = [RequiredOf<O>] extends [never]
  ? { [K in keyof O]?: Exclude<z.output<O[K]>, undefined> }
  : { [K in RequiredOf<O>]: z.output<O[K]> } & {
      [K in Exclude<keyof O, RequiredOf<O>>]?: Exclude<z.output<O[K]>, undefined>;
    };

/** The type of a thing with these options. */
export type ThingOf<T, O extends Shape> = [RequiredOf<O>] extends [never]
  ? Thing<T, { [K in keyof O]?: Exclude<z.output<O[K]>, undefined> }>
  : Thing<
      T,
      { [K in RequiredOf<O>]: z.output<O[K]> } & {
        [K in Exclude<keyof O, RequiredOf<O>>]?: Exclude<z.output<O[K]>, undefined>;
      }
    >;

/** Makes the function of a definition. `kind` is for errors: `loss`. */
export function define<T, const O extends Shape>(
  kind: string,
  { make, ...definition }: Definition<T, O>,
): ThingOf<T, O> {
  const { name, options: shape } = definition;
  const read: Thing<T>['read'] = (given, own) => {
    const options = readOptions(`${kind} ${name}`, shape, given, own);
    const made = make(options) as T;
    return typeof made === 'object' ? { name, options: plain(options), ...made } : made;
  };
  return Object.assign((given: Readonly<Record<string, unknown>> = {}) => read(given), { definition, read }) as never;
}

/** Options as they go into files: things by their names, without those that are not given. */
export const plain = (options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, nameOf(value)]])),
  );

const nameOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'name' in value ? value.name : value;

/** A thing's description with its options, for the command line and pages. */
export interface ThingDescription extends Description {
  /** Its options by name. */
  readonly options: Readonly<Record<string, OptionDescription>>;
}

/** The things of a room by name. */
export interface Registry<T> {
  /** The names of all things of the room. */
  readonly names: readonly string[];
  /** Makes the thing of that name. Options that it does not have, or values that they cannot take, are errors. */
  readonly byName: (name: string, options?: Readonly<Record<string, unknown>>) => T;
  /** The options of the thing of that name. */
  readonly optionsOf: (name: string) => Readonly<Record<string, OptionDescription>>;
  /** What there is to know about the thing of that name. */
  readonly about: (name: string) => ThingDescription;
}

/** The things of a room by name. `room` and `kind` are for errors: `losses`, `loss`. */
export function registry<T>(room: string, kind: string, things: readonly Thing<T, never>[]): Registry<T> {
  const byKey = new Map(things.map(thing => [thing.definition.name, thing]));
  const names = [...byKey.keys()];
  const find = (name: string): Thing<T, never> => {
    const thing = byKey.get(name);
    if (thing) return thing;
    throw unknownName(room, `a ${kind}`, name, names);
  };
  const about = (name: string): ThingDescription => {
    const { definition } = find(name);
    return { ...definition, options: describeOptions(definition.options) };
  };
  const byName: Registry<T>['byName'] = (name, options = {}) => find(name).read(options, byName);
  return { names, byName, about, optionsOf: name => about(name).options };
}
