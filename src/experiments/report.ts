import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NearfarError } from '../errors.ts';
import { readJson } from '../runs/files.ts';
import { type ReportHooks, type ReportOptions, redraw } from '../runs/redraw.ts';
import type { RunResult } from '../runs/result.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { describeConfig } from '../training/config.ts';
import type { RunOptions } from '../training/train-options.ts';
import { saveComparison, saveSweep } from './outcome-files.ts';
import type { Outcome, SweptValue } from './trials.ts';

const swept = z.union([z.string(), z.number()]);
const outcomesSchema = z.object({
  rows: z.array(z.object({ dataset: z.string(), method: z.string(), error: z.string().optional() })),
  trials: z.array(
    z.object({ name: z.string(), values: z.record(z.string(), swept).optional(), folder: z.string().optional() }),
  ),
  vary: z.record(z.string(), z.array(swept)).optional(),
});

/**
 * Draws a finished run again, or all runs of a comparison or sweep and their common page, without training. Returns the
 * path of `report.html`.
 *
 * @throws UsageError where `path` holds none of them; NearfarError for files that cannot be read
 */
export async function report(path: string, options: ReportOptions = {}, hooks: ReportHooks = {}): Promise<string> {
  const many = outcomesIn(path);
  if (!many) {
    await redraw(path, options, hooks);
    return join(path, 'report.html');
  }
  const { outcomes, vary } = many;
  for (const [k, outcome] of outcomes.entries()) {
    if (!('result' in outcome)) continue;
    hooks.onEvent?.({ type: 'phase', text: `[${k + 1}/${outcomes.length}] ${outcome.trial.name}` });
    await redraw(outcome.result.runDir, options, hooks);
  }
  await (vary ? saveSweep(outcomes, vary, path) : saveComparison(outcomes, path));
  return join(path, 'report.html');
}

interface ManyOutcomes {
  readonly outcomes: readonly Outcome[];
  /** Of a sweep. */
  readonly vary: Readonly<Record<string, readonly SweptValue[]>> | undefined;
}

/** The outcomes of a comparison's or sweep's folder; undefined where the folder is neither. */
function outcomesIn(folder: string): ManyOutcomes | undefined {
  const file = ['comparison.json', 'sweep.json'].map(name => join(folder, name)).find(existsSync);
  if (file === undefined) return undefined;
  const fix = 'Run the command that made it once more: finished runs are not run again';
  const read = outcomesSchema.safeParse(readJson(file, 'the outcomes of several runs', fix));
  if (!read.success)
    throw new NearfarError({ who: file, expected: 'the outcomes of several runs', got: 'something else', fix });
  const { rows, trials, vary } = read.data;
  const outcomes = trials.map(({ name, values, folder: own }, k): Outcome => {
    const { dataset, method, error = 'not finished' } = rows[k]!;
    const more = values && { values };
    if (own === undefined) return { trial: { name, options: { dataset, method }, ...more }, error };
    const run = RunFolder.open(join(folder, own));
    return {
      trial: { name, options: describeConfig(run.config) as RunOptions, ...more },
      result: { ...(run.finished as unknown as RunResult), runDir: run.path },
    };
  });
  return { outcomes, vary };
}
