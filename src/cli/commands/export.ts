import { Command } from 'commander';
import { type ExportRunOptions, openRun } from '../../index.ts';
import { outputFor } from '../output.ts';

/** Writes a run for others. */
export const exportCommand = (): Command =>
  new Command('export')
    .description('write a finished run for others: the network, its weights, or a folder with all of it')
    .argument('<run>', 'the run’s folder')
    .requiredOption('--format <name>', 'onnx, safetensors, or bundle: network, thresholds, model card, report')
    .requiredOption('--out <path>', 'FILE.onnx or FILE.safetensors; of bundle a new folder')
    .option('--mapping <file>', 'of safetensors: a JSON file with the names that weights get and ours')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  nearfar export runs/photos-online-triplet-16d --format onnx --out photos.onnx
  nearfar export runs/photos-online-triplet-16d --format bundle --out photos`,
    )
    .action(async (path: string, { json = false, ...options }: ExportRunOptions & { json?: boolean }) => {
      const output = outputFor(json);
      const run = await openRun(path);
      try {
        const files = await run.export(options);
        output.result({ runDir: path, ...options, files }, files.join('\n'));
      } finally {
        await run.close();
      }
    });
