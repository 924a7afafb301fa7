import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import * as retrieval from '../../src/retrieval/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const [n, dim] = [1500, 12];
const random = new Random(2);
const vectors = { data: Float32Array.from({ length: n * dim }, () => 5 * random.normal()), shape: [n, dim] };
const queries = { data: Float32Array.from({ length: 40 * dim }, () => 5 * random.normal()), shape: [40, dim] };
const ids = Array.from({ length: n }, (_, i) => i);

async function indexOf(options: retrieval.IndexOptions): Promise<retrieval.RetrievalIndex> {
  const index = retrieval.create(options);
  await index.add({ ids, vectors });
  return index;
}

/** The part of the exact neighbours that another search finds. */
async function recall(index: retrieval.RetrievalIndex, exact: retrieval.RetrievalIndex): Promise<number> {
  const [found, all] = [await index.search(queries), await exact.search(queries)];
  const hits = all.map((hit, i) => hit.ids.filter(id => found[i]!.ids.includes(id)).length / hit.ids.length);
  return hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
}

describe('retrieval.create({ backend: "usearch" })', () => {
  it.each<['f32' | 'f16' | 'bf16' | 'i8', number]>([
    ['f32', 0.98],
    ['f16', 0.98],
    ['bf16', 0.95],
    ['i8', 0.95],
  ])('in %s finds nearly what exact search finds, with exact distances, nearest first', async (precision, least) => {
    const [index, exact] = [await indexOf({ backend: 'usearch', precision }), await indexOf({})];
    expect(await recall(index, exact)).toBeGreaterThanOrEqual(least);
    const [found, all] = [(await index.search(queries, { k: 1 }))[0]!, (await exact.search(queries, { k: 1 }))[0]!];
    expect(found).toEqual(all);
    for (const { distances } of await index.search(queries))
      expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  });

  it('measures its recall when it is saved, and is the same when it is opened again', async () => {
    const folder = join(temporaryFolder(), 'index');
    const index = await indexOf({ backend: 'usearch', precision: 'bf16', ef: 32 });
    await index.save(folder);
    const { recall: measured, ...about } = index.backend as { recall: { at: number; queries: number; value: number } };
    expect(about).toEqual({ backend: 'usearch', precision: 'bf16', ef: 32 });
    expect(measured).toMatchObject({ at: 10, queries: 200 });
    expect(measured.value).toBeGreaterThan(0.9);
    expect(measured.value).toBeLessThanOrEqual(1);
    const again = await retrieval.open(folder);
    expect(again.backend).toEqual(index.backend);
    expect(await again.search(queries)).toEqual(await index.search(queries));
    expect(readdirSync(folder).filter(name => name.endsWith('.usearch'))).toHaveLength(1);
  });

  it.each([
    'f32',
    'i8',
  ] as const)('in %s follows what is added, replaced and removed, also after it was opened', async precision => {
    const folder = join(temporaryFolder(), 'index');
    const [index, exact] = [await indexOf({ backend: 'usearch', precision }), await indexOf({})];
    await index.save(folder);
    const opened = await retrieval.open(folder);
    for (const each of [opened, exact]) {
      await each.remove(ids.slice(0, 700));
      await each.add({ ids: ['new', 800], vectors: [Array(dim).fill(40), Array(dim).fill(-40)] });
    }
    expect(await opened.ids()).toEqual(await exact.ids());
    expect((await opened.search([Array(dim).fill(-39)], { k: 1 }))[0]!.ids).toEqual(['800']);
    expect((await opened.search([Array(dim).fill(39)], { k: 1 }))[0]!.ids).toEqual(['new']);
    expect(await recall(opened, exact)).toBeGreaterThan(0.85); // i8 keeps 40 as 127
    await opened.save();
    expect((await (await retrieval.open(folder)).search(queries, { k: 3 }))[0]!.ids).toHaveLength(3);
  });

  it('gives all where fewer are there than are asked for, and none where none are', async () => {
    const index = retrieval.create({ backend: 'usearch' });
    expect(await index.search([[1, 2]])).toEqual([{ ids: [], distances: [] }]);
    await index.add({
      ids: ['a', 'b'],
      vectors: [
        [0, 0],
        [3, 4],
      ],
    });
    expect(await index.search([[0, 0]], { k: 10 })).toEqual([{ ids: ['a', 'b'], distances: [0, 5] }]);
    await index.remove(['a', 'b']);
    expect(index.size).toBe(0);
    await index.add({ ids: ['c'], vectors: [[1, 1, 1]] });
    expect((await index.search([[1, 1, 1]]))[0]!.ids).toEqual(['c']);
  });

  it('refuses precisions and ef that it does not have, and those of exact search', () => {
    expect(() => retrieval.create({ backend: 'usearch', precision: 'f64' as 'f32' })).toThrow(
      'retrieval: expected precision: one out of f32, f16, bf16, i8, got f64.',
    );
    expect(() => retrieval.create({ backend: 'usearch', ef: 0 })).toThrow('expected ef: a whole number from 1, got 0.');
    expect(() => retrieval.create({ ef: 10 })).toThrow(
      'retrieval: expected no ef, which is for usearch, got 10. Leave it out, or use the backend usearch.',
    );
  });
});
