import type { DataFile } from '../cache.ts';
import type { DatasetParts } from '../dataset.ts';
import type { NamedBytes } from '../idx.ts';

/** A data set known by name: what it is, and how its files become samples. To add one, write one of these. */
export interface Source {
  readonly name: string;
  /** One sentence for people. */
  readonly about: string;
  /** Its home page. */
  readonly home: string;
  readonly paper: string;
  readonly licence: string;
  readonly classes: number;
  readonly trainSamples: number;
  readonly testSamples: number;
  readonly sampleShape: readonly number[];
  /** Its files; none where it is made on the spot. */
  readonly files: readonly DataFile[];
  load(read: (file: DataFile) => Promise<NamedBytes>, options: SourceOptions): Promise<DatasetParts>;
}

export interface SourceOptions {
  readonly seed?: number | undefined;
}
