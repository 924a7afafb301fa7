import { Command } from 'commander';
import { openRun, retrieval, UsageError } from '../../index.ts';
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
    .requiredOption('--out <dir>', 'the index’s folder; samples are added to one that is there')
    .option('--thumbnails', 'keep a small picture of each image')
    .option('--backend <name>', 'exact, or usearch: approximate, faster where there are many (default: exact)')
    .option('--precision <type>', 'of usearch: f32, f16, bf16 or i8 (default: f32)')
    .option('--ef <n>', 'of usearch: candidates that a search keeps (default: 64)', numberOf('--ef'))
    .option('--label <column>', 'of a table: the classes (default: the run’s)')
    .addOption(dataDirFlag())
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Examples:
  nearfar index runs/photos-online-triplet-16d photos/ --out photos.index
  nearfar search photos.index new.jpg -k 5`,
    )
    .action(
      async (
        path: string,
        inputs: string[],
        { out, json = false, thumbnails, backend, precision, ef, ...how }: Flags,
      ) => {
        const output = outputFor(json);
        const run = await openRun(path);
        try {
          const search = { backend, precision, ef };
          const index = await (retrieval.isIndex(out) ? opened(out, search) : run.index([], search));
          const before = index.size;
          const samples = await run.read(inputs, how);
          for (const { id, reason } of samples.skipped) output.note(`warning: ${id} is skipped: ${reason}`);
          await run.addTo(index, samples, { thumbnails });
          await index.save(out);
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

/** An index that is there; how it searches is decided already. */
function opened(out: string, options: retrieval.BackendOptions): Promise<retrieval.RetrievalIndex> {
  const stray = Object.entries(options).find(([, value]) => value !== undefined);
  if (!stray) return retrieval.open(out);
  const expected = `no --${stray[0]}, since ${out} has an index already`;
  throw new UsageError({ who: 'index', expected, got: String(stray[1]), fix: 'Leave it out, or name another folder' });
}
