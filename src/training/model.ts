import { UsageError } from '../errors.ts';
import { toOnnx } from '../graph/onnx/export.ts';
import { metadataIn } from '../graph/onnx/metadata.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { buffer, openSession, type Session, type SessionOptions } from '../graph/runtime.ts';
import type { Shape } from '../graph/tensor.ts';
import type { Architecture, Method, PairScorer } from '../methods/method.ts';
import { type NdArray, rowsBetween, sizeOf, takeRows } from '../nd-array.ts';
import type { TextInput } from '../networks/network.ts';
import { type ParameterValues, Scope } from '../nn/index.ts';
import { normalize, type SampleType } from './sample-type.ts';

/**
 * A trained model as ONNX files by name. `model.onnx` takes raw samples `input` [N, …] to `embedding` [N, dim] (of a VAE
 * also to `logVariance` [N, dim]), or, of a method without an embedding, two of them, `a` and `b`, to their `distance` [N].
 * `scorer.onnx` takes two embeddings to the distance that the method has learned. `decoder.onnx` takes points `z` [N, dim]
 * to samples `intensities`. The weights are inside, N is free.
 */
export type ModelFiles = Readonly<Record<'model.onnx', Uint8Array>> &
  Readonly<Partial<Record<'scorer.onnx' | 'decoder.onnx', Uint8Array>>>;

export const MODEL_FILES = ['model.onnx', 'scorer.onnx', 'decoder.onnx'] as const;

/** Writes out what a method has learned. */
export function exportModel(
  { encoder, posterior, scorer, decoder }: Method,
  architecture: Architecture,
  sample: SampleType,
  values: ParameterValues,
  metadata: Readonly<Record<string, string>> = {},
): ModelFiles {
  const scope = () => new Scope({ training: false, values });
  const told = {
    'nearfar.normalization': JSON.stringify(sample.normalization),
    ...(sample.areTokens && { [TOKENS]: String(sample.shape[0]) }),
    ...metadata,
  };
  const file = (outputs: Parameters<typeof program>[0]) => toOnnx(program(outputs), { freeAxis: 'N', metadata: told });
  const raw = (name: string) => normalize(input(name, sample.dtype, [1, ...sample.shape]), sample.normalization);
  const embedding = (name: string) => input(name, 'float32', [1, architecture.dim]);
  const pair = ({ distance }: PairScorer, make: typeof raw) =>
    file({ distance: distance(make('a'), make('b'), architecture, scope()) });
  if (!encoder) return { 'model.onnx': pair(scorer!, raw) };
  const found = posterior?.(architecture)(raw('input'), scope());
  return {
    'model.onnx': file(
      found
        ? { embedding: found.mean, logVariance: found.logVariance }
        : { embedding: encoder(architecture)(raw('input'), scope()) },
    ),
    ...(scorer && { 'scorer.onnx': pair(scorer, embedding) }),
    ...(decoder && { 'decoder.onnx': file({ intensities: decoder(embedding('z'), sample.shape, scope()) }) }),
  };
}

export type Samples = NdArray<Uint8Array | Float32Array>;

/** Rows that go through a model at once, at most. */
const BLOCK = 1000;
/** Numbers of an input that go through a model at once, about: what a network makes of an image is many times larger than it. */
const NUMBERS = 2 ** 20;
/** Numbers that a token counts for. */
const OF_A_TOKEN = 256;
/** The key that tells how many tokens a row of a model of texts has. */
const TOKENS = 'nearfar.tokens';

/** A trained model in memory. It embeds samples, measures distances and decodes, as far as its method does. */
export class Model {
  readonly #main: Session;
  readonly #scorer: Session | undefined;
  readonly #decoder: Session | undefined;
  /** Whether raw samples are rows of tokens. */
  readonly areTokens: boolean;

  /** How texts become its samples, where it was opened with that. */
  readonly text: TextInput | undefined;

  private constructor(
    main: Session,
    scorer: Session | undefined,
    decoder: Session | undefined,
    given: Pick<Model, 'areTokens' | 'text'>,
  ) {
    this.areTokens = given.areTokens;
    this.text = given.text;
    this.#main = main;
    this.#scorer = scorer;
    this.#decoder = decoder;
  }

  static async open(files: ModelFiles, options: SessionOptions = {}, text?: TextInput): Promise<Model> {
    const [main, scorer, decoder] = await Promise.all(
      MODEL_FILES.map(name => files[name] && openSession(files[name], options)),
    );
    const areTokens = TOKENS in metadataIn(files['model.onnx']);
    return new Model(main!, scorer, decoder, { areTokens, text });
  }

  /** Whether samples have embeddings, or can only be compared. */
  get embeds(): boolean {
    return 'input' in this.#main.inputShapes;
  }

  /** Whether it tells the log-variances of samples beside their means. */
  get hasPosterior(): boolean {
    return this.#main.outputs.includes('logVariance');
  }

  /** Whether it can decode points of the latent space into samples. */
  get canDecode(): boolean {
    return this.#decoder !== undefined;
  }

