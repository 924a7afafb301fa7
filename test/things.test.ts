import { describe, expect, it } from 'vitest';
import { type RoomName, rooms, thingsIn } from '../scripts/things.ts';
import * as losses from '../src/losses/index.ts';
import * as networks from '../src/networks/index.ts';

const all = (await Promise.all((Object.keys(rooms) as RoomName[]).map(thingsIn))).flat();

const kebab = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();

/** Losses over rows that are given, which have no name on the command line. */
const given = ['pairContrastiveLoss', 'givenTripletMarginLoss', 'tripletRatioLoss'];

describe.each(all.map(found => [`${found.room}.${found.exportName}`, found] as const))('%s', (_, found) => {
  const { room, basename, exportName, thing, isNamed } = found;
  const { definition } = thing;

  it('stands alone in a file of its name', () => {
    expect(basename).toBe(kebab(exportName));
    expect(all.filter(other => other.room === room && other.basename === basename)).toHaveLength(1);
  });

  it('is exported by its room', () => expect((rooms[room] as Record<string, unknown>)[exportName]).toBe(thing));

  it('is in the list of its room by its name', () => expect(isNamed).toBe(!given.includes(exportName)));

  it('says in sentences what it and each of its options is', () => {
    expect(definition.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(definition.summary).toMatch(/^[A-Z].*\.$/);
    for (const [option, { description = '' }] of Object.entries(definition.options))
      expect(description, option).toMatch(/^[A-Z].*\.$/);
  });
});

it.each(Object.entries(rooms))('%s has every one of its names from a file of its own', (room, { names }) => {
  const found = all.filter(each => each.room === room && each.isNamed).map(({ thing }) => thing.definition.name);
  expect(found.sort()).toEqual([...names].sort());
});

it.each(networks.names)('networks.about("%s") says in a sentence what it is', name => {
  expect(networks.about(name)).toMatchObject({ name, summary: expect.stringMatching(/^[A-Z].*\.$/) });
});

it('a thing of one’s own is checked as those of the library are', () => {
  const mine = losses.defineEmbeddingLoss({
    name: 'mine',
    summary: 'Mine.',
    options: losses.pairOptions('cosine', 'sum'),
    compute: ({ d, positive, reduce }) => reduce(d, positive),
  });
  expect(mine().options).toEqual({ distance: 'cosine', reducer: 'sum' });
  // @ts-expect-error there is no such option
  expect(() => mine({ margin: 1 })).toThrow('loss mine: expected an option out of distance, reducer');
  // @ts-expect-error a weight is a number
  expect(() => mine({ embeddingRegWeight: 'much' })).toThrow('loss mine: expected embeddingRegWeight: a number');
});
