import type { DataFile } from '../cache.ts';
import type { DatasetParts } from '../dataset.ts';
import type { NamedBytes } from '../gunzip.ts';

/** A data set known by name: what it is, and how its files become samples. To add one, write one of these. */
export interface Source {
  /** Its name on the command line, in kebab case. */
  readonly name: string;
  /** The folder of its files, where several data sets share one; default its name. */
  readonly folder?: string;
  /** One sentence for people. */
  readonly about: string;
  /** Its home page. */
  readonly home: string;
  /** Who published it, where, and when. */
  readonly paper: string;
  /** Under which terms it may be used. */
  readonly licence: string;
  /** How many classes there are, in all parts together. */
  readonly classes: number;
  /** How many samples there are for training. */
  readonly trainSamples: number;
  /** How many samples there are for testing. */
  readonly testSamples: number;
  /** The shape of one sample: [channels, height, width], or [columns]. */
  readonly sampleShape: readonly number[];
  /** Whether its images are resized as they are loaded, to a size of one's choice. */
  readonly resizes?: true;
  /** Its files; none where it is made on the spot. */
  readonly files: readonly DataFile[];
  load(read: (file: DataFile) => Promise<NamedBytes>, options: SourceOptions): Promise<DatasetParts>;
}

/** What a source is told when it is loaded. */
export interface SourceOptions {
  readonly seed?: number | undefined;
  readonly images?: ImageOptions | undefined;
}

/** How images that are not stored as they are used become samples. */
export interface ImageOptions {
  /** Height and width that they are resized to, in pixels; default 28. */
  readonly size?: number | undefined;
  /** Whether black ink on white becomes white on black; default true. */
  readonly invert?: boolean | undefined;
}