  /** Whether it has learned a distance; otherwise distances are Euclidean, between embeddings. */
  get hasLearnedDistance(): boolean {
    return !this.embeds || this.#scorer !== undefined;
  }

  /** One raw sample's shape, without the batch axis. */
  get sampleShape(): Shape {
    const { input: single, a } = this.#main.inputShapes;
    return (single ?? a!).slice(1);
  }

  /** Whether raw samples are bytes; otherwise they are float32. */
  get takesBytes(): boolean {
    const { input: single, a } = this.#main.inputTypes;
    return (single ?? a) === 'uint8';
  }

  /** Raw samples [N, …] → embeddings [N, dim]. */
  embed(samples: Samples): Promise<NdArray<Float32Array>> {
    if (this.embeds) return inBlocks(this.#main, { input: samples }, 'embedding', this.areTokens);
    throw new UsageError({
      who: 'embed',
      expected: 'a model that has an embedding',
      got: 'one that only compares two samples (two-channel)',
      fix: 'Train with another method',
    });
  }

  /** Raw samples [N, …] → the log-variances [N, dim] of their posteriors, whose means are the embeddings. */
  logVariances(samples: Samples): Promise<NdArray<Float32Array>> {
    return inBlocks(this.#main, { input: samples }, 'logVariance');
  }

  /** What `distances` compares: embeddings, or the samples themselves where the model has none. Computed once, used for many pairs. */
  async encode(samples: Samples): Promise<Samples> {
    return this.embeds ? this.embed(samples) : samples;
  }

  /** The distances of pairs of encoded samples: row left[i] from row right[i]. */
  async distances(encoded: Samples, left: ArrayLike<number>, right: ArrayLike<number>): Promise<Float32Array> {
    const session = this.embeds ? this.#scorer : this.#main;
    const areTokens = this.areTokens && !this.embeds;
    if (!session) return euclidean(encoded as NdArray<Float32Array>, left, right);
    const distances = new Float32Array(left.length);
    for (let start = 0; start < left.length; start += BLOCK) {
      const length = Math.min(BLOCK, left.length - start);
      const part = (list: ArrayLike<number>) =>
        takeRows(
          encoded,
          Int32Array.from({ length }, (_, i) => list[start + i]!),
        );
      distances.set((await inBlocks(session, { a: part(left), b: part(right) }, 'distance', areTokens)).data, start);
    }
    return distances;
  }

  /** Points of the latent space [N, dim] → samples as intensities [N, …]. @throws UsageError for points of another width */
  async decode(z: NdArray<Float32Array>): Promise<NdArray<Float32Array>> {
    const dim = this.#decoder!.inputShapes['z']![1];
    if (z.shape[1] === dim) return inBlocks(this.#decoder!, { z }, 'intensities');
    const [expected, got] = [`points of shape [N, ${dim}]`, `shape [${z.shape.join(', ')}]`];
    throw new UsageError({ who: 'decode', expected, got });
  }

  async close(): Promise<void> {
    await Promise.all([this.#main, this.#scorer, this.#decoder].map(session => session?.release()));
  }
}

function euclidean(
  { data, shape }: NdArray<Float32Array>,
  left: ArrayLike<number>,
  right: ArrayLike<number>,
): Float32Array {
  const dim = shape[1]!;
  return Float32Array.from({ length: left.length }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < dim; k++) sum += (data[left[i]! * dim + k]! - data[right[i]! * dim + k]!) ** 2;
    return Math.sqrt(sum);
  });
}

/** Runs a session over the rows of its inputs, a block at a time. */
async function inBlocks(
  session: Session,
  inputs: Readonly<Record<string, Samples>>,
  output: string,
  areTokens = false,
): Promise<NdArray<Float32Array>> {
  const [n = 0, ...sample] = Object.values(inputs)[0]!.shape;
  const size = sizeOf(sample) * (areTokens ? OF_A_TOKEN : 1);
  const rows = Math.max(1, Math.min(BLOCK, Math.floor(NUMBERS / size)));
  const blocks: NdArray<Float32Array>[] = [];
  for (let start = 0; start < n; start += rows) {
    const feeds = Object.entries(inputs).map(([name, array]) => [name, block(array, start, Math.min(start + rows, n))]);
    blocks.push((await session.run(Object.fromEntries(feeds)))[output] as NdArray<Float32Array>);
  }
  const shape = blocks[0]?.shape.slice(1) ?? [0];
  const data = new Float32Array(n * sizeOf(shape));
  blocks.forEach((each, i) => {
    data.set(each.data, i * rows * sizeOf(shape));
  });
  return { data, shape: [n, ...shape] };
}

function block(samples: Samples, start: number, end: number) {
  const data = rowsBetween(samples, start, end);
  return buffer(data instanceof Uint8Array ? 'uint8' : 'float32', [end - start, ...samples.shape.slice(1)], data);
}

/** Opens a model, uses it, and closes it also after an error. */
export async function withModel<T>(
  files: ModelFiles,
  session: SessionOptions,
  use: (model: Model) => Promise<T> | T,
): Promise<T> {
  const model = await Model.open(files, session);
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}
