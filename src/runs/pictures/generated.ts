import { deviation, mean, quantile, range } from 'd3-array';
import type { NdArray } from '../../nd-array.ts';
import { takeRows } from '../../nd-array.ts';
import { Random } from '../../random.ts';
import { imageGrid, latentWalk, reconstructions } from '../../report/index.ts';
import { embeddingsOf } from '../encoded.ts';
import type { EvaluationSplit } from '../evaluation-split.ts';
import type { Picture, Subject } from './subject.ts';

/** What a decoder makes of samples, of points of the prior, and of a grid through latent space. */
export const generatedPictures = async (subject: Subject): Promise<Picture[]> => [
  await reconstructed(subject),
  await fromPrior(subject),
  await walk(subject),
];

async function reconstructed({ model, splits, title }: Subject): Promise<Picture> {
  const { queries, evaluatedOn } = splits[0]!;
  const rows = new Random(0).fork('reconstructions').permutation(queries.dataset.labels.length).subarray(0, 30);
  const svg = await reconstructions({
    subject: title,
    title: 'reconstructions',
    subtitle: `${rows.length} of ${evaluatedOn}, at random; each is decoded from the mean of its posterior`,
    originals: takeRows(queries.dataset.samples, rows),
    reconstructions: await model.decode(takeRows(embeddingsOf(queries), rows)),
  });
  return { name: 'reconstructions', svg };
}

async function fromPrior({ model, splits, title }: Subject): Promise<Picture> {
  const dim = embeddingsOf(splits[0]!.queries).shape[1]!;
  const random = new Random(0).fork('samples of the prior');
  const z = { data: Float32Array.from({ length: 60 * dim }, () => random.normal()), shape: [60, dim] };
  const svg = await imageGrid({
    subject: title,
    title: 'samples from the prior',
    subtitle: `Decoded from points of the standard normal distribution in ${dim} dimensions`,
    images: await model.decode(z),
    columns: 12,
  });
  return { name: 'samples', svg };
}

const SIDE = 15;

/** A grid through the two dimensions in which the test samples vary most, the others at their means. */
async function walk({ model, splits, title }: Subject): Promise<Picture> {
  const columns = columnsOf(splits[0]!);
  const order = columns.map((_, k) => k).sort((a, b) => deviation(columns[b]!)! - deviation(columns[a]!)!);
  const [x = 0, y = 0] = order;
  const along = (dimension: number) => {
    const values = columns[dimension]!;
    const [low, high] = [quantile(values, 0.02)!, quantile(values, 0.98)!];
    return range(SIDE).map(k => low + (k / (SIDE - 1)) * (high - low));
  };
  const [xs, ys] = [along(x), columns.length === 1 ? [0] : along(y).reverse()];
  const middle = columns.map(values => mean(values)!);
  const points = ys.flatMap(yValue =>
    xs.map(xValue => middle.map((value, k) => (k === x ? xValue : k === y ? yValue : value))),
  );
  const z: NdArray<Float32Array> = { data: Float32Array.from(points.flat()), shape: [points.length, columns.length] };
  const svg = await latentWalk({
    subject: title,
    title: 'a grid through latent space',
    subtitle: `Decoded from a grid over the middle 96 % of the test samples in ${columns.length > 2 ? 'the two dimensions of largest variance, the others at their means' : 'each dimension'}`,
    images: await model.decode(z),
    x: { label: `dimension ${x + 1}`, values: xs },
    y: { label: columns.length === 1 ? '' : `dimension ${y + 1}`, values: ys },
  });
  return { name: 'walk', svg };
}

/** The values of each dimension. */
function columnsOf({ queries }: EvaluationSplit): Float32Array[] {
  const { data, shape } = embeddingsOf(queries);
  const [n, dim] = shape as [number, number];
  return range(dim).map(k => Float32Array.from({ length: n }, (_, i) => data[i * dim + k]!));
}
