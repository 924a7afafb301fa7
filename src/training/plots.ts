import type { NdArray } from '../nd-array.ts';
import { writeEmbeddings } from './embeddings-file.ts';
import type { Encoder } from './encoder.ts';
import type { JudgedPart, PreparedData } from './prepare.ts';
import type { RunFolder } from './run-folder.ts';

/** The embeddings of what a run was judged on. */
interface Judged {
  readonly part: JudgedPart;
  readonly embeddings: NdArray<Float32Array>;
}

/** Leaves a run's embeddings and pictures in its folder. */
export async function drawPlots(folder: RunFolder, encoder: Encoder, { seen, unseen }: PreparedData): Promise<void> {
  const judged: Judged[] = [];
  for (const part of [seen, unseen]) {
    if (part) judged.push({ part, embeddings: await encoder.embed(part.queries.samples) });
  }
  saveEmbeddings(folder, judged);
}

function saveEmbeddings(folder: RunFolder, judged: readonly Judged[]): void {
  const data = Float32Array.from(judged.flatMap(({ embeddings }) => [...embeddings.data]));
  const dim = judged[0]!.embeddings.shape[1]!;
  const each = (value: (part: JudgedPart, i: number) => string) =>
    judged.flatMap(({ part }) => Array.from(part.queries.labels, (_, i) => value(part, i)));
  writeEmbeddings(folder.file('embeddings.parquet'), {
    embeddings: { data, shape: [data.length / dim, dim] },
    ids: each((_, i) => String(i)),
    labels: each(({ queries }, i) => queries.classNames[queries.labels[i]!]!),
    parts: each(part => part.over),
  });
}
