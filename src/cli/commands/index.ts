import { Command } from 'commander';
import { openRun, type Run, retrieval, UsageError } from '../../index.ts';
import { dataDirFlag, jsonFlag } from '../flags.ts';
import { outputFor } from '../output.ts';
import { numberOf } from '../read.ts';
import { percent } from '../thresholds.ts';

interface Flags extends retrieval.BackendOptions {
  readonly out: string;
  readonly label?: string;
  readonly thumbnails?: boolean;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Makes an index of samples, or adds samples to one. */
export const indexCommand = (): Command =>
  new Command('index')
    .description('make an index of samples to search, or add samples to one')
    .argument('<run>', 'the run’s folder')
    .argument('<input...>', 'a data set’s part (mnist:test), an image, a folder, a table or an array; or several')
    .requiredOption(
      '--out <dir>',
      'the index’s folder, or a table (postgres://USER@HOST/DATABASE?table=NAME); samples are added to one that is there',
    )
    .option('--thumbnails', 'keep a small picture of each image')
    .option(
      '--backend <name>',
      'exact, or usearch: approximate, faster where there are many; or a table (postgres://…), which the folder then names (default: exact)',
    )
    .option('--precision <type>', 'of usearch: f32, f16, bf16 or i8 (default: f32)')
    .option('--ef <n>', 'of usearch and PostgreSQL: candidates that a search keeps (default: 64)', numberOf('--ef'))
    .option('--label <column>', 'of a table: the classes (default: the run’s)')
    .addOption(dataDirFlag())
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Examples:
  nearfar index runs/photos-online-triplet-16d photos/ --out photos.index
  nearfar search photos.index new.jpg -k 5
  PGPASSWORD=… nearfar index runs/photos-online-triplet-16d photos/ --out 'postgres://me@localhost/shop?table=photos'`,
    )
    .action(
      async (
        path: string,
        inputs: string[],
        { out: given, json = false, thumbnails, backend, precision, ef, ...how }: Flags,
      ) => {
        const output = outputFor(json);
        const out = retrieval.shownPath(given);
        const run = await openRun(path);
        try {
          const index = await indexAt(given, run, { backend, precision, ef });
          const before = index.size;
          const samples = await run.read(inputs, how);
          for (const { id, reason } of samples.skipped) output.note(`warning: ${id} is skipped: ${reason}`);
          await run.addTo(index, samples, { thumbnails });
          await index.save(given);
          const { size, dim } = index;
          const added = size - before;
          const replaced = samples.ids.length - added;
          const again = replaced > 0 ? `, ${replaced} replaced` : '';
          const { recall } = index.backend as { recall?: { at: number; value: number } };
          const found = recall ? `; finds ${percent(recall.value)} of the ${recall.at} nearest` : '';
          output.result(
            { out, size, dim, added, replaced, ...(recall && { recall }) },
            `${out}: ${size} vectors of ${dim} dimensions; ${added} added${again}${found}`,
          );
        } finally {
          await run.close();
        }
      },
    );

/** An index that is there, whose search is decided already, or a new one. */
async function indexAt(path: string, run: Run, options: retrieval.BackendOptions): Promise<retrieval.RetrievalIndex> {
  const stray = Object.entries(options).find(([, value]) => value !== undefined);
  const shown = retrieval.shownPath(path);
  const refuse = (name: string, why: string, got: unknown) =>
    new UsageError({
      who: 'index',
      expected: `no --${name}, since ${shown} ${why}`,
      got: retrieval.shownPath(String(got)),
      ...FIX,
    });
  if (await retrieval.exists(path)) {
    if (stray) throw refuse(stray[0], 'has an index already', stray[1]);
    return retrieval.open(path);
  }
  if (!retrieval.isAddress(path)) return run.index([], options);
  if (options.backend !== undefined) throw refuse('backend', 'searches by itself', options.backend);
  return run.index([], { ...options, backend: path });
}

const FIX = { fix: 'Leave it out, or name another folder' };
