import { isOwnPath, requireDataset } from '../data/load.ts';
import { datasetOf } from '../training/assemble.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import type { Model } from '../training/model.ts';
import { type PreparedData, prepare } from '../training/prepare.ts';
import { areOwn, changeOf, requireData, takenBy } from './own-data.ts';
import type { RunFolder } from './run-folder.ts';

/** A finished run, and what its data are loaded by. */
export interface Finished {
  readonly folder: RunFolder;
  readonly model: Model;
  readonly config: TrainConfig;
  /** Another data set than the run's own. */
  readonly options: { readonly dataset?: string };
  readonly onEvent: (event: TrainEvent) => void;
}

/** The data of a finished run again, divided as they were for training; or another data set's, as they are. */
export async function dataOf({
  folder,
  model,
  config,
  options: { dataset },
  onEvent,
}: Finished): Promise<PreparedData> {
  const like = takenBy(folder, model.sampleShape);
  if (dataset === undefined) {
    requireData(config);
    const parts = await datasetOf(config, onEvent, like);
    const change = changeOf(folder, parts.reading);
    if (change !== undefined) {
      const text = `The data have changed since the run was trained: ${change}. What is tested may have been trained on.`;
      onEvent({ type: 'warning', text });
    }
    return prepare(parts, config);
  }
  const parts = await datasetOf(configFor(config, dataset), onEvent, like);
  if (areOwn(folder, parts.reading)) return prepare(parts, config);
  return prepare(parts.whole ? { ...parts, test: parts.whole() } : parts, {
    seed: config.seed,
    unseenClasses: [],
    unseenFraction: 0,
  });
}

/** The config for another data set, without how the run's own were read. */
function configFor(
  { images, label: _, group: __, samples: ___, imageSize: ____, channels: _____, fit, ...config }: TrainConfig,
  dataset: string,
): TrainConfig {
  if (!isOwnPath(dataset)) return { ...config, dataset, ...(images && { images }) };
  requireDataset(dataset);
  return { ...config, dataset, ...(fit && { fit }) };
}
