import { rmSync } from 'node:fs';
import type { TrainConfig } from '../training/config.ts';
import type { Model } from '../training/model.ts';
import { pointsOn } from './calibration.ts';
import { writeEmbeddings } from './embeddings-file.ts';
import type { ModelEvaluation } from './evaluate-model.ts';
import { writePairs } from './pairs-file.ts';
import { drawPictures } from './pictures/draw.ts';
import { embeddingTable } from './pictures/embedding-plane.ts';
import { saveRunReport } from './pictures/run-report.ts';
import { thresholdsTable } from './pictures/thresholds-table.ts';
import type { RunResult } from './result.ts';
import type { RunFolder } from './run-folder.ts';
import { runTitle } from './title.ts';

/** What the report of a run is made of. */
export interface ReportedRun {
  readonly config: TrainConfig;
  /** The config with what the data decided. */
  readonly chosen: TrainConfig;
  readonly result: RunResult;
  readonly model: Model;
  readonly evaluation: ModelEvaluation;
  /** How many classes were trained on. */
  readonly classes: number;
}

/**
 * Writes embeddings, pairs, pictures, the animation and `report.html` into a run's folder, as far as its method and its
 * samples have them. `report.html` comes last: where it stands, all of it does.
 */
export async function writeReport(folder: RunFolder, run: ReportedRun): Promise<void> {
  const { config, chosen, result, model, classes } = run;
  const { splits } = run.evaluation;
  const { thresholds = {}, calibration } = result.metrics;
  const title = runTitle(result);
  rmSync(folder.file('report.html'), { force: true });
  if (model.embeds) writeEmbeddings(folder.file('embeddings.parquet'), embeddingTable(splits));
  writePairs(folder.file('pairs.parquet'), splits[0]!.verification);
  await drawPictures(folder, { title, model, splits, thresholds, projection: config.projection });
  const { evaluatedOn, verification } = splits[0]!;
  const tested = { evaluatedOn, points: pointsOn(verification.pairs, thresholds) };
  await saveRunReport(folder, { config, chosen }, result, classes, calibration && thresholdsTable(calibration, tested));
}
