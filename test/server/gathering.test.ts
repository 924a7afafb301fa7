import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Gathering } from '../../src/server/gathering.ts';

/** Gathers weights; each batch takes some milliseconds. */
function gathers(wait: number) {
  const batches: (readonly number[])[] = [];
  const gathering = new Gathering<number>({
    wait,
    most: 64,
    weigh: weight => weight,
    async work(batch) {
      batches.push(batch);
      await setTimeout(5);
    },
  });
  return { gathering, batches };
}

it('Gathering waits for others, then takes half of what waits at a time, but no batch below 16', async () => {
  const { gathering, batches } = gathers(30);
  for (let i = 0; i < 60; i++) gathering.add(1);
  expect(batches).toEqual([]);
  await setTimeout(150);
  expect(batches.map(({ length }) => length)).toEqual([30, 16, 14]);
});

it('Gathering begins at once with a full batch, and takes what is larger than one alone', async () => {
  const { gathering, batches } = gathers(10_000);
  gathering.add(3);
  gathering.add(100);
  expect(batches).toEqual([[3]]);
  await setTimeout(50);
  expect(batches).toEqual([[3], [100]]);
});
