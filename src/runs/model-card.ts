import { stringify } from 'yaml';
import type { Model } from '../training/model.ts';
import { RUN_COLUMNS } from './metrics.ts';
import { type RunResult, splitsOf } from './result.ts';
import { runTitle } from './title.ts';

/** What a model card is about. */
export interface Carded {
  readonly result: RunResult;
  readonly model: Pick<Model, 'embeds' | 'hasLearnedDistance' | 'sampleShape' | 'takesBytes'>;
}

/** A model card: Markdown whose front matter is read by model hubs, with the numbers, the thresholds and how the model is used. */
export function modelCard({ result, model }: Carded): string {
  const title = runTitle(result);
  const sections = [
    `# ${title}`,
    `A network trained by [nearfar](https://github.com/nearfar/nearfar): what is alike comes out near, what is different far. ${about(result, model)}`,
    `## Results\n\n${results(result)}`,
    `## Thresholds\n\n${thresholds(result)}`,
    `## Use\n\n${uses(model)}`,
    '## Limits\n\nThe numbers hold for data like those of the test set. Find thresholds on pairs of your own: `nearfar calibrate . --pairs pairs.csv`.',
  ];
  return `---\n${stringify(frontMatter(title, result))}---\n\n${sections.join('\n\n')}\n`;
}

function frontMatter(title: string, { metrics, dataset, method }: RunResult): object {
  const found = splitsOf(metrics).map(split => ({
    task: { type: 'feature-extraction', name: split.evaluatedOn },
    dataset: { name: dataset, type: dataset },
    metrics: RUN_COLUMNS.flatMap(({ heading, value, isInterval }) =>
      value(split) === undefined || isInterval ? [] : [{ type: heading.replace(' ↓', ''), value: value(split) }],
    ),
  }));
  return {
    library_name: 'nearfar',
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

function thresholds({ metrics: { calibration } }: RunResult): string {
  if (!calibration) return 'None: there were no validation pairs.';
  const percent = (rate: number) => `${(100 * rate).toFixed(1)} %`;
  const rows = Object.entries(calibration.points).map(([name, { threshold, falseAcceptRate, falseRejectRate }]) =>
    [name, threshold.toFixed(4), percent(falseAcceptRate), percent(falseRejectRate)].join(' | '),
  );
  const table = markdownTable(['name', 'the same up to', 'false accepts', 'false rejects'], rows);
  return `Found on ${calibration.calibratedOn}; \`metrics.json\` has their 95 % intervals.\n\n${table}`;
}

const markdownTable = (headings: readonly string[], rows: readonly string[]): string =>
  [
    `| ${headings.map(heading => heading.replaceAll('|', '\\|')).join(' | ')} |`,
    `|${headings.map(() => ' --- |').join('')}`,
    ...rows.map(row => `| ${row} |`),
  ].join('\n');

/** In Node, Python and a browser. */
function uses({ embeds, sampleShape, takesBytes }: Carded['model']): string {
  const shape = [1, ...sampleShape].join(', ');
  const [numpy, type, array] = takesBytes ? ['uint8', 'uint8', 'Uint8Array'] : ['float32', 'float32', 'Float32Array'];
  const inputs = embeds ? ['input'] : ['a', 'b'];
  const output = embeds ? 'embedding' : 'distance';
  const size = sampleShape.reduce((product, extent) => product * extent, 1);
  const python = inputs.map(name => `"${name}": samples`).join(', ');
  const web = inputs.map(name => `${name}: samples`).join(', ');
  return `Raw samples go in, ${takesBytes ? 'bytes from 0 to 255' : 'floats as in the data'}, [N, ${sampleShape.join(', ')}]; the normalisation is inside.

\`\`\`ts
import { openRun } from 'nearfar';

const run = await openRun('.'); // this folder
const { data } = await run.${embeds ? 'embed' : 'distance'}(${inputs.map(() => `{ data: new ${array}(${size}), shape: [${shape}] }`).join(', ')});
\`\`\`

\`\`\`python
import numpy as np, onnxruntime

session = onnxruntime.InferenceSession("model.onnx")
samples = np.zeros((${shape}), np.${numpy})
(${output},) = session.run(["${output}"], {${python}})
\`\`\`

\`\`\`js
import * as ort from 'onnxruntime-web'; // in a browser

const session = await ort.InferenceSession.create('model.onnx');
const samples = new ort.Tensor('${type}', new ${array}(${size}), [${shape}]);
const { ${output} } = await session.run({ ${web} });
\`\`\``;
}
