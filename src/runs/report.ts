import type { TrainConfig } from '../training/config.ts';
import type { Model } from '../training/model.ts';
import { writeEmbeddings } from './embeddings-file.ts';
import type { ModelEvaluation } from './evaluate-model.ts';
import { writePairs } from './pairs-file.ts';
import { drawPictures } from './pictures/draw.ts';
import { embeddingTable } from './pictures/embedding-plane.ts';
import { saveRunReport } from './pictures/run-report.ts';
import type { RunResult } from './result.ts';
import type { RunFolder } from './run-folder.ts';

/** Writes embeddings, pairs, pictures, the animation and `report.html` into a run's folder, as far as its method and its samples have them. */
export async function report(
  folder: RunFolder,
  config: TrainConfig,
  result: RunResult,
  model: Model,
  { splits, threshold }: ModelEvaluation,
): Promise<void> {
  const title = `${result.method} on ${result.dataset}`;
  if (model.embeds) writeEmbeddings(folder.file('embeddings.parquet'), embeddingTable(splits));
  writePairs(folder.file('pairs.parquet'), splits[0]!.verification);
  await drawPictures(folder, { title, model, splits, threshold, projection: config.projection });
  await saveRunReport(folder, config, result);
}
