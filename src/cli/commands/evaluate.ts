import { Command } from 'commander';
import type { EvaluateOptions, RunResult } from '../../index.ts';
import { openRun, protocols } from '../../index.ts';
import { dataDirFlag, jsonFlag } from '../flags.ts';
import { metricsTable, outputFor, table } from '../output.ts';
import { ProgressView } from '../progress.ts';
import { numberOf } from '../read.ts';
import { pointsTable } from '../thresholds.ts';

export const evaluateCommand = (): Command =>
  new Command('evaluate')
    .description('evaluate a finished run again')
    .argument('<run>', 'the run’s folder')
    .option('--dataset <name|path>', 'evaluate on another data set’s test part (default: the run’s own)')
    .option('--protocol <name>', `${protocols.join(', ')} (default: retrieval)`)
    .option('--ways <n>', 'few-shot: classes in an episode (default: 5)', numberOf('--ways'))
    .option('--shots <n>', 'few-shot: labelled samples of each (default: 1)', numberOf('--shots'))
    .option('--episodes <n>', 'few-shot: how many (default: 600)', numberOf('--episodes'))
    .option('--folds <n>', 'verification: folds, each decided by the others’ threshold, as LFW', numberOf('--folds'))
    .addOption(dataDirFlag())
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Examples:
  nearfar evaluate runs/glyphs-online-triplet-16d
  nearfar evaluate runs/mnist-triplet-16d --dataset glyphs --protocol few-shot --ways 20
  nearfar evaluate runs/mnist-triplet-16d --protocol verification --folds 10
  nearfar evaluate runs/omniglot-small1-online-sup-con-128d --protocol omniglot-runs    the 20 official one-shot runs`,
    )
    .action(async (path: string, { json = false, ...options }: EvaluateOptions & { json?: boolean }) => {
      const { protocol = 'retrieval' } = options;
      const view = new ProgressView();
      const output = outputFor(json);
      const run = await openRun(path);
      try {
        const result = await run.evaluate(options, { onEvent: event => view.show(event) });
        const text = protocol === 'retrieval' ? metricsTable(result as unknown as RunResult) : plain(result.metrics);
        output.result(result, text);
      } finally {
        view.close();
        await run.close();
      }
    });

/** Named numbers a line each; what thresholds come to is a table of its own. */
function plain({ points, ...metrics }: Readonly<Record<string, unknown>>): string {
  const rows = flat(metrics).map(([name, value]) => [name, show(value)]);
  const all = table([['metric', 'value'], ...rows]);
  if (points === undefined) return all;
  const { headings, rows: each } = pointsTable(points as Parameters<typeof pointsTable>[0]);
  return `${all}\n\nBy the thresholds found on other pairs:\n\n${table([headings, ...each])}`;
}

/** Values of objects in objects, with their names from the outside in. */
const flat = (value: object): [name: string, value: unknown][] =>
  Object.entries(value).flatMap(([name, each]): [string, unknown][] =>
    typeof each === 'object' && each !== null
      ? flat(each).map(([inner, found]) => [`${name}.${inner}`, found])
      : [[name, each]],
  );

const show = (value: unknown): string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(4) : String(value);
