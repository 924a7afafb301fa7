import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { evaluation, Random } from 'nearfar';
import { expect, it } from 'vitest';
import { SharedBlocks } from '../../src/evaluation/shared-work.ts';

const random = new Random(5);
const points = (n: number) =>
  Array.from({ length: n }, (_, i) => [(i % 7) / 4 + random.normal(), random.normal(), random.normal()]);
const labelled = (n: number) => ({ embeddings: points(n), labels: Array.from({ length: n }, (_, i) => i % 7) });

it('a search of many comparisons, which threads share, measures what searches of a few queries each do', async () => {
  const reference = labelled(4100);
  const queries = labelled(4200);
  const half = (from: number) => ({
    embeddings: queries.embeddings.slice(from, from + 2100),
    labels: queries.labels.slice(from, from + 2100),
  });
  const whole = await evaluation.retrieval({ ...queries, reference });
  const [a, b] = [
    await evaluation.retrieval({ ...half(0), reference }),
    await evaluation.retrieval({ ...half(2100), reference }),
  ];
  for (const metric of ['precisionAt1', 'rPrecision', 'mapAtR', 'meanAveragePrecision', 'mrr'] as const) {
    expect(whole[metric]).toBeCloseTo((a[metric] + b[metric]) / 2, 12);
  }
});

it('SharedBlocks takes each block once, and finishes those that a thread took and left', async () => {
  const shared = new SharedBlocks(5);
  const done: number[] = [];
  const other = new SharedBlocks(shared.memory);
  await expect(other.take(() => Promise.reject(new Error('the thread has died')))).rejects.toThrow('died');
  const work = async (block: number) => void done.push(block);
  await shared.take(work);
  await shared.finish(work);
  await shared.finish(work);
  expect(done).toEqual([1, 2, 3, 4, 0]);
});

it('a process that exits while threads search exits with its own code', async () => {
  const program = `
    import { evaluation } from 'nearfar';
    const n = 12_000;
    const data = Float32Array.from({ length: 8 * n }, (_, i) => Math.sin(i * i));
    setTimeout(() => process.exit(3), 400);
    await evaluation.retrieval({ embeddings: { data, shape: [n, 8] }, labels: data.subarray(0, n).map(Math.round) });
    setTimeout(() => {}, 1000);
  `;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  await expect(run).rejects.toMatchObject({ code: 3, stderr: '' });
});
