import { Command } from 'commander';
import {
  type EmbeddingTable,
  indexTable,
  jsonLines,
  openRun,
  retrieval,
  UsageError,
  writeEmbeddings,
  writeProjector,
} from '../../index.ts';
import { dataDirFlag, jsonFlag } from '../flags.ts';
import { type Output, outputFor } from '../output.ts';

interface Flags {
  readonly out: string;
  readonly format?: string;
  readonly label?: string;
  readonly dataDir?: string;
  readonly escapeFormulas?: boolean;
  readonly json?: boolean;
}

export const embedCommand = (): Command =>
  new Command('embed')
    .description('turn samples into embeddings with a finished run, or write those of an index')
    .argument(
      '<run|index>',
      'the folder of a run, or an index (a folder, or postgres://…), which has its embeddings already',
    )
    .argument(
      '[input...]',
      'a data set’s part (mnist:test), an image, a folder of images, a table, a NumPy array or an IDX file; of a run on texts a .txt file, too; or several',
    )
    .requiredOption('--out <file>', 'where to: FILE.parquet, .npy, .csv or .jsonl; - prints JSON, a line a sample')
    .option('--format <name>', 'projector: --out is a folder for TensorBoard’s Embedding Projector')
    .option('--label <column>', 'of a table: the classes (default: the run’s)')
    .option('--escape-formulas', "in CSV: put a ' before ids and labels that a spreadsheet would compute (=, +, -, @)")
    .addOption(dataDirFlag())
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Examples:
  nearfar embed runs/mnist-triplet-16d mnist:test --out digits.parquet
  nearfar embed runs/photos-online-triplet-16d new/ a.jpg --out photos.csv
  nearfar embed runs/photos-online-triplet-16d photos/ --format projector --out projector
  nearfar embed photos.index --out photos.npy
  nearfar embed runs/iris-online-triplet-16d flowers.csv --out -`,
    )
    .action(async (path: string, inputs: string[], { json = false, ...flags }: Flags) => {
      const { format, out, escapeFormulas = false } = flags;
      if (format !== undefined && format !== 'projector')
        throw new UsageError({ who: '--format', expected: 'projector, or none', got: `"${format}"` });
      const output = outputFor(json);
      const { source, table } = retrieval.isIndex(path)
        ? await ofIndex(path, inputs)
        : await ofRun(path, inputs, flags, output);
      if (format === undefined && out === '-') {
        for (const line of jsonLines(table)) process.stdout.write(line);
        return;
      }
      const [count, dim] = table.embeddings.shape as [number, number];
      const files = format ? { files: await writeProjector(out, table) } : {};
      if (!format) writeEmbeddings(out, table, { escapeFormulas });
      output.result({ ...source, out, count, dim, ...files }, `Embeddings [${count}, ${dim}] are in ${out}`);
    });

interface Found {
  readonly source: { readonly runDir: string } | { readonly index: string };
  readonly table: EmbeddingTable;
}

async function ofRun(path: string, inputs: string[], { label, dataDir }: Flags, output: Output): Promise<Found> {
  if (inputs.length === 0) {
    const got = `a run, ${path}, and no input`;
    throw new UsageError({
      who: 'embed',
      expected: 'an index, or a run and samples',
      got,
      fix: 'Name samples behind it',
    });
  }
  const run = await openRun(path);
  try {
    const { samples, ids, labels, skipped } = await run.read(inputs, { label, dataDir });
    for (const { id, reason } of skipped) output.note(`warning: ${id} is skipped: ${reason}`);
    const isPicture = samples.shape.length === 4 && (samples.shape[1] === 1 || samples.shape[1] === 3);
    const known = { ids, ...(labels && { labels }), ...(isPicture && { images: samples }) };
    return { source: { runDir: run.folder }, table: { embeddings: await run.embed(samples), ...known } };
  } finally {
    await run.close();
  }
}

async function ofIndex(path: string, inputs: string[]): Promise<Found> {
  const shown = retrieval.shownPath(path);
  if (inputs.length > 0) {
    const fix = 'Leave it out, or name a run';
    throw new UsageError({
      who: 'embed',
      expected: `no input, since ${shown} is an index`,
      got: `"${inputs[0]}"`,
      fix,
    });
  }
  return { source: { index: shown }, table: await indexTable(await retrieval.open(path)) };
}
