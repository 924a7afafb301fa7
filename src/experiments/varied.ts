import { unknownName } from '../errors.ts';
import { runTitle } from '../runs/title.ts';
import { ownerOf } from '../training/config.ts';
import { type RunOptions, trainOptions } from '../training/train-options.ts';
import type { SweptValue } from './trials.ts';

/** Options of `train` that a list of numbers or names can vary. */
const VARIED: readonly string[] = trainOptions.flatMap(({ name, varies }) => (varies === false ? [] : [name]));

/** Sets an option of the run, or else of its method, loss, miner or distance (`margin`, `beta`, `temperature`, …). */
export function withValue(options: RunOptions, option: string, value: SweptValue): RunOptions {
  if (VARIED.includes(option)) return { ...options, [option]: value };
  const key = ownerOf(option, options)?.name;
  if (key) return { ...options, [key]: { ...(options[key] as object | undefined), [option]: value } };
  const nested = trainOptions.flatMap(({ keys }) => keys?.(options) ?? []);
  throw unknownName('--vary', 'an option', option, [...new Set([...VARIED, ...nested])]);
}

/** What the runs of a sweep have in common, for a title: `siamese on mnist`, or in general words where that is varied. */
export function commonTitle(varied: readonly string[], run: Parameters<typeof runTitle>[0]): string {
  const dataset = varied.includes('dataset') ? 'data sets' : run.dataset;
  if (varied.includes('method') || varied.includes('loss')) return runTitle({ method: 'methods', dataset });
  return runTitle({ ...run, dataset, miner: varied.includes('miner') ? undefined : run.miner });
}
