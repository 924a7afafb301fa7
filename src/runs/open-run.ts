import type { Progress as DownloadProgress } from '../data/download.ts';
import { loadOmniglotRuns } from '../data/omniglot-runs.ts';
import { UsageError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import { datasetOf } from '../training/assemble.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import { fewShot, lookAt, omniglotRuns, verify } from './evaluate-model.ts';
import { look } from './encoded.ts';
import { Model } from '../training/model.ts';
import { type PreparedData, prepare } from '../training/prepare.ts';
import { judgeAll, type RunResult, sessionOptions, thresholdOf } from './run.ts';
import { RunFolder } from './run-folder.ts';

export type Protocol = 'retrieval' | 'verification' | 'few-shot' | 'omniglot-runs';

export const protocols: readonly Protocol[] = ['retrieval', 'verification', 'few-shot', 'omniglot-runs'];

export interface EvaluateOptions {
  /** Another data set than the one trained on, by name: all its classes count as unseen. */
  readonly dataset?: string;
  /** Default `retrieval`. */
  readonly protocol?: Protocol;
  readonly dataDir?: string;
  /** Few-shot: classes, labelled samples of each, and episodes; default 5, 1 and 600. */
  readonly ways?: number;
  readonly shots?: number;
  readonly episodes?: number;
}

/** What judging a run says. `metrics` has what the protocol measures. */
export interface Evaluation extends Omit<RunResult, 'metrics'> {
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** A finished run: its encoder, ready to embed, and its judging. */
export class Run {
  readonly folder: string;
  readonly config: TrainConfig;
  readonly result: RunResult;
  /** One raw sample's shape, without the batch axis. */
  readonly sampleShape: readonly number[];
  readonly #model: Model;

  private constructor(folder: RunFolder, config: TrainConfig, result: RunResult, model: Model) {
    this.sampleShape = model.sampleShape;
    this.folder = folder.path;
    this.config = config;
    this.result = result;
    this.#model = model;
  }

  /** Opens the folder of a finished run. */
  static async open(path: string): Promise<Run> {
    const folder = RunFolder.open(path);
    const files = folder.model;
    const { config, metrics } = folder;
    if (!metrics) {
      throw new UsageError({
        who: path,
        expected: 'a finished run',
        got: 'one without metrics.json',
        fix: `Go on with "nearfar train --resume --out ${path}"`,
      });
    }
    return new Run(folder, config, metrics as unknown as RunResult, await Model.open(files, sessionOptions(config)));
  }

  /** Raw samples [N, …] as the data set has them (bytes for images) → embeddings [N, dim]. */
  embed(samples: NdArray<Uint8Array | Float32Array>): Promise<NdArray<Float32Array>> {
    return this.#model.embed(samples);
  }

  /** Points of the latent space [N, dim] → samples as intensities [N, …], of a run whose method draws (the VAEs). */
  draw(z: NdArray<Float32Array>): Promise<NdArray<Float32Array>> {
    if (this.#model.draws) return this.#model.draw(z);
    throw new UsageError({
      who: 'draw',
      expected: 'a run whose method draws samples',
      got: `one of ${this.result.method}`,
      fix: 'Train a vae',
    });
  }

  /** Judges the run anew, by a protocol, on its own test set or another data set's. */
  async evaluate(options: EvaluateOptions = {}, tell: (event: TrainEvent) => void = () => {}): Promise<Evaluation> {
    requireUsed(options);
    const config = { ...this.config, ...(options.dataDir !== undefined && { dataDir: options.dataDir }) };
    if (options.protocol === 'omniglot-runs')
      return { ...this.result, metrics: await this.#omniglotRuns(config, tell) };
    const own = options.dataset === undefined;
    const parts = await datasetOf(own ? config : { ...config, dataset: options.dataset! }, tell);
    const data = prepare(parts, own ? config : { seed: config.seed, unseenClasses: [] });
    const metrics = await this.#measure(data, options);
    return { ...this.result, ...(!own && { dataset: options.dataset! }), metrics };
  }

  async #omniglotRuns(
    { dataDir, images }: TrainConfig,
    tell: (event: TrainEvent) => void,
  ): Promise<Evaluation['metrics']> {
    const [channels, height, width] = this.sampleShape;
    if (this.sampleShape.length !== 3 || channels !== 1 || height !== width) {
      throw new UsageError({
        who: 'omniglot-runs',
        expected: 'a run that was trained on square grey images',
        got: `one on samples of shape [${this.sampleShape.join(', ')}]`,
      });
    }
    const onProgress = (progress: DownloadProgress) => tell({ type: 'download', ...progress });
    const runs = await loadOmniglotRuns({ ...images, size: height, dataDir, onProgress });
    const over = `${runs.length} official runs of Omniglot, each within an alphabet of its evaluation set`;
    return { fewShot: await omniglotRuns(this.#model, runs), over };
  }

  async #measure(
    data: PreparedData,
    { protocol = 'retrieval', ways = 5, shots = 1, episodes = 600 }: EvaluateOptions,
  ): Promise<Evaluation['metrics']> {
    if (protocol === 'retrieval')
      return {
        ...(await judgeAll(this.#model, await lookAt(this.#model, data), await thresholdOf(this.#model, data))),
      };
    const { queries: dataset, over } = (data.unseen ?? data.seen)!;
    const queries = await look(this.#model, dataset);
    if (protocol === 'few-shot')
      return { fewShot: await fewShot(this.#model, queries, { ways, shots, episodes }), over };
    const { rocAuc, eer, accuracy, threshold, tarAtFar } = await verify(this.#model, queries);
    return { rocAuc, eer, accuracy, threshold, tarAtFar, over };
  }

  close(): Promise<void> {
    return this.#model.close();
  }
}

/** Which protocols look at an option. */
const USED: Readonly<Partial<Record<keyof EvaluateOptions, readonly Protocol[]>>> = {
  dataset: ['retrieval', 'verification', 'few-shot'],
  ways: ['few-shot'],
  shots: ['few-shot'],
  episodes: ['few-shot'],
};

/** Stops options that the protocol would pass over in silence. */
function requireUsed(options: EvaluateOptions): void {
  const { protocol = 'retrieval' } = options;
  for (const [option, users] of Object.entries(USED)) {
    if (options[option as keyof EvaluateOptions] === undefined || users.includes(protocol)) continue;
    throw new UsageError({
      who: `protocol ${protocol}`,
      expected: `no option "${option}", which it has no use for`,
      got: String(options[option as keyof EvaluateOptions]),
      fix: `Leave it out, or use --protocol ${users.at(-1)}`,
    });
  }
}

/** Opens the folder of a finished run. */
export const openRun = (path: string): Promise<Run> => Run.open(path);
