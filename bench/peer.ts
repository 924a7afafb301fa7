/** One side of a comparison: times `steps` training steps of the reference network and gives the milliseconds of each. */
export interface Peer {
  readonly name: string;
  /** Why it cannot run here, or undefined. */
  readonly missing: () => Promise<string | undefined>;
  /** Its version; ours stands in every result. */
  readonly version?: () => Promise<string>;
  readonly run: (options: { batch: number; threads: number; steps: number }) => Promise<readonly number[]>;
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
