import type { NdArray } from '../../nd-array.ts';
import { Random } from '../../random.ts';
import { encodeImages, type ProjectionMethod, project, scatter } from '../../report/index.ts';
import type { EmbeddingTable } from '../embeddings-file.ts';
import { type EncodedDataset, embeddingsOf } from '../encoded.ts';
import type { EvaluationSplit } from '../evaluation-split.ts';
import { areImages, type Picture, type Projection, type Subject } from './subject.ts';

interface NamedPart extends EncodedDataset {
  readonly name: string;
}

const namedParts = (splits: readonly EvaluationSplit[]): NamedPart[] =>
  splits.flatMap(({ seenClasses, queries, gallery }) =>
    seenClasses
      ? [
          { name: 'training samples', ...gallery },
          { name: 'test samples', ...queries },
        ]
      : [{ name: 'test samples of unseen classes', ...queries }],
  );

/** A sample, by its part and its place there. */
interface Row {
  readonly part: number;
  readonly row: number;
}

/** The samples of all parts, or of each part its share of `most`, drawn the same way each time. */
function someRows(parts: readonly NamedPart[], most = Number.POSITIVE_INFINITY): Row[] {
  const sizes = parts.map(({ dataset }) => dataset.labels.length);
  const share = Math.min(1, most / sizes.reduce((sum, size) => sum + size, 0));
  const random = new Random(0).fork('projected samples');
  return sizes.flatMap((size, part) => {
    const rows =
      share < 1
        ? random
            .permutation(size)
            .subarray(0, Math.ceil(size * share))
            .sort()
        : Array(size).keys();
    return Array.from(rows, row => ({ part, row }));
  });
}

/** The embeddings of these samples in one array. */
function together(parts: readonly NamedPart[], rows: readonly Row[]): NdArray<Float32Array> {
  const all = parts.map(embeddingsOf);
  const dim = all[0]!.shape[1]!;
  const data = new Float32Array(rows.length * dim);
  rows.forEach(({ part, row }, i) => {
    data.set(all[part]!.data.subarray(row * dim, (row + 1) * dim), i * dim);
  });
  return { data, shape: [rows.length, dim] };
}

const classOf = ({ dataset: { classNames, labels } }: EncodedDataset, i: number): string => classNames[labels[i]!]!;

/** All embeddings of a run, with their classes and the parts they belong to. */
export function embeddingTable(splits: readonly EvaluationSplit[]): EmbeddingTable {
  const named = namedParts(splits);
  const each = (value: (part: NamedPart, i: number) => string) =>
    named.flatMap(part => Array.from(part.dataset.labels, (_, i) => value(part, i)));
  return {
    embeddings: together(named, someRows(named)),
    ids: each((_, i) => String(i)),
    labels: each(classOf),
    splits: each(({ name }) => name),
  };
}

/** How each projection is described, and up to how many samples it is made of: UMAP takes seconds for a thousand. */
const PROJECTIONS: Readonly<Record<ProjectionMethod, { most: number; told: string; axes: readonly [string, string] }>> =
  {
    pca: { most: 10_000, told: 'The first two principal components', axes: ['first component', 'second component'] },
    umap: {
      most: 2500,
      told: 'UMAP, which shows the samples that are near, but not how far others are,',
      axes: ['UMAP 1', 'UMAP 2'],
    },
  };

/** More classes than principal components keep apart in a picture. */
const MANY_CLASSES = 10;

/** All parts in one plane: as they are in two dimensions, by a projection in more. */
export async function embeddingPlane({ splits, title, projection }: Subject): Promise<Picture> {
  const named = namedParts(splits);
  const dim = embeddingsOf(named[0]!).shape[1]!;
  const projected = dim > 2;
  const method = methodFor(projection, named);
  const { most, told, axes } = PROJECTIONS[method];
  const rows = someRows(named, projected ? most : undefined);
  const classNames = [...new Set(named.flatMap(({ dataset }) => dataset.classNames))];
  const place = new Map(classNames.map((name, i) => [name, i]));
  const svg = await scatter({
    subject: title,
    title: 'embeddings',
    subtitle: projected
      ? `${told} of ${dim} dimensions`
      : `As they are, in ${dim} ${dim === 1 ? 'dimension' : 'dimensions'}`,
    points: await project(together(named, rows), { method }),
    labels: rows.map(({ part, row }) => place.get(classOf(named[part]!, row))!),
    classNames,
    parts: { names: named.map(({ name }) => name), of: rows.map(({ part }) => part) },
    ...(projected && { axisLabels: axes, axisTicks: method === 'pca' }),
    ...(named.every(({ dataset }) => areImages(dataset)) && { images: imagesOf(named, rows) }),
  });
  return { name: 'embeddings', svg };
}

/** Principal components up to ten classes; above, UMAP shows which are apart. */
function methodFor(projection: Projection, parts: readonly NamedPart[]): ProjectionMethod {
  if (projection !== 'auto') return projection;
  const classes = new Set(parts.flatMap(part => usedClasses(part)));
  return classes.size > MANY_CLASSES ? 'umap' : 'pca';
}

const usedClasses = ({ dataset: { classNames, labels } }: EncodedDataset): string[] =>
  Array.from(new Set(labels), label => classNames[label]!);

const imagesOf =
  (parts: readonly NamedPart[], rows: readonly Row[]) =>
  async (points: readonly number[]): Promise<readonly string[]> =>
    Promise.all(
      points.map(async point => {
        const { part, row } = rows[point]!;
        const [image] = await encodeImages(parts[part]!.dataset.samples, [row]);
        return image!;
      }),
    );
