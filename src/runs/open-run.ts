import { resolve } from 'node:path';
import type { Samples } from '../data/read-samples.ts';
import { UsageError } from '../errors.ts';
import { toMatrix } from '../given-array.ts';
import type { SessionOptions } from '../graph/runtime.ts';
import { type Matrix, type NdArray, stacked } from '../nd-array.ts';
import type { Matches, RetrievalIndex } from '../retrieval/index.ts';
import { signed } from '../retrieval/model-vectors.ts';
import { sessionOptions } from '../training/assemble.ts';
import { nameOf, type TrainConfig } from '../training/config.ts';
import { Model } from '../training/model.ts';
import type { Thresholds } from './calibration.ts';
import { type ClassifyOptions, classify, encodedExamples } from './classify.ts';
import { type Exported, type ExportHooks, type ExportRunOptions, exportRun } from './export-run.ts';
import { type GivenSamples, readGivenSamples } from './given-samples.ts';
import { readListedPairs } from './listed-pairs.ts';
import { takenBy } from './own-data.ts';
import { type EvaluateHooks, type EvaluateOptions, evaluateBy, type ProtocolMetrics } from './protocols.ts';
import { type ReadHow, readInputs } from './read-input.ts';
import type { RunResult } from './result.ts';
import { RunFolder } from './run-folder.ts';
import { addSamples, emptyIndex, fingerprintOf, type IndexInputOptions, requireModelOf } from './run-index.ts';
import { type RunHits, requireIndex, type SearchRunOptions, searched } from './search.ts';
import { compared, decide, type Verified, type VerifiedPairs, type VerifyOptions } from './verify.ts';

/** The result of evaluating a run. `metrics` has what the protocol measures. */
export interface Evaluation extends Omit<RunResult, 'metrics'> {
  /** What the protocol measures, by name. */
  readonly metrics: ProtocolMetrics;
}

/** A finished run, with its model in memory. */
export class Run {
  /** The run's folder. */
  readonly folder: string;
  /** The run's options, with the defaults filled in. */
  readonly config: TrainConfig;
  /** The run's `metrics.json`. */
  readonly result: RunResult;
  /** The largest distances at which two samples count as one class, found on validation pairs; empty where there were none. */
  readonly thresholds: Thresholds;
  /** One raw sample's shape, without the batch axis. */
  readonly sampleShape: readonly number[];
  /** Whether raw samples are bytes, as of images; otherwise they are floats. */
  readonly takesBytes: boolean;
  /** How texts become samples, of a run that was trained on texts. */
  readonly text: Model['text'];
  /** What tells the run's model from another: an index holds it. */
  readonly fingerprint: string;
  readonly #model: Model;
  readonly #folder: RunFolder;
  #closed: Promise<void> | undefined;

  private constructor(folder: RunFolder, config: TrainConfig, result: RunResult, model: Model, fingerprint: string) {
    this.fingerprint = fingerprint;
    this.sampleShape = model.sampleShape;
    this.folder = folder.path;
    this.#folder = folder;
    this.config = config;
    this.result = result;
    this.thresholds = result.metrics.thresholds ?? {};
    this.#model = model;
    this.takesBytes = model.takesBytes;
    this.text = model.text;
  }

  /** Opens the folder of a finished run. */
  static async open(path: string, session: SessionOptions = {}): Promise<Run> {
    const folder = RunFolder.open(path);
    const files = folder.model;
    const { config, finished } = folder;
    const model = await Model.open(files, { ...sessionOptions(config), ...session }, folder.text);
    return new Run(folder, config, finished, model, fingerprintOf(files));
  }

