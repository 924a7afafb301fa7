import { spawn } from 'node:child_process';
import type { Random } from '../../src/random.ts';
import { open } from '../../src/retrieval/index.ts';
import type { Additions, RetrievalIndex } from '../../src/retrieval/retrieval-index.ts';
import { JITI } from '../support/cli.ts';
import type { Outcome } from './inputs.ts';

const PROCESS = new URL('./index-process.ts', import.meta.url).pathname;
const DIM = 64;

/** How many samples a state has: another number than the one before it. */
const sizeOf = (state: number): number => 400 + 50 * (state % 7);

/** Every sample of a state says which it is, by its vector and by its label. */
export const additionsOf = (state: number): Additions => ({
  ids: Array.from({ length: sizeOf(state) }, (_, i) => i),
  vectors: { data: new Float32Array(sizeOf(state) * DIM).fill(state), shape: [sizeOf(state), DIM] },
  labels: Array(sizeOf(state)).fill(String(state)),
});

/** What is taken out after a state: what the next one does not have, and two that it adds again. */
export const removedAfter = (state: number): number[] =>
  Array.from({ length: sizeOf(state) }, (_, i) => i).filter(i => i < 2 || i >= sizeOf(state + 1));

/** The backends that write files. */
export const BACKENDS = ['exact', 'usearch'] as const;

/** The state that an index is in; undefined where it is in none, or in parts of two. */
export async function stateOf(index: RetrievalIndex): Promise<number | undefined> {
  const { vectors, entries } = await index.all();
  const state = Number(entries[0]?.label);
  const isWhole =
    index.size === sizeOf(state) &&
    new Set(entries.map(({ id }) => id)).size === index.size &&
    entries.every(({ label }) => label === String(state)) &&
    vectors.data.length === index.size * DIM &&
    vectors.data.every(value => value === state);
  return isWhole ? state : undefined;
}

/** Kills a process at a random moment while it changes an index; the index must then be as it was last saved, or one state on. */
export async function killIndexing(
  folder: string,
  random: Random,
  backend: (typeof BACKENDS)[number],
): Promise<Outcome> {
  const child = spawn(process.execPath, [JITI, PROCESS, folder, backend]);
  let [saved, stderr] = [0, ''];
  child.stdout.on('data', (data: Buffer) => {
    saved = Number(data.toString().trim().split('\n').at(-1));
  });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), random.uniform(0, 100)));
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const signal = await new Promise(resolve => child.on('close', (_, by) => resolve(by)));
  if (signal !== 'SIGKILL') throw new Error(stderr);
  const index = await open(folder);
  const state = await stateOf(index);
  return (state === saved || state === saved + 1) && (await finds(index, state)) ? 'clean' : 'raw error';
}

/** Whether its search finds as many samples of a state as are asked for. */
async function finds(index: RetrievalIndex, state: number): Promise<boolean> {
  const [hits] = await index.search([Array(DIM).fill(state)], { k: 5 });
  return hits!.ids.length === 5 && hits!.distances.every(distance => distance === 0);
}
