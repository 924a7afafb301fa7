import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../data/dataset.ts';
import { subset } from '../data/splits.ts';
import { writeWhole } from '../files.ts';
import type { NdArray } from '../nd-array.ts';
import { Random } from '../random.ts';
import { spriteSheet } from '../report/index.ts';
import { readJson, writeJson } from './files.ts';
import { areImages } from './pictures/subject.ts';
import type { PreparedData } from '../training/prepare.ts';
import type { RunFolder } from './run-folder.ts';

/** Stretches of a run between two frames. */
const STRETCHES = 30;
/** Samples in each frame. */
const SAMPLES = 600;

/** The number of the frame that shows a run after `step` of its `steps`, if one does: they lie at even steps, from 0 to the last. */
export function frameAt(step: number, steps: number): number | undefined {
  const frame = Math.round((step * stretches(steps)) / steps);
  return stepOf(frame, steps) === step ? frame : undefined;
}

const stretches = (steps: number): number => Math.min(STRETCHES, steps);

const stepOf = (frame: number, steps: number): number => Math.round((frame * steps) / stretches(steps));

const aboutSchema = z.object({
  /** Which samples these are, in words. */
  over: z.string(),
  steps: z.number(),
  stepsPerEpoch: z.number(),
  labels: z.array(z.number()),
  classNames: z.array(z.string()),
  /** How the images lie in the sheet beside this file, if samples are images. */
  tile: z.object({ width: z.number(), height: z.number(), columns: z.number() }).optional(),
});

type About = z.output<typeof aboutSchema>;

/** One moment of a run. */
export interface Frame {
  readonly epoch: number;
  /** [n, dim] */
  readonly embeddings: NdArray<Float32Array>;
}

/** The same samples embedded at about thirty even steps of a run. */
export interface Film extends About {
  /** The file with the samples' images. */
  readonly sheet: string | undefined;
  readonly frames: readonly Frame[];
}

/** Takes the frames of a run, a file each, so that what an interrupted run has taken is there when it goes on. */
export class Camera {
  readonly samples: Dataset['samples'];
  readonly #folder: string;
  readonly #steps: number;

  private constructor(folder: string, samples: Dataset['samples'], steps: number) {
    this.#folder = folder;
    this.samples = samples;
    this.#steps = steps;
  }

  static async open(folder: RunFolder, data: PreparedData, epochs: number, stepsPerEpoch: number): Promise<Camera> {
    const place = framesOf(folder);
    const { dataset, over } = watched(data);
    const sheet = areImages(dataset) ? await spriteSheet(dataset.samples) : undefined;
    if (sheet) writeWhole(join(place, SHEET), sheet.png);
    const steps = epochs * stepsPerEpoch;
    const { classNames } = dataset;
    const labels = Array.from(dataset.labels);
    const about: About = { over, steps, stepsPerEpoch, labels, classNames: [...classNames], tile: sheet?.tile };
    writeJson(join(place, ABOUT), about);
    return new Camera(place, dataset.samples, steps);
  }

  /** Takes a frame, if one is due after `step`. */
  async take(step: number, embed: () => Promise<NdArray<Float32Array>>): Promise<void> {
    const frame = frameAt(step, this.#steps);
    if (frame === undefined) return;
    const { data } = await embed();
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    writeWhole(join(this.#folder, `${String(frame).padStart(4, '0')}.f32`), bytes);
  }
}

const SHEET = 'samples.png';
const ABOUT = 'samples.json';

const framesOf = (folder: RunFolder): string => folder.file('checkpoint/frames');

/** Validation samples, or else test samples: at most 600, the same in every run of a data set. */
function watched({ validation, seen, unseen }: PreparedData): { dataset: Dataset; over: string } {
  const all = validation ?? (seen ?? unseen)!.queries;
  const chosen = new Random(0).fork('frames').permutation(all.labels.length).subarray(0, SAMPLES);
  const dataset = subset(all, chosen);
  return { dataset, over: `${chosen.length} ${validation ? 'validation' : 'test'} samples` };
}

/** The frames that a run has taken, in their order; undefined where it has none. */
export function filmOf(folder: RunFolder): Film | undefined {
  const place = framesOf(folder);
  if (!existsSync(join(place, ABOUT))) return undefined;
  const about = aboutSchema.parse(readJson(join(place, ABOUT), 'what the frames show', 'Train anew'));
  const names = readdirSync(place).filter(name => /^\d{4}\.f32$/.test(name));
  const frames = names.sort().map((name): Frame => {
    const epoch = stepOf(Number(name.slice(0, 4)), about.steps) / about.stepsPerEpoch;
    const data = new Float32Array(Uint8Array.from(readFileSync(join(place, name))).buffer);
    return { epoch, embeddings: { data, shape: [about.labels.length, data.length / about.labels.length] } };
  });
  if (frames.length === 0) return undefined;
  return { ...about, sheet: about.tile && join(place, SHEET), frames };
}