  /**
   * Samples as the run's network takes them, with where each came from and its class where that is known: of a data set's part
   * (`mnist:test`), an image, a folder of images, a table, a NumPy array or an IDX file; of several, one after another.
   *
   * @throws UsageError that says what was looked for; NearfarError for samples of another shape
   */
  read(input: string | readonly string[], { dataDir, label }: ReadHow = {}): Promise<Samples> {
    const like = takenBy(this.#folder, this.sampleShape);
    const { fit } = this.config;
    const inputs = typeof input === 'string' ? [input] : input;
    return readInputs(inputs, { shape: this.sampleShape, like, fit, label, dataDir });
  }

  /**
   * Raw samples [N, …] as the data set has them (bytes for images), nested arrays too, or texts → embeddings [N, dim].
   *
   * @throws UsageError for samples of another shape or type, or if the run's method has no embedding (`two-channel`)
   */
  async embed(samples: GivenSamples): Promise<NdArray<Float32Array>> {
    return signed(await this.#model.embed(readGivenSamples(samples, this.#model, 'run.embed')), this.fingerprint);
  }

  /**
   * An index of this run's embeddings, empty or of the samples of inputs (read as by `read`): their ids, labels and vectors. It is
   * in memory until `index.save(path)`.
   *
   * @throws UsageError as `read` and `embed` do
   */
  async index(
    input: string | readonly string[] = [],
    options: IndexInputOptions & ReadHow = {},
  ): Promise<RetrievalIndex> {
    const index = emptyIndex(resolve(this.folder), this.fingerprint, options);
    if (input.length > 0) await this.addTo(index, await this.read(input, options), options);
    return index;
  }

  /** Embeds samples and puts them into an index of this run. @throws UsageError where it is of another model */
  async addTo(index: RetrievalIndex, samples: Samples, options: IndexInputOptions = {}): Promise<void> {
    requireModelOf(index, 'run.addTo', this.folder, this.fingerprint);
    await addSamples(index, samples, await this.embed(samples.samples), options);
  }

  /**
   * How far apart samples are: row i of `a` [N, …] from row i of `b` [N, …], raw as for `embed` → [N]. It is what the run's
   * metrics compare pairs by: the Euclidean distance of their embeddings, at least 0; of `siamese-bce` and `two-channel` a
   * learned score, the negative logit of "same", which has no unit and is below 0 where the model says "same".
   *
   * @throws UsageError for samples of another shape or type, or if there are not as many in `a` as in `b`
   */
  async distance(a: GivenSamples, b: GivenSamples): Promise<NdArray<Float32Array>> {
    const [left, right] = [a, b].map(each => readGivenSamples(each, this.#model, 'run.distance'));
    const [n, m] = [left!.shape[0]!, right!.shape[0]!];
    if (n !== m) throw new UsageError({ who: 'run.distance', expected: `${n} samples in b, as in a`, got: String(m) });
    const encoded = await this.#model.encode(stacked(left!, right!));
    const rows = Array.from({ length: n }, (_, i) => i);
    const data = await this.#model.distances(
      encoded,
      rows,
      rows.map(i => n + i),
    );
    return { data, shape: [n] };
  }

  /**
   * Whether samples are of one class: row i of `a` [N, …] and row i of `b` [N, …], raw as for `embed`, by `run.distance` and
   * the threshold of a name.
   *
   * @throws UsageError as `distance` does, or where the run has no threshold of that name
   */
  async verify(a: GivenSamples, b: GivenSamples, options: VerifyOptions = {}): Promise<Verified> {
    return decide(this.folder, (await this.distance(a, b)).data, this.thresholds, options);
  }

  /**
   * The same for the pairs of a table (CSV, TSV, JSONL, Parquet) with the columns `a` and `b`: images by their paths from the
   * table's folder on, or ids of `samples` (read as by `read`). Where it has a column `same` (1 or 0), decisions are compared with it.
   *
   * @throws UsageError for a table without these columns; NearfarError that names the row
   */
  async verifyPairs(
    path: string,
    { at = 'accuracy', samples, dataDir }: VerifyOptions & { readonly samples?: string | undefined } & ReadHow = {},
  ): Promise<VerifiedPairs> {
    const among = samples === undefined ? undefined : await this.read(samples, { dataDir });
    const how = { shape: this.sampleShape, fit: this.config.fit, text: this.#model.text, among, answered: false };
    const listed = await readListedPairs(path, how);
    const { left, right, ids } = listed;
    const distances = await this.#model.distances(await this.#model.encode(listed.samples), left, right);
    const found = decide(this.folder, distances, this.thresholds, { at });
    const named = (side: Int32Array) => Array.from(side, i => ids[i]!);
    return { ...found, a: named(left), b: named(right), ...compared(found, listed.same) };
  }

  /**
   * The class of each sample [N, …], raw as for `embed`, or null: none of these. By the examples' class means or nearest samples
   * (`by`), of `siamese-bce` and `two-channel` by the mean of the learned scores to the examples of a class. What is farther than
   * `threshold` is of no class; by default it is found on the examples, or is the run's own where each class has but one.
   *
   * @throws UsageError for samples of another shape or type, labels that are not as many as examples, and an index of another model
   */
  async classify(samples: GivenSamples, { examples, ...options }: ClassifyOptions): Promise<Matches> {
    const who = 'run.classify';
    const queries = await this.#model.encode(readGivenSamples(samples, this.#model, who));
    return classify(
      this.#model,
      this.thresholds,
      queries,
      await encodedExamples(who, examples, this.#model, this),
      options,
    );
  }

  /**
   * The `k` nearest samples of an index of this run to each sample [N, …], raw as for `embed`, by what `run.distance` gives. Of
   * `siamese-bce` the learned score ranks the 200 (or 20 k, if that is more) whose embeddings are nearest.
   *
   * @throws UsageError for samples of another shape or type, an index of another model, and unless `k` is a whole number from 1
   */
  async search(samples: GivenSamples, options: SearchRunOptions): Promise<RunHits[]> {
    requireIndex('run.search', options?.index);
    const queries = await this.#model.embed(readGivenSamples(samples, this.#model, 'run.search'));
    return searched(this.#model, signed(queries, this.fingerprint), options);
  }

  /** What `distance` gives: a distance of embeddings, or a learned score. */
  get measure(): 'distance' | 'score' {
    return this.#model.hasLearnedDistance ? 'score' : 'distance';
  }

  /** Points of the latent space [N, dim] → samples as intensities [N, …], 0 to 1, of a run whose method has a decoder (the VAEs). */
  async decode(z: Matrix): Promise<NdArray<Float32Array>> {
    if (this.#model.canDecode) return this.#model.decode(toMatrix(z, 'run.decode'));
    throw new UsageError({
      who: 'decode',
      expected: 'a run whose method has a decoder',
      got: `one of ${this.result.method}`,
      fix: 'Train a vae',
    });
  }

  /** Evaluates the run again, by a protocol, on its own test set or another data set's. */
  async evaluate(options: EvaluateOptions = {}, { onEvent = () => {} }: EvaluateHooks = {}): Promise<Evaluation> {
    const { dataset, dataDir } = options;
    const config = { ...this.config, ...(dataDir !== undefined && { dataDir }) };
    const [folder, model, { thresholds }] = [this.#folder, this.#model, this];
    const { calibration } = this.result.metrics;
    const metrics = await evaluateBy({ folder, model, config, options, thresholds, calibration, onEvent });
    return { ...this.result, ...(dataset !== undefined && { dataset: nameOf(dataset) }), metrics };
  }

  /**
   * Writes the run for others, as one file or one folder, and checks it by running it. `onnx-int8` loads the run's data.
   *
   * @throws UsageError for a format that there is not, a place that is taken, or `onnx-int8` of a method without an embedding
   */
  export(options: ExportRunOptions, hooks: ExportHooks = {}): Promise<Exported> {
    return exportRun(this.#folder, options, hooks);
  }

  /** Frees the model's memory; closing twice does no harm. */
  close(): Promise<void> {
    this.#closed ??= this.#model.close();
    return this.#closed;
  }
}

/** Opens the folder of a finished run. */
export const openRun = (path: string): Promise<Run> => Run.open(path);
