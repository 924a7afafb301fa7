import type { Dataset } from '../data/dataset.ts';
import type { NdArray } from '../nd-array.ts';
import { curves, project, type ScatterOptions, savePlot, scatter } from '../report/index.ts';
import { writeEmbeddings } from './embeddings-file.ts';
import type { EpochRecord, StepRecord } from './events.ts';
import type { Model } from './model.ts';
import type { PreparedData } from './prepare.ts';
import type { RunFolder } from './run-folder.ts';

/** One part of the data, embedded. */
interface Embedded {
  readonly name: string;
  readonly dataset: Dataset;
  readonly embeddings: NdArray<Float32Array>;
}

/** Leaves a run's embeddings and pictures in its folder. `title` says which run it is. */
export async function drawPlots(folder: RunFolder, model: Model, data: PreparedData, title: string): Promise<void> {
  await savePlot(lossCurves(folder, title), folder.file('plots/curves'));
  if (model.embeds) {
    const parts = await embedded(model, data);
    saveEmbeddings(folder, parts);
    await savePlot(await scatter(scatterOf(parts, title)), folder.file('plots/embeddings'));
  }
}

async function embedded(model: Model, { seen, unseen }: PreparedData): Promise<Embedded[]> {
  const named = [
    seen && { name: 'training samples', dataset: seen.gallery },
    seen && { name: 'test samples', dataset: seen.queries },
    unseen && { name: 'test samples of unseen classes', dataset: unseen.queries },
  ];
  const parts: Embedded[] = [];
  for (const part of named) {
    if (part) parts.push({ ...part, embeddings: await model.embed(part.dataset.samples) });
  }
  return parts;
}

/** The rows of all parts in one array. */
function together(parts: readonly Embedded[]): NdArray<Float32Array> {
  const dim = parts[0]!.embeddings.shape[1]!;
  const rows = parts.reduce((sum, { embeddings }) => sum + embeddings.shape[0]!, 0);
  const data = new Float32Array(rows * dim);
  parts.reduce((start, { embeddings }) => {
    data.set(embeddings.data, start);
    return start + embeddings.data.length;
  }, 0);
  return { data, shape: [rows, dim] };
}

const classOf = ({ classNames, labels }: Dataset, i: number): string => classNames[labels[i]!]!;

function saveEmbeddings(folder: RunFolder, parts: readonly Embedded[]): void {
  const each = (value: (part: Embedded, i: number) => string) =>
    parts.flatMap(part => Array.from(part.dataset.labels, (_, i) => value(part, i)));
  writeEmbeddings(folder.file('embeddings.parquet'), {
    embeddings: together(parts),
    ids: each((_, i) => String(i)),
    labels: each(({ dataset }, i) => classOf(dataset, i)),
    parts: each(({ name }) => name),
  });
}

/** All parts in one plane: as they are in two dimensions, by principal components in more. */
function scatterOf(parts: readonly Embedded[], title: string): ScatterOptions {
  const all = together(parts);
  const classNames = [...new Set(parts.flatMap(({ dataset }) => dataset.classNames))];
  const place = new Map(classNames.map((name, i) => [name, i]));
  const dim = all.shape[1]!;
  const projected = dim > 2;
  return {
    title,
    subtitle: projected
      ? `The first two principal components of ${dim} dimensions`
      : `The embeddings as they are, in ${dim} dimensions`,
    points: project(all),
    labels: parts.flatMap(({ dataset }) => Array.from(dataset.labels, (_, i) => place.get(classOf(dataset, i))!)),
    classNames,
    parts: {
      names: parts.map(({ name }) => name),
      of: parts.flatMap(({ dataset }, part) => Array.from(dataset.labels, () => part)),
    },
    ...(projected && { axisLabels: ['first component', 'second component'] as const }),
  };
}

function lossCurves({ history }: RunFolder, title: string): string {
  const steps = history.filter((line): line is StepRecord => line.kind === 'step');
  const epochs = history.filter((line): line is EpochRecord => line.kind === 'epoch');
  const metrics = Object.keys(epochs[0]?.validation ?? {}).map(name => ({
    name: `validation ${name}`,
    values: epochs.map(({ epoch, validation }) => ({ step: epoch, value: validation[name]! })),
  }));
  return curves({
    title,
    subtitle: 'Training loss by step; metrics on the validation part by epoch',
    loss: steps.map(({ step, loss }) => ({ step, value: loss })),
    metrics,
  });
}
