import { add, cast, constant, mul, reshape } from '../graph/ops/index.ts';
import type { DType, Shape, Tensor } from '../graph/tensor.ts';

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
  /** Whether it is a row of tokens, each of which a network makes many numbers of. */
  readonly areTokens?: true;
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

/** Raw samples [N, …] as intensities: bytes from 0 to 1. */
export const intensitiesOf = (raw: Tensor, { scale }: Normalization): Tensor =>
  scale === 1 ? cast(raw, 'float32') : mul(cast(raw, 'float32'), scale);
