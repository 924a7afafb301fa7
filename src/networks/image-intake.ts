import { NearfarError } from '../errors.ts';
import type { ImportedOnnx } from '../graph/import/import-onnx.ts';
import { resizeImages } from '../graph/import/resizing.ts';
import { add, cast, concat, constant, mean, mul, round } from '../graph/ops/index.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import { type Given, type Preprocessing, preprocessingOf } from './preprocessing.ts';
import { type Intake, type Pooling, rowOf } from './row-of-features.ts';

/** Images, or rows of numbers, as a network takes them. */
export function imageIntake(imported: ImportedOnnx, given: Given, path: string | undefined, pooling: Pooling): Intake {
  const [inputName, type] = soleInput(imported);
  const preprocessing = preprocessingOf(imported, type, given, path);
  const { channels } = preprocessing;
  const rank = type.shape.length;
  const takes = rank === 4 ? `images of ${channels ?? 'any'} channels` : `samples with ${rank - 1} axes`;
  const fits = (sample: Shape) =>
    sample.length === rank - 1 && (rank !== 4 || channels === undefined || [1, 3, channels].includes(sample[0]!));
  return Object.assign(
    (x: Tensor, run: (feeds: Record<string, Tensor>) => Tensor) =>
      rowOf(pooling, run({ [inputName]: prepare(x, type.dtype, preprocessing) })),
    { refuses: (sample: Shape) => (fits(sample) ? undefined : `it takes ${takes}`) },
  );
}

function soleInput({ inputs }: ImportedOnnx) {
  const all = Object.entries(inputs);
  const [first] = all;
  if (all.length === 1 && first && ['float32', 'uint8'].includes(first[1].dtype)) return first;
  throw new NearfarError({
    who: 'networks.fromOnnx',
    expected: 'a network with one input, of floats or bytes',
    got: all.map(([name, { dtype, shape }]) => `"${name}" ${dtype}[${shape.join(', ')}]`).join(' and ') || 'none',
    fix: 'Use graph.importOnnx and a network of your own',
  });
}

/** Intensities as the network takes them. */
function prepare(x: Tensor, dtype: string, { channels, size, normalization }: Preprocessing): Tensor {
  if (x.shape.length !== 4) return dtype === 'uint8' ? cast(round(mul(x, 255)), 'uint8') : x;
  const wide = channels === 3 && x.shape[1] === 1 ? concat([x, x, x], 1) : x;
  const own = channels === 1 && x.shape[1] === 3 ? mean(x, 1, true) : wide;
  const sized = size === undefined ? own : resizeImages(own, size);
  if (dtype === 'uint8') return cast(round(mul(sized, 255)), 'uint8');
  if (normalization === undefined) return sized;
  const perChannel = (values: readonly number[]) => constant(values, { shape: [1, values.length, 1, 1] });
  const { mean: means, deviation } = normalization;
  const factor = perChannel(deviation.map(d => 1 / d));
  return add(mul(sized, factor), perChannel(means.map((m, i) => -m / deviation[i % deviation.length]!)));
}
