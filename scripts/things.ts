import { readdirSync } from 'node:fs';
import * as distances from '../src/distances/index.ts';
import * as losses from '../src/losses/index.ts';
import * as methods from '../src/methods/index.ts';
import * as miners from '../src/miners/index.ts';
import * as reducers from '../src/reducers/index.ts';
import * as regularizers from '../src/regularizers/index.ts';
import type { Thing } from '../src/thing.ts';

/** The rooms whose things are defined one a file. */
export const rooms = { losses, miners, methods, distances, reducers, regularizers };

/** The name of such a room. */
export type RoomName = keyof typeof rooms;

/** A thing, and where it is. */
export interface Found {
  /** `losses`. */
  readonly room: RoomName;
  /** Its file in `src/` and its page in `docs/`, without the ending: `triplet-margin-loss`. */
  readonly basename: string;
  /** The name by which it is exported: `tripletMarginLoss`. */
  readonly exportName: string;
  readonly thing: Thing<unknown>;
  /** Whether it has a name on the command line; losses over given rows have none. */
  readonly isNamed: boolean;
}

const isThing = (value: unknown): value is Thing<unknown> => typeof value === 'function' && 'definition' in value;

const isNamed = (room: RoomName, { definition }: Thing<unknown>): boolean =>
  rooms[room].names.includes(definition.name);

/** Every thing that a file of a room exports. */
export async function thingsIn(room: RoomName): Promise<readonly Found[]> {
  const folder = new URL(`../src/${room}/`, import.meta.url);
  const files = readdirSync(folder).filter(name => !['index.ts', 'all.ts'].includes(name));
  const found = files.sort().map(async file => {
    const exported: Record<string, unknown> = await import(new URL(file, folder).pathname);
    return Object.entries(exported).flatMap(([exportName, thing]) =>
      isThing(thing)
        ? [{ room, basename: file.replace(/\.ts$/, ''), exportName, thing, isNamed: isNamed(room, thing) }]
        : [],
    );
  });
  return (await Promise.all(found)).flat();
}
