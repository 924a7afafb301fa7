import { z } from 'zod';
import { NearfarError, UsageError } from '../errors.ts';
import { nameOf, type TrainConfig } from '../training/config.ts';
import { type Initial, startFrom, startFromFile } from '../training/initial.ts';
import { readSafetensors } from '../training/safetensors.ts';
import type { WeightNames } from '../training/weight-names.ts';
import { readExisting, readJsonAs } from './files.ts';
import { RunFolder } from './run-folder.ts';

const namesSchema = z.record(z.string(), z.string().min(1).nullable());

/** A mapping of weights' names, from its JSON file. */
export const readWeightNames = (path: string): WeightNames =>
  readJsonAs(path, namesSchema, 'a mapping of names', 'Write one like {"conv1": "encoder.0", "fc": null}');

const isFile = (init: string): boolean => init.endsWith('.safetensors');

/** @throws UsageError where the weights to start from are not there */
export function requireInitial({ init, initMapping }: Pick<TrainConfig, 'init' | 'initMapping'>): void {
  if (initMapping !== undefined) {
    if (init === undefined || !isFile(init)) {
      const who = '--init-mapping';
      throw new UsageError({ who, expected: '--init FILE.safetensors beside it', got: init ?? 'none' });
    }
    readWeightNames(initMapping);
  }
  if (init === undefined) return;
  if (isFile(init)) weightsOf(init);
  else void RunFolder.open(init).finished;
}

function weightsOf(path: string) {
  const broken = (got: string, cause?: unknown) =>
    new NearfarError({ who: path, expected: 'a safetensors file', got }, { cause });
  return readSafetensors(readExisting(path, 'a safetensors file', 'Check the path'), broken);
}

/** The weights that a run starts from: those of another run, or of a safetensors file. */
export function initialOf({ init, initMapping }: TrainConfig): { initial?: Initial } {
  if (init === undefined) return {};
  const who = `--init ${init}`;
  if (isFile(init)) {
    const names = initMapping === undefined ? {} : readWeightNames(initMapping);
    return { initial: parameters => startFromFile(parameters, { ...weightsOf(init), who, names }) };
  }
  const { config, filledIn, checkpoint } = RunFolder.open(init);
  const network = String(filledIn['network'] ?? nameOf(config.network ?? 'its own'));
  const given = { who, network: `--network ${network} --dim ${config.dim}` };
  if (checkpoint) return { initial: parameters => startFrom(parameters, { values: checkpoint.values, ...given }) };
  throw new UsageError({ who, expected: 'a run with its checkpoint', got: 'none', fix: 'Train it anew' });
}
