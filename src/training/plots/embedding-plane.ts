import type { NdArray } from '../../nd-array.ts';
import { project, scatter } from '../../report/index.ts';
import type { EmbeddingTable } from '../embeddings-file.ts';
import { embeddingsOf, type JudgedSamples, type Looked, type Picture, type Subject } from './subject.ts';

interface NamedPart extends Looked {
  readonly name: string;
}

const namedParts = (parts: readonly JudgedSamples[]): NamedPart[] =>
  parts.flatMap(({ name, queries, gallery }) =>
    name === 'classes trained on'
      ? [
          { name: 'training samples', ...gallery },
          { name: 'test samples', ...queries },
        ]
      : [{ name: 'test samples of unseen classes', ...queries }],
  );

/** The rows of all parts in one array. */
function together(parts: readonly NamedPart[]): NdArray<Float32Array> {
  const all = parts.map(embeddingsOf);
  const dim = all[0]!.shape[1]!;
  const rows = all.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const data = new Float32Array(rows * dim);
  all.reduce((start, embeddings) => {
    data.set(embeddings.data, start);
    return start + embeddings.data.length;
  }, 0);
  return { data, shape: [rows, dim] };
}

const classOf = ({ dataset: { classNames, labels } }: Looked, i: number): string => classNames[labels[i]!]!;

/** All embeddings of a run, with their classes and the parts they belong to. */
export function embeddingTable({ parts }: Subject): EmbeddingTable {
  const named = namedParts(parts);
  const each = (value: (part: NamedPart, i: number) => string) =>
    named.flatMap(part => Array.from(part.dataset.labels, (_, i) => value(part, i)));
  return {
    embeddings: together(named),
    ids: each((_, i) => String(i)),
    labels: each(classOf),
    parts: each(({ name }) => name),
  };
}

/** All parts in one plane: as they are in two dimensions, by principal components in more. */
export async function embeddingPlane({ parts, title }: Subject): Promise<Picture> {
  const named = namedParts(parts);
  const all = together(named);
  const classNames = [...new Set(named.flatMap(({ dataset }) => dataset.classNames))];
  const place = new Map(classNames.map((name, i) => [name, i]));
  const dim = all.shape[1]!;
  const projected = dim > 2;
  const svg = await scatter({
    title: `${title}: the embeddings`,
    subtitle: projected
      ? `The first two principal components of ${dim} dimensions`
      : `As they are, in ${dim} ${dim === 1 ? 'dimension' : 'dimensions'}`,
    points: project(all),
    labels: named.flatMap(part => Array.from(part.dataset.labels, (_, i) => place.get(classOf(part, i))!)),
    classNames,
    parts: {
      names: named.map(({ name }) => name),
      of: named.flatMap(({ dataset }, part) => Array.from(dataset.labels, () => part)),
    },
    ...(projected && { axisLabels: ['first component', 'second component'] as const }),
  });
  return { name: 'embeddings', svg };
}
