import type { Dataset } from '../data/dataset.ts';
import { NearfarError } from '../errors.ts';
import { areBytes, rowBlocks, sizeOf } from '../nd-array.ts';
import type { Normalization, SampleType } from './sample-type.ts';

/** How samples go into a network: their type, their shape, and how they are normalised. */
export const sampleOf = (train: Dataset): SampleType => ({
  dtype: dtypeOf(train),
  shape: train.samples.shape.slice(1),
  normalization: normalizationOf(train),
});

const dtypeOf = ({ samples }: Dataset): SampleType['dtype'] => (areBytes(samples) ? 'uint8' : 'float32');

/** Mean and standard deviation of each channel (or column) over the training samples. */
export function normalizationOf({ name, samples }: Dataset): Normalization {
  const [n = 0, channels = 1, ...rest] = samples.shape;
  const scale = areBytes(samples) ? 1 / 255 : 1;
  const pixels = sizeOf(rest);
  const mean = new Array<number>(channels).fill(0);
  const square = new Array<number>(channels).fill(0);
  for (const rows of rowBlocks(samples)) {
    for (let i = 0; i * pixels < rows.length; i++) {
      let [sum, squares] = [0, 0];
      for (const value of rows.subarray(i * pixels, (i + 1) * pixels)) {
        sum += value;
        squares += value * value;
      }
      mean[i % channels]! += (sum * scale) / (n * pixels);
      square[i % channels]! += (squares * scale * scale) / (n * pixels);
    }
  }
  const deviation = mean.map((m, c) => Math.sqrt(Math.max(square[c]! - m * m, 0)) || 1);
  if (n === 0 || mean.some(m => !Number.isFinite(m))) {
    throw new NearfarError({
      who: name,
      expected: 'finite numbers in every sample',
      got: n === 0 ? 'no samples' : 'NaN or infinity',
    });
  }
  return { scale, mean, deviation };
}
