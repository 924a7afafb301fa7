import { Command, Option } from 'commander';
import { type evaluation, openRun, type Run, UsageError, type Verified, type VerifiedPairs } from '../../index.ts';
import { dataDirFlag, jsonFlag, samplesFlag } from '../flags.ts';
import { type Output, outputFor, table } from '../output.ts';
import { percent } from '../thresholds.ts';

interface Flags {
  readonly at: evaluation.PointName;
  readonly pairs?: string;
  readonly samples?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Decides whether two samples are the same. */
export const verifyCommand = (): Command =>
  new Command('verify')
    .description('are two samples the same? by a finished run and a threshold of it')
    .argument('<run>', 'the run’s folder')
    .argument('[a]', 'an image; or a table, an array, a folder: its samples, one after another')
    .argument('[b]', 'the other: as many samples as in the first')
    .addOption(
      new Option('--at <threshold>', 'eer, accuracy, f1, far@1e-2 or far@1e-3').default('accuracy', 'accuracy'),
    )
    .option('--pairs <file>', 'instead of two samples: a table with the columns a and b (and same, 1 or 0)')
    .addOption(samplesFlag())
    .addOption(dataDirFlag())
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Examples:
  nearfar verify runs/faces-online-triplet-16d anna.jpg unknown.jpg
  nearfar verify runs/faces-online-triplet-16d anna.jpg unknown.jpg --at far@1e-3
  nearfar verify runs/faces-online-triplet-16d --pairs pairs.csv`,
    )
    .action(async (path: string, a: string | undefined, b: string | undefined, { json = false, ...flags }: Flags) => {
      requireInputs(a, b, flags);
      const output = outputFor(json);
      const run = await openRun(path);
      try {
        if (flags.pairs !== undefined) showPairs(await run.verifyPairs(flags.pairs, flags), flags, run, output);
        else await verifyTwo(run, [a!, b!], flags, output);
      } finally {
        await run.close();
      }
    });

function requireInputs(a: string | undefined, b: string | undefined, { pairs, samples }: Flags): void {
  const two = 'two samples, or a table of pairs (--pairs)';
  const given = [a, b].filter(each => each !== undefined);
  if (pairs !== undefined && given.length > 0)
    throw new UsageError({ who: 'verify', expected: two, got: `both: ${given.join(', ')} and --pairs ${pairs}` });
  if (pairs === undefined && given.length < 2)
    throw new UsageError({ who: 'verify', expected: two, got: given.length === 0 ? 'none' : `one, ${a}` });
  if (pairs === undefined && samples !== undefined)
    throw new UsageError({ who: '--samples', expected: 'a table of pairs (--pairs)', got: 'none' });
}

/** Two samples, or two inputs with as many samples each. */
async function verifyTwo(run: Run, [a, b]: [string, string], { at, dataDir }: Flags, output: Output): Promise<void> {
  const [left, right] = [await run.read(a, { dataDir }), await run.read(b, { dataDir })];
  for (const { id, reason } of [...left.skipped, ...right.skipped]) output.note(`warning: ${id} is skipped: ${reason}`);
  const found = await run.verify(left.samples, right.samples, { at });
  if (left.ids.length > 1) return showPairs({ ...found, a: left.ids, b: right.ids }, { at }, run, output);
  const [distance, same] = [found.distances[0]!, found.same[0]!];
  output.result({ distance, threshold: found.threshold, same }, sentence(run, { ...found, distance, at }));
}

const sentence = (
  { measure }: Run,
  { distance, threshold, at }: Pick<Verified, 'threshold'> & { distance: number; at: string },
): string =>
  `${distance <= threshold ? 'the same' : 'different'}: ${measure} ${distance.toFixed(4)}, the same up to ${threshold.toFixed(4)} (${at})`;

function showPairs(
  { decisions, ...found }: VerifiedPairs,
  { at }: Pick<Flags, 'at'>,
  { measure }: Run,
  output: Output,
): void {
  const { threshold } = found;
  const results = found.a.map((a, i) => ({ a, b: found.b[i]!, distance: found.distances[i]!, same: found.same[i]! }));
  const rows = results.map(({ a, b, distance, same }) => [distance.toFixed(4), same ? 'the same' : 'different', a, b]);
  const all = `${table([[measure, '', 'a', 'b'], ...rows])}\n\nThe same up to ${threshold.toFixed(4)} (${at})`;
  const judged = decisions && `\n${judgement(decisions)}`;
  output.result({ at, threshold, results, ...(decisions && { decisions }) }, `${all}${judged ?? ''}`);
}

const judgement = ({ accuracy, falseAcceptRate, falseRejectRate }: evaluation.Decisions): string =>
  `${percent(accuracy)} of the pairs are decided as the table says; wrongly accepted ${percent(falseAcceptRate)}, wrongly rejected ${percent(falseRejectRate)}`;
