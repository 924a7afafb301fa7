import { stringify } from 'yaml';
import { describe, names } from '../data/registry.ts';
import { nameOf, type TrainConfig } from '../training/config.ts';
import type { Model } from '../training/model.ts';
import { cardUses } from './card-uses.ts';
import type { RuntimeCheck } from './check-runtimes.ts';
import { RUN_COLUMNS } from './metrics.ts';
import { type RunResult, splitsOf } from './result.ts';
import { runTitle } from './title.ts';

/** What a model card is about. */
export interface Carded {
  readonly config: TrainConfig;
  readonly result: RunResult;
  readonly model: Pick<Model, 'embeds' | 'areTokens' | 'hasLearnedDistance' | 'sampleShape' | 'takesBytes'>;
  readonly checks: readonly RuntimeCheck[];
  /** How many samples the index beside it has, where there is one. */
  readonly indexed: number | undefined;
}

/** A model card: Markdown whose front matter is read by model hubs, with the numbers, the data, the thresholds and how the model is used. */
export function modelCard(carded: Carded): string {
  const { result, model, checks, indexed } = carded;
  const title = runTitle(result);
  const sections = [
    `# ${title}`,
    `A network trained by [nearfar](https://github.com/nearfar/nearfar): what is alike comes out near, what is different far. ${about(result, model)}`,
    `## Results\n\n${results(result)}`,
    `## Data\n\n${data(carded)}`,
    `## Thresholds\n\n${thresholds(result, model)}`,
    `## Use\n\n${cardUses(model, result.metrics.thresholds, indexed)}`,
    `## Checked\n\n${checked(checks)}`,
    '## Limits\n\nThe numbers hold for data like those of the test set. Find thresholds on pairs of your own: `nearfar calibrate . --pairs pairs.csv`.',
  ];
  return `---\n${stringify(frontMatter(title, result, model))}---\n\n${sections.join('\n\n')}\n`;
}

function frontMatter(title: string, { metrics, dataset, method }: RunResult, model: Carded['model']): object {
  const task = model.sampleShape.length === 3 ? 'image-feature-extraction' : 'feature-extraction';
  const found = splitsOf(metrics).map(split => ({
    task: { type: task, name: split.evaluatedOn },
    dataset: { name: dataset, type: dataset },
    metrics: RUN_COLUMNS.flatMap(({ heading, value, isInterval }) =>
      value(split) === undefined || isInterval ? [] : [{ type: heading.replace(' ↓', ''), value: value(split) }],
    ),
  }));
  return {
    library_name: 'nearfar',
    pipeline_tag: task,
    tags: ['metric-learning', 'embeddings', 'onnx', method],
    'model-index': [{ name: title, results: found }],
  };
}

const about = ({ dim, epochs, dataset, method }: RunResult, { embeds }: Carded['model']): string =>
  `Method \`${method}\`, data \`${dataset}\`, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}${embeds ? `, embeddings of ${dim} ${dim === 1 ? 'dimension' : 'dimensions'}` : ''}.`;

function results({ metrics }: RunResult): string {
  const splits = splitsOf(metrics);
  const columns = RUN_COLUMNS.filter(
    ({ value, isInterval }) => !isInterval && splits.some(split => value(split) !== undefined),
  );
  const rows = columns.map(({ heading, remark, value }) =>
    [heading, ...splits.map(split => value(split)?.toFixed(4) ?? '–'), remark].join(' | '),
  );
  return markdownTable(['metric', ...splits.map(({ evaluatedOn }) => evaluatedOn), ''], rows);
}

/** What it was trained and tested on. */
function data({ config, result, model, indexed }: Carded): string {
  const name = nameOf(config.dataset);
  const known = names.includes(name) ? describe(name) : undefined;
  const { metrics } = result;
  const lines = [
    `trained on: \`${name}\`${known ? ` (${known.about.replace(/\.$/, '')})` : ''}`,
    ...(known?.home ? [`from: ${known.home}`] : []),
    ...(known?.paper ? [`paper: ${known.paper}`] : []),
    ...(known?.licence ? [`licence of the data: ${known.licence}`] : []),
    `samples: ${model.areTokens ? 'texts, as tokens ' : ''}[${model.sampleShape.join(', ')}], ${model.takesBytes ? 'bytes' : 'floats'}`,
    `tested on: ${splitsOf(metrics)
      .map(({ evaluatedOn }) => evaluatedOn)
      .join('; ')}`,
    ...(metrics.calibration ? [`thresholds from: ${metrics.calibration.calibratedOn}`] : []),
    ...(indexed === undefined ? [] : [`\`index/\`: the embeddings of ${indexed} samples with their ids and classes`]),
  ];
  return lines.map(line => `- ${line}`).join('\n');
}

function thresholds({ metrics: { calibration } }: RunResult, { hasLearnedDistance }: Carded['model']): string {
  if (!calibration) return 'None: there were no validation pairs.';
  const percent = (rate: number) => `${(100 * rate).toFixed(1)} %`;
  const rows = Object.entries(calibration.points).map(([name, { threshold, falseAcceptRate, falseRejectRate }]) =>
    [name, threshold.toFixed(4), percent(falseAcceptRate), percent(falseRejectRate)].join(' | '),
  );
  const table = markdownTable(['name', 'the same up to', 'false accepts', 'false rejects'], rows);
  const measure = hasLearnedDistance ? 'a learned score' : 'the Euclidean distance of embeddings';
  return `Of ${measure}. Found on ${calibration.calibratedOn}; \`metrics.json\` has their 95 % intervals.\n\n${table}`;
}

function checked(checks: readonly RuntimeCheck[]): string {
  const ran = checks.filter(({ skipped }) => skipped === undefined).map(({ runtime }) => runtime);
  const not = checks.filter(({ skipped }) => skipped !== undefined).map(({ runtime }) => runtime);
  const others = not.length === 0 ? '' : ` Not run in: ${not.join(', ')}.`;
  return `The files were run after writing, on random samples, in ${['onnxruntime-node', ...ran].join(', ')}, with the same results.${others}`;
}

const markdownTable = (headings: readonly string[], rows: readonly string[]): string =>
  [
    `| ${headings.map(heading => heading.replaceAll('|', '\\|')).join(' | ')} |`,
    `|${headings.map(() => ' --- |').join('')}`,
    ...rows.map(row => `| ${row} |`),
  ].join('\n');
