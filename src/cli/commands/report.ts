import { Command } from 'commander';
import { type ReportOptions, report } from '../../index.ts';
import { dataDirFlag, jsonFlag } from '../flags.ts';
import { outputFor } from '../output.ts';
import { ProgressView } from '../progress.ts';

/** Draws what is finished once more. */
export const reportCommand = (): Command =>
  new Command('report')
    .description('draw a finished run, comparison or sweep again, without training')
    .argument('<run>', 'its folder')
    .option('--projection <name>', 'of embeddings of more than two dimensions: auto, pca or umap (default: the run’s)')
    .addOption(dataDirFlag())
    .addOption(jsonFlag())
    .addHelpText('after', '\nExample:\n  nearfar report runs/glyphs-online-triplet-16d --projection pca')
    .action(async (path: string, { json = false, ...options }: ReportOptions & { json?: boolean }) => {
      const output = outputFor(json);
      const view = new ProgressView();
      const page = await report(path, options, { onEvent: event => view.show(event) }).finally(() => view.close());
      output.result({ runDir: path, report: page }, page);
    });
