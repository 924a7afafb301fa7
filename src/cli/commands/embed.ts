import { Command } from 'commander';
import { openRun, writeEmbeddings } from '../../index.ts';
import { outputFor } from '../output.ts';

interface Flags {
  readonly out: string;
  readonly label?: string;
  readonly dataDir?: string;
  readonly escapeFormulas?: boolean;
  readonly json?: boolean;
}

export const embedCommand = (): Command =>
  new Command('embed')
    .description('turn samples into embeddings with a finished run')
    .argument('<run>', 'the run’s folder')
    .argument(
      '<input...>',
      'a data set’s part (mnist:test), an image, a folder of images, a table, a NumPy array or an IDX file; of a run on texts a .txt file, too; or several',
    )
    .requiredOption('--out <file>', 'where to: FILE.parquet, .npy, .csv or .jsonl; - prints JSON, a line a sample')
    .option('--label <column>', 'of a table: the classes (default: the run’s)')
    .option('--escape-formulas', "in CSV: put a ' before ids and labels that a spreadsheet would compute (=, +, -, @)")
    .option('--data-dir <dir>', 'a folder that has the data files already (default: $NEARFAR_DATA)')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  nearfar embed runs/mnist-triplet-16d mnist:test --out digits.parquet
  nearfar embed runs/photos-online-triplet-16d new/ a.jpg --out photos.csv
  nearfar embed runs/iris-online-triplet-16d flowers.csv --out -`,
    )
    .action(async (path: string, inputs: string[], { out, escapeFormulas = false, json = false, ...how }: Flags) => {
      const output = outputFor(json);
      const run = await openRun(path);
      try {
        const { samples, ids, labels, skipped } = await run.read(inputs, how);
        for (const { id, reason } of skipped) output.note(`warning: ${id} is skipped: ${reason}`);
        const embeddings = await run.embed(samples);
        const [count, dim] = embeddings.shape as [number, number];
        if (out === '-') {
          for (const [i, id] of ids.entries()) {
            const embedding = Array.from(embeddings.data.subarray(i * dim, (i + 1) * dim));
            process.stdout.write(`${JSON.stringify({ id, ...(labels && { label: labels[i] }), embedding })}\n`);
          }
          return;
        }
        writeEmbeddings(out, { embeddings, ids, ...(labels && { labels }) }, { escapeFormulas });
        output.result({ runDir: run.folder, out, count, dim }, `Embeddings [${count}, ${dim}] are in ${out}`);
      } finally {
        await run.close();
      }
    });
