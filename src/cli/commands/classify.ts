import { Command } from 'commander';
import { type ClassifyOptions, openRun, type ReadHow, type Run, retrieval, UsageError } from '../../index.ts';
import { dataDirFlag, jsonFlag } from '../flags.ts';
import { type Output, outputFor, table } from '../output.ts';
import { numberOf } from '../read.ts';
import { matchText } from '../thresholds.ts';

interface Flags {
  readonly examples: string;
  readonly by?: 'prototypes' | 'knn';
  readonly k?: number;
  readonly threshold?: number;
  readonly label?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Recognises classes from a few labelled examples. */
export const classifyCommand = (): Command =>
  new Command('classify')
    .description('recognise classes from a few labelled examples, or none of them; no training')
    .argument('<run>', 'the run’s folder')
    .argument('<input...>', 'an image, a folder, a table, an array, a data set’s part (mnist:test); or several')
    .requiredOption(
      '--examples <input>',
      'labelled examples: a folder with a folder a class, a table; or an index (a folder, or postgres://…)',
    )
    .option('--by <way>', 'prototypes: the nearest class mean; knn: the nearest examples (default: prototypes)')
    .option('-k <n>', 'of knn: how many vote (default: 1)', numberOf('-k'))
    .option(
      '--threshold <distance>',
      'farther is of no class (default: found on the examples)',
      numberOf('--threshold'),
    )
    .option('--label <column>', 'of a table of examples: the classes (default: the run’s)')
    .addOption(dataDirFlag())
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Examples:
  nearfar classify runs/photos-online-triplet-16d new/ --examples examples/
  nearfar index runs/photos-online-triplet-16d examples/ --out examples.index
  nearfar classify runs/photos-online-triplet-16d new.jpg --examples examples.index

--threshold Infinity always gives a class.`,
    )
    .action(async (path: string, inputs: string[], { json = false, examples, label, dataDir, ...how }: Flags) => {
      const output = outputFor(json);
      const run = await openRun(path);
      try {
        const known = await examplesAt(run, examples, { label, dataDir }, output);
        const { samples, ids, skipped } = await run.read(inputs, { dataDir });
        for (const { id, reason } of skipped) output.note(`warning: ${id} is skipped: ${reason}`);
        const found = await run.classify(samples, { ...how, examples: known });
        const results = ids.map((id, i) => ({ id, label: found.labels[i]!, distance: found.distances[i]! }));
        const rows = results.map(({ id, label, distance }) => [label ?? 'none', distance.toFixed(4), id]);
        const { threshold, expected } = found;
        const upTo = Number.isFinite(threshold)
          ? `A class up to ${threshold.toFixed(4)}, else none.`
          : 'Always a class: no threshold was found.';
        const told = expected
          ? `Found on the examples, each with its class there and without:\n${matchText(expected)}`
          : upTo;
        const more = { threshold: Number.isFinite(threshold) ? threshold : null, ...(expected && { expected }) };
        output.result({ results, ...more }, `${table([['class', run.measure, 'sample'], ...rows])}\n\n${told}`);
      } finally {
        await run.close();
      }
    });

async function examplesAt(run: Run, path: string, how: ReadHow, output: Output): Promise<ClassifyOptions['examples']> {
  if (retrieval.isIndex(path)) return retrieval.open(path);
  const { samples, ids, labels, skipped } = await run.read(path, how);
  for (const { id, reason } of skipped) output.note(`warning: ${id} is skipped: ${reason}`);
  const nameless = labels ? labels.indexOf('') : 0;
  if (labels && nameless < 0) return { samples, labels };
  const fix = 'Put the images of each class into a folder of their own';
  throw new UsageError({
    who: path,
    expected: 'examples that have a class each',
    got: `${ids[nameless]} without one`,
    fix,
  });
}
