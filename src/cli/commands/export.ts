import { Command } from 'commander';
import { type ExportRunOptions, metricColumns, openRun, type Quantization, type RuntimeCheck } from '../../index.ts';
import { jsonFlag } from '../flags.ts';
import { outputFor, splits, table } from '../output.ts';
import { ProgressView } from '../progress.ts';

/** Writes a run for others. */
export const exportCommand = (): Command =>
  new Command('export')
    .description('write a finished run for others: the network, its weights, or a folder with all of it')
    .argument('<run>', 'the run’s folder')
    .requiredOption(
      '--format <name>',
      'onnx, onnx-int8 (8 bits, a quarter of the size), safetensors, or bundle: network, index, thresholds, model card, report',
    )
    .requiredOption('--out <path>', 'FILE.onnx or FILE.safetensors; of bundle a new folder')
    .option('--gallery <input>', 'of bundle: what its index holds (default: 10 000 of the run’s training data at most)')
    .option(
      '--data-dir <dir>',
      'of onnx-int8 and bundle: a folder that has the data files already (default: $NEARFAR_DATA)',
    )
    .option('--mapping <file>', 'of safetensors: a JSON file with the names that weights get and ours')
    .addOption(jsonFlag())
    .addHelpText(
      'after',
      `
Examples:
  nearfar export runs/photos-online-triplet-16d --format onnx --out photos.onnx
  nearfar export runs/photos-online-triplet-16d --format onnx-int8 --out photos.int8.onnx    prints what 8 bits cost
  nearfar export runs/photos-online-triplet-16d --format bundle --out photos`,
    )
    .action(async (path: string, { json = false, ...options }: ExportRunOptions & { json?: boolean }) => {
      const output = outputFor(json);
      const view = new ProgressView();
      const run = await openRun(path);
      try {
        const found = await run.export(options, { onEvent: event => view.show(event) });
        const { files, quantization, checks = [] } = found;
        const told = quantization ? ['', quantizationText(quantization)] : [];
        const text = [...files, ...told, ...(checks.length > 0 ? ['', ...checks.map(checkText)] : [])].join('\n');
        output.result({ runDir: path, ...options, ...found }, text);
      } finally {
        view.close();
        await run.close();
      }
    });

const checkText = ({ runtime, difference = 0, skipped }: RuntimeCheck): string =>
  skipped === undefined
    ? `${runtime} computes the same (to ${difference.toExponential(0)})`
    : `not run in ${runtime}: ${skipped}`;

/** The sizes, and each metric before and after. */
function quantizationText({ bytes, calibratedOn, layers, ranges, metrics }: Quantization): string {
  const size = (count: number) => `${(count / 1000).toFixed(0)} kB`;
  const head = `${size(bytes.before)} → ${size(bytes.after)}, ${layers} layers of 8 bits; ranges (${ranges}) by ${calibratedOn}`;
  const after = splits(metrics.after);
  const parts = splits(metrics.before).map((before, i) => {
    const found = metricColumns.filter(({ value, isInterval }) => value(before) !== undefined && !isInterval);
    const rows = found.map(({ heading, value }) => {
      const [a, b] = [value(before)!, value(after[i]!)!];
      return [heading, a.toFixed(4), b.toFixed(4), (b - a).toFixed(4)];
    });
    return `Evaluated on ${before.evaluatedOn}:\n\n${table([['', 'float32', 'int8', 'difference'], ...rows])}`;
  });
  return [head, ...parts].join('\n\n');
}
