import { toOnnx } from '../graph/onnx/export.ts';
import { add, cast, constant, input, mul, reshape } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { buffer, openSession, type Session, type SessionOptions } from '../graph/runtime.ts';
import type { DType, Shape, Tensor } from '../graph/tensor.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import { type Module, type ParameterValues, Scope } from '../nn/index.ts';

/** How raw samples become what a network sees: (x · scale − mean) / deviation, a number each channel (or column). */
export interface Normalization {
  /** 1/255 for bytes. */
  readonly scale: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** What goes into a model: raw samples, bytes for images or floats for rows. */
export interface SampleType {
  readonly dtype: Extract<DType, 'uint8' | 'float32'>;
  /** One sample's shape, without the batch axis. */
  readonly shape: Shape;
  readonly normalization: Normalization;
}

/** Raw samples [N, …] as the network sees them: the normalisation is part of the graph. */
export function normalize(raw: Tensor, { scale, mean, deviation }: Normalization): Tensor {
  const perChannel = (values: readonly number[]) =>
    reshape(
      constant(values),
      raw.shape.map((_, axis) => (axis === 1 ? values.length : 1)),
    );
  const factor = perChannel(deviation.map(d => scale / d));
  const offset = perChannel(mean.map((m, i) => -m / deviation[i]!));
  return add(mul(cast(raw, 'float32'), factor), offset);
}

/** The ONNX model of a trained encoder: raw samples `input` [N, …] in, `embedding` [N, dim] out, weights inside, N free. */
export function exportEncoder(
  encoder: Module,
  sample: SampleType,
  values: ParameterValues,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const raw = input('input', sample.dtype, [1, ...sample.shape]);
  const scope = new Scope({ training: false, values });
  const embedding = encoder(normalize(raw, sample.normalization), scope.child('encoder'));
  return toOnnx(program({ embedding }), { freeAxis: 'N', metadata });
}

const BLOCK = 1000;

/** Runs an encoder model over samples in blocks: raw samples [N, …] → embeddings [N, dim]. */
export class Encoder {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  static async open(model: Uint8Array, options: SessionOptions = {}): Promise<Encoder> {
    return new Encoder(await openSession(model, options));
  }

  /** One raw sample's shape, without the batch axis. */
  get sampleShape(): Shape {
    return this.#session.inputShapes['input']!.slice(1);
  }

  async embed(samples: NdArray<Uint8Array | Float32Array>): Promise<NdArray<Float32Array>> {
    const [n = 0, ...shape] = samples.shape;
    const width = sizeOf(shape);
    const blocks: Float32Array[] = [];
    for (let start = 0; start < n; start += BLOCK) {
      const end = Math.min(start + BLOCK, n);
      const data = samples.data.subarray(start * width, end * width);
      const dtype = data instanceof Uint8Array ? 'uint8' : 'float32';
      const { embedding } = await this.#session.run({ input: buffer(dtype, [end - start, ...shape], data) });
      blocks.push(embedding!.data as Float32Array);
    }
    const dim = n === 0 ? 0 : blocks[0]!.length / Math.min(BLOCK, n);
    const data = new Float32Array(n * dim);
    blocks.forEach((block, i) => {
      data.set(block, i * BLOCK * dim);
    });
    return { data, shape: [n, dim] };
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}
