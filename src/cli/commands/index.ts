import { Command } from 'commander';
import { openRun, retrieval } from '../../index.ts';
import { outputFor } from '../output.ts';

interface Flags {
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
    .option('--label <column>', 'of a table: the classes (default: the run’s)')
    .option('--data-dir <dir>', 'a folder that has the data files already (default: $NEARFAR_DATA)')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  nearfar index runs/photos-online-triplet-16d photos/ --out photos.index
  nearfar search photos.index new.jpg -k 5`,
    )
    .action(async (path: string, inputs: string[], { out, json = false, thumbnails, ...how }: Flags) => {
      const output = outputFor(json);
      const run = await openRun(path);
      try {
        const index = retrieval.isIndex(out) ? await retrieval.open(out) : await run.index();
        const before = index.size;
        const samples = await run.read(inputs, how);
        for (const { id, reason } of samples.skipped) output.note(`warning: ${id} is skipped: ${reason}`);
        await run.addTo(index, samples, { thumbnails });
        await index.save(out);
        const { size, dim } = index;
        const added = size - before;
        const replaced = samples.ids.length - added;
        const again = replaced > 0 ? `, ${replaced} replaced` : '';
        output.result(
          { out, size, dim, added, replaced },
          `${out}: ${size} vectors of ${dim} dimensions; ${added} added${again}`,
        );
      } finally {
        await run.close();
      }
    });
