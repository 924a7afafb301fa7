import { Command } from 'commander';
import { openRun, type Run, type RunHits, retrieval, UsageError } from '../../index.ts';
import { dataDirFlag, jsonFlag } from '../flags.ts';
import { outputFor, table } from '../output.ts';
import { numberOf } from '../read.ts';

interface Flags {
  readonly k: number;
  readonly where?: retrieval.Filter;
  readonly gallery?: string;
  readonly run?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Finds the nearest samples. */
export const searchCommand = (): Command =>
  new Command('search')
    .description('find the nearest samples of an index, or of a gallery')
    .argument('<index|run>', 'the index’s folder or table (postgres://…); or a run’s folder, with --gallery')
    .argument('<query...>', 'an image, a folder, a table, an array, a data set’s part (mnist:test); or several')
    .option('-k <n>', 'how many of each', numberOf('-k'), 10)
    .option('--where <json>', 'only among some: {"labels": [names], "metadata": fields that they have}', filterOf)
    .option('--gallery <input>', 'of a run: what is searched (an index is faster the second time)')
    .option('--run <dir>', 'of an index: the run that made it, where it has been moved')
    .addOption(dataDirFlag())
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Examples:
  nearfar search photos.index new.jpg -k 5
  nearfar search runs/mnist-online-triplet-16d mnist:test --gallery mnist:train --json
  nearfar search photos.index new.jpg --where '{"labels": ["shoe", "boot"]}'`,
    )
    .action(async (path: string, queries: string[], { json = false, ...flags }: Flags) => {
      const output = outputFor(json);
      const { run, index } = await opened(path, flags);
      try {
        const { samples, ids, skipped } = await run.read(queries, flags);
        for (const { id, reason } of skipped) output.note(`warning: ${id} is skipped: ${reason}`);
        const found = await run.search(samples, { index, k: flags.k, where: flags.where });
        const results = ids.map((query, i) => ({ query, hits: hitsOf(found[i]!) }));
        const rows = results.flatMap(({ query, hits }) =>
          hits.map(({ id, label = '', ...by }, place) => [
            place === 0 ? query : '',
            (by.score ?? by.distance!).toFixed(4),
            label,
            id,
          ]),
        );
        output.result({ results }, table([['query', run.measure, 'label', 'nearest'], ...rows]));
      } finally {
        await run.close();
      }
    });

/** What it may be is checked by the search. */
function filterOf(text: string): retrieval.Filter {
  try {
    return JSON.parse(text) as retrieval.Filter;
  } catch {
    const expected = 'JSON: {"labels": [names], "metadata": fields}';
    throw new UsageError({ who: '--where', expected, got: text });
  }
}

interface Hit {
  readonly id: string;
  readonly distance?: number;
  readonly score?: number;
  readonly label?: string;
}

const hitsOf = ({ ids, distances, scores, labels }: RunHits): Hit[] =>
  ids.map((id, i) => ({
    id,
    ...(scores ? { score: scores[i]! } : { distance: distances[i]! }),
    ...(labels && { label: labels[i]! }),
  }));

/** The index, and the run that embeds what it is asked. */
async function opened(
  path: string,
  { gallery, run: moved, dataDir }: Flags,
): Promise<{ run: Run; index: retrieval.RetrievalIndex }> {
  if (!retrieval.isIndex(path)) {
    const run = await openRun(path);
    if (gallery !== undefined) return { run, index: await run.index(gallery, { dataDir }) };
    await run.close();
    throw new UsageError({
      who: 'search',
      expected: 'what is to be searched (--gallery), or an index',
      got: `a run, ${path}`,
    });
  }
  if (gallery !== undefined)
    throw new UsageError({
      who: '--gallery',
      expected: 'a run to embed it',
      got: `an index, ${retrieval.shownPath(path)}`,
      fix: 'Leave it out',
    });
  const index = await retrieval.open(path);
  const place = moved ?? index.run;
  if (place === undefined)
    throw new UsageError({
      who: retrieval.shownPath(path),
      expected: 'an index that a run has made',
      got: 'one without a run',
      fix: 'Name the run with --run',
    });
  return { run: await openRun(place), index };
}
