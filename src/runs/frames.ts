import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../data/dataset.ts';
import { subset } from '../data/splits.ts';
import { NearfarError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import type { NdArray } from '../nd-array.ts';
import type { ParameterValues } from '../nn/index.ts';
import { Random } from '../random.ts';
import { spriteSheet } from '../report/index.ts';
import type { PreparedData } from '../training/prepare.ts';
import { readJsonAs, writeJson } from './files.ts';
import { areImages } from './pictures/subject.ts';
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
  evaluatedOn: z.string(),
  stepsPerEpoch: z.int().min(1),
  labels: z.array(z.int().min(0)).min(1),
  classNames: z.array(z.string()),
  /** How the images lie in the sheet beside this file, if samples are images. */
  tile: z.object({ width: z.int().min(1), height: z.int().min(1), columns: z.int().min(1) }).optional(),
});

type About = z.output<typeof aboutSchema>;

/** One moment of a run. */
export interface Frame {
  readonly epoch: number;
  /** [n, dim] */
  readonly embeddings: NdArray<Float32Array>;
}

/** The same samples embedded at about thirty even steps of a run. */
export interface TrainingFrames extends About {
  /** The file with the samples' images. */
  readonly sheet: string | undefined;
  readonly frames: readonly Frame[];
}

/** Embeds samples with the weights of the moment. */
interface FrameEncoder {
  embed(values: ParameterValues): Promise<NdArray<Float32Array>>;
  close(): Promise<void>;
}

/** Records the frames of a run, a file each by its step, so that a resumed run keeps what the interrupted one recorded. */
export class FrameRecorder {
  readonly #folder: string;
  readonly #steps: number;
  readonly #encoder: FrameEncoder;

  private constructor(folder: string, steps: number, encoder: FrameEncoder) {
    this.#folder = folder;
    this.#steps = steps;
    this.#encoder = encoder;
  }

  static async open(
    run: RunFolder,
    data: PreparedData,
    stepsPerEpoch: number,
    epochs: number,
    openEncoder: (samples: Dataset['samples']) => Promise<FrameEncoder>,
  ): Promise<FrameRecorder> {
    const folder = framesFolder(run);
    const { dataset, evaluatedOn } = frameSamples(data);
    const sheet = areImages(dataset) ? await spriteSheet(dataset.samples) : undefined;
    if (sheet) writeWhole(join(folder, SHEET), sheet.png);
    const steps = epochs * stepsPerEpoch;
    const { classNames } = dataset;
    const labels = Array.from(dataset.labels);
    const about: About = { evaluatedOn, stepsPerEpoch, labels, classNames: [...classNames], tile: sheet?.tile };
    writeJson(join(folder, ABOUT), about);
    return new FrameRecorder(folder, steps, await openEncoder(dataset.samples));
  }

  /** Records a frame, if one is due after `step`. */
  async record(step: number, values: () => ParameterValues): Promise<void> {
    if (frameAt(step, this.#steps) === undefined) return;
    const { data } = await this.#encoder.embed(values());
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    writeWhole(join(this.#folder, `${String(step).padStart(8, '0')}.f32`), bytes);
  }

  close(): Promise<void> {
    return this.#encoder.close();
  }
}

const FIX = 'Remove checkpoint/frames to have the pictures without them, or train anew';
const SHEET = 'samples.png';
const ABOUT = 'samples.json';

const framesFolder = (folder: RunFolder): string => folder.file('checkpoint/frames');

/** Validation samples, or else test samples: at most 600, the same in every run of a data set. */
function frameSamples({ validation, seen, unseen }: PreparedData): { dataset: Dataset; evaluatedOn: string } {
  const all = validation ?? (seen ?? unseen)!.queries;
  const chosen = new Random(0).fork('frames').permutation(all.labels.length).subarray(0, SAMPLES);
  const dataset = subset(all, chosen);
  return { dataset, evaluatedOn: `${chosen.length} ${validation ? 'validation' : 'test'} samples` };
}

/** The frames of a run in their order; undefined where it has none. */
export function readFrames(folder: RunFolder): TrainingFrames | undefined {
  const place = framesFolder(folder);
  if (!existsSync(join(place, ABOUT))) return undefined;
  const about = readJsonAs(join(place, ABOUT), aboutSchema, 'what the frames show', FIX);
  const names = readdirSync(place).filter(name => /^\d{8}\.f32$/.test(name));
  const frames = names.sort().map((name): Frame => {
    const epoch = Number(name.slice(0, 8)) / about.stepsPerEpoch;
    return { epoch, embeddings: readEmbeddings(join(place, name), about.labels.length) };
  });
  if (frames.length === 0) return undefined;
  return { ...about, sheet: about.tile && join(place, SHEET), frames };
}

/** Embeddings [n, dim] of a frame. */
function readEmbeddings(path: string, n: number): Frame['embeddings'] {
  const bytes = Uint8Array.from(readFileSync(path));
  if (bytes.length === 0 || bytes.length % (4 * n) !== 0) {
    const expected = `embeddings of ${n} samples, float32`;
    throw new NearfarError({ who: path, expected, got: `${bytes.length} bytes`, fix: FIX });
  }
  const data = new Float32Array(bytes.buffer);
  if (data.every(Number.isFinite)) return { data, shape: [n, data.length / n] };
  throw new NearfarError({ who: path, expected: 'finite numbers', got: 'NaN or infinity', fix: FIX });
}
