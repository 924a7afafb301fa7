import { toOnnx } from '../graph/onnx/export.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { type Buffer, buffer, openSession, type Session, type SessionOptions } from '../graph/runtime.ts';
import type { Architecture } from '../methods/method.ts';
import type { NdArray } from '../nd-array.ts';
import { type Module, type ParameterValues, Scope } from '../nn/index.ts';
import { normalize, type SampleType } from './sample-type.ts';

/** Embeds the same samples with the weights of any moment of a training: one session, whose weights are inputs. */
export class LiveEncoder {
  readonly #session: Session;
  readonly #samples: Buffer;

  private constructor(session: Session, samples: Buffer) {
    this.#session = session;
    this.#samples = samples;
  }

  /** `samples` are raw: [N, …], as `sample` says. */
  static async open(
    encoder: (architecture: Architecture) => Module,
    architecture: Architecture,
    sample: SampleType,
    samples: NdArray<Uint8Array | Float32Array>,
    options: SessionOptions,
  ): Promise<LiveEncoder> {
    const raw = input('input', sample.dtype, samples.shape);
    const embedding = encoder(architecture)(normalize(raw, sample.normalization), new Scope({ training: false }));
    const session = await openSession(toOnnx(program({ embedding })), { ...options, blockedLayout: false });
    return new LiveEncoder(session, buffer(sample.dtype, samples.shape, samples.data));
  }

  /** Embeddings [N, dim] under these parameters. */
  async embed(values: ParameterValues): Promise<NdArray<Float32Array>> {
    const weights = Object.keys(this.#session.inputShapes).filter(name => name !== 'input');
    const feeds = weights.map(name => [name, buffer('float32', values[name]!.shape, values[name]!.data)]);
    const { embedding } = await this.#session.run({ input: this.#samples, ...Object.fromEntries(feeds) });
    return embedding as NdArray<Float32Array>;
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}
