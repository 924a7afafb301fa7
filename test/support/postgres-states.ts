import type { Additions, RetrievalIndex } from '../../src/retrieval/index.ts';

const [N, DIM] = [150, 8];

/** Every sample of a state says which it is, by its vector and by its label. */
export const stateOf = (state: number): Additions => ({
  ids: Array.from({ length: N }, (_, i) => i),
  vectors: { data: new Float32Array(N * DIM).fill(state), shape: [N, DIM] },
  labels: Array(N).fill(String(state)),
});

/** The states that an index is in: one, unless it has parts of several. */
export async function statesIn(index: RetrievalIndex): Promise<string[]> {
  const { vectors, entries } = await index.all();
  const named = entries.map(({ label }, i) => `${label} of ${vectors.data[i * DIM]}, ${entries.length}`);
  return [...new Set(named)];
}

/** What `statesIn` gives of a state. */
export const whole = (state: number): string => `${state} of ${state}, ${N}`;
