import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as distances from '../src/distances/index.ts';
import { describeOptions, expectedOf, readOptions, thing, thingOr, valueOfText } from '../src/options.ts';

const distance = { kind: 'distance', byName: distances.byName };
const shape = {
  margin: z.number().default(0.2).describe('A margin.'),
  rank: z.int().min(1).optional().describe('A rank.'),
  swap: z.boolean().default(false).describe('A flag.'),
  dims: z.array(z.number()).optional().describe('Some numbers.'),
  range: z.tuple([z.number(), z.number()]).optional().describe('Two numbers.'),
  perAnchor: z
    .union([z.int().min(1), z.literal('all')])
    .default('all')
    .describe('How many.'),
  distance: thingOr<distances.Distance>(distance, 'squared-euclidean(normalize=false)').describe('A distance.'),
};

const read = (given: Record<string, unknown>) => readOptions('loss x', shape, given);

describe('readOptions(who, shape, given)', () => {
  it('fills in the defaults, a thing by its name', () => {
    const { distance, ...rest } = read({});
    expect(rest).toEqual({ margin: 0.2, swap: false, perAnchor: 'all' });
    expect(distance.options).toEqual({ p: 2, power: 2, normalize: false });
  });

  it.each([
    ['a number', { margin: '0.5' }, { margin: 0.5 }],
    ['a flag', { swap: 'true' }, { swap: true }],
    ['a list', { dims: '8,4' }, { dims: [8, 4] }],
    ['a list of one', { dims: 8 }, { dims: [8] }],
    ['a range', { range: '0.1,1' }, { range: [0.1, 1] }],
    ['a number or a word', { perAnchor: '3' }, { perAnchor: 3 }],
  ])('reads %s out of text', (_, given, expected) => expect(read(given)).toMatchObject(expected));

  it('makes a thing of its name with options', () => {
    expect(read({ distance: 'lp(p=3,normalize=false)' }).distance.options).toEqual({
      p: 3,
      power: 1,
      normalize: false,
    });
    expect(() => read({ distance: 'lp(q=3)' })).toThrow('distance lp: expected an option out of p, power, normalize');
    expect(read({ distance: distances.cosineSimilarity() }).distance.name).toBe('cosine');
  });

  it.each([
    [{ margin: '' }, 'loss x: expected margin: a number, got "".'],
    [{ margin: ' ' }, 'loss x: expected margin: a number, got " ".'],
    [{ margin: null }, 'loss x: expected margin: a number, got null.'],
    [{ margin: Number.POSITIVE_INFINITY }, 'loss x: expected margin: a number, got Infinity.'],
    [{ rank: '2.5' }, 'loss x: expected rank: a whole number of at least 1, got 2.5.'],
    [{ swap: 'yes' }, 'loss x: expected swap: true or false, got "yes".'],
    [{ dims: '8,' }, 'loss x: expected dims: numbers with commas between, got [8,""].'],
    [{ range: '1,2,3' }, 'loss x: expected range: 2 numbers with a comma between, got [1,2,3].'],
    [{ perAnchor: 'some' }, 'loss x: expected perAnchor: a whole number of at least 1, or all, got "some".'],
    [{ distance: 3 }, 'loss x: expected distance: a distance by its name, got 3.'],
    [{ distance: 'cosin' }, 'Did you mean "cosine"?'],
    [{ margn: 1 }, 'Did you mean "margin"?'],
  ])('refuses %j', (given, text) => expect(() => read(given)).toThrow(text));

  it('refuses an option that is left out without a default', () => {
    const options = { weights: z.array(z.number()) };
    expect(() => readOptions('reducer x', options, {})).toThrow(
      'reducer x: expected weights: numbers with commas between, got nothing.',
    );
  });
});

describe('expectedOf(schema)', () => {
  it.each([
    [z.number(), 'a number'],
    [z.number().positive(), 'a number above 0'],
    [z.number().positive().max(1), 'a number above 0 and at most 1'],
    [z.number().min(0).max(180).default(3), 'a number from 0 to 180'],
    [z.number().max(-1), 'a number of at most -1'],
    [z.int(), 'a whole number'],
    [z.int().min(2).optional(), 'a whole number of at least 2'],
    [z.enum(['a', 'b']), 'a, b'],
  ])('%#: %s', (schema, text) => expect(expectedOf(schema)).toBe(text));
});

it('describeOptions(shape) says sentence, range, default, and whether an option can be left out', () => {
  const options = describeOptions({ ...shape, needed: thing<distances.Distance>(distance).describe('Needed.') });
  expect(options['margin']).toEqual({ about: 'A margin.', expected: 'a number', default: 0.2, required: false });
  expect(options['rank']).toEqual({ about: 'A rank.', expected: 'a whole number of at least 1', required: false });
  expect(options['distance']).toMatchObject({ kind: 'distance', default: 'squared-euclidean(normalize=false)' });
  expect(options['needed']).toMatchObject({ kind: 'distance', required: true });
});

it.each([
  ['1e-3', 1e-3],
  ['true', true],
  ['', ''],
  ['8,4', '8,4'],
])('valueOfText(%j) is %j', (text, value) => expect(valueOfText(text)).toBe(value));
