import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { datasets, openRun, type Run, UsageError, writeEmbeddings } from '../../index.ts';
import { outputFor } from '../output.ts';

const PARTS = ['train', 'validation', 'test'] as const;

export const embedCommand = (): Command =>
  new Command('embed')
    .description('turn samples into embeddings with a finished run')
    .argument('<run>', 'the run’s folder')
    .argument('<input>', 'a data set’s part (mnist:test), an IDX file, an image, or a folder of images')
    .requiredOption('--out <file>', 'where to: FILE.parquet, .npy, .csv or .jsonl')
    .option('--data-dir <dir>', 'a folder that has the data files already (default: $NEARFAR_DATA)')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  nearfar embed runs/mnist-triplet-16d mnist:test --out digits.parquet
  nearfar embed runs/mnist-triplet-16d photos/ --out photos.csv`,
    )
    .action(
      async (
        path: string,
        source: string,
        { out, json = false, dataDir }: { out: string; json?: boolean; dataDir?: string },
      ) => {
        const output = outputFor(json);
        const run = await openRun(path);
        try {
          const input = await inputOf(run, source, dataDir);
          const embeddings = await run.embed(input.samples);
          writeEmbeddings(out, { embeddings, ids: input.ids, ...(input.labels && { labels: input.labels }) });
          const [count, dim] = embeddings.shape;
          output.result({ runDir: run.folder, out, count, dim }, `Embeddings [${count}, ${dim}] are in ${out}`);
        } finally {
          await run.close();
        }
      },
    );

/** Samples to embed, where each came from, and its class where that is known. */
async function inputOf(run: Run, source: string, dataDir: string | undefined): Promise<datasets.Samples> {
  const [name = '', part = 'test'] = source.split(':');
  if (!datasets.names.includes(name)) {
    if (existsSync(source)) return datasets.readSamples(source, run.sampleShape);
    throw new UsageError({
      who: 'embed',
      expected: `a file, a folder or a data set (${datasets.names.join(', ')})`,
      got: `"${source}"`,
      fix: 'Check the path',
    });
  }
  const chosen = PARTS.find(each => each === part);
  const dataset = chosen && (await datasets.load(name, dataDir === undefined ? {} : { dataDir }))[chosen];
  if (!dataset)
    throw new UsageError({
      who: 'embed',
      expected: `${name}:train, ${name}:validation or ${name}:test where it has that`,
      got: `"${source}"`,
    });
  const { samples, labels, classNames } = dataset;
  return {
    samples,
    ids: Array.from(labels, (_, i) => `${name}:${part}:${i}`),
    labels: Array.from(labels, label => classNames[label]!),
  };
}
