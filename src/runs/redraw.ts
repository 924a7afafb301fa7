import type { DatasetParts } from '../data/dataset.ts';
import { isOwnPath } from '../data/load.ts';
import { names } from '../data/registry.ts';
import { UsageError } from '../errors.ts';
import { datasetOf, sessionOptions } from '../training/assemble.ts';
import { completedBy } from '../training/completed.ts';
import { parseConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import { withModel } from '../training/model.ts';
import { prepare } from '../training/prepare.ts';
import { evaluateModel } from './evaluate-model.ts';
import { requireData } from './own-data.ts';
import type { Projection } from './pictures/subject.ts';
import { writeReport } from './report.ts';
import type { RunResult } from './result.ts';
import { RunFolder } from './run-folder.ts';

/** Options of a report. */
export interface ReportOptions {
  /** The data set, where the run was given one in memory; others are found by their names. */
  readonly dataset?: DatasetParts;
  /**
   * How the picture of the embeddings shows more than two dimensions.
   * @default what the run was trained with
   */
  readonly projection?: Projection;
  /** A folder that has the data sets' files already. Default: the run's own, or `NEARFAR_DATA`. */
  readonly dataDir?: string;
}

/** Hooks of a report. */
export interface ReportHooks {
  /** Called as data sets are loaded and downloaded, and as pictures are drawn. */
  readonly onEvent?: (event: TrainEvent) => void;
}

/**
 * Draws a finished run again, without training: loads its data set, encodes the test samples, and writes its pictures and
 * `report.html` anew. Its model and `metrics.json` stay as they are.
 *
 * @throws UsageError where the folder holds no finished run, or its data set has no name that is known
 */
export async function redraw(path: string, options: ReportOptions, { onEvent = () => {} }: ReportHooks): Promise<void> {
  const folder = RunFolder.open(path);
  const result = folder.finished as unknown as RunResult;
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const config = parseConfig({ ...folder.config, ...Object.fromEntries(given) }, 'report');
  requireKnown(config.dataset);
  requireData(config);
  const data = prepare(await datasetOf(config, onEvent), config);
  await withModel(folder.model, sessionOptions(config), async model => {
    onEvent({ type: 'phase', text: 'Encoding the test set' });
    const evaluation = await evaluateModel(model, data, result.metrics);
    onEvent({ type: 'phase', text: 'Drawing' });
    await writeReport(folder, {
      config,
      chosen: completedBy(config, data),
      result,
      model,
      evaluation,
      classes: data.classes,
    });
  });
}

function requireKnown(dataset: string | object): void {
  if (typeof dataset !== 'string' || names.includes(dataset) || isOwnPath(dataset)) return;
  throw new UsageError({
    who: 'report',
    expected: 'a run on a data set of the library',
    got: `one on "${dataset}"`,
    fix: 'Hand its data set over in code: report(path, { dataset })',
  });
}
