import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { IMAGE_EXTENSIONS } from '../data/formats/image-file.ts';
import { isPattern, together } from '../data/formats/pattern.ts';
import { load } from '../data/load.ts';
import { readSamples, type Samples, type TakenOptions } from '../data/read-samples.ts';
import { names } from '../data/registry.ts';
import { tokenRows } from '../data/tokens.ts';
import { UsageError } from '../errors.ts';
import { areBytes, stacked } from '../nd-array.ts';
import type { TextInput } from '../networks/network.ts';

const PARTS = ['train', 'validation', 'test'] as const;

/** How inputs are read. */
export interface ReadHow {
  /** A folder that has the data sets' files already. @default the environment's NEARFAR_DATA */
  readonly dataDir?: string | undefined;
  /** The column with the classes of a table, or the array or file of labels. @default the run's own */
  readonly label?: string | undefined;
}

/** Where an input's samples come from, and what the network takes. */
export interface InputOptions extends TakenOptions {
  readonly shape: readonly number[];
  /** A folder that has the data sets' files already. */
  readonly dataDir?: string | undefined;
}

/** Samples of several inputs, one after another. */
export async function readInputs(sources: readonly string[], options: InputOptions): Promise<Samples> {
  const [first, ...others] = withImagesTogether(sources);
  if (first === undefined) throw new UsageError({ who: 'the input', expected: 'samples', got: 'none' });
  let all = await readInput(first, options);
  for (const source of others) all = joined(all, await readInput(source, options));
  return all;
}

/** Images one behind the other are read as one input: a shell makes thousands of `*.jpg`. */
function withImagesTogether(sources: readonly string[]): readonly string[] {
  const groups: { readonly areImages: boolean; readonly paths: string[] }[] = [];
  for (const source of sources) {
    const isImage = IMAGE_EXTENSIONS.includes(extname(source).toLowerCase()) && existsSync(source);
    const last = groups.at(-1);
    if (isImage && last?.areImages) last.paths.push(source);
    else groups.push({ areImages: isImage, paths: [source] });
  }
  return groups.map(({ paths }) => together(paths));
}

/** A data set's part (`mnist:test`), or what lies at a path. */
async function readInput(source: string, { shape, dataDir, ...taken }: InputOptions): Promise<Samples> {
  const [name = '', part = 'test'] = source.split(':');
  if (!names.includes(name)) {
    const { text } = taken.like ?? {};
    if (text && isText(source)) return textsAs([source], text, shape);
    if (existsSync(source) || isPattern(source)) return readSamples(source, shape, taken);
    throw new UsageError({
      who: source,
      expected: `a file, a folder or a data set (${names.join(', ')})`,
      got: 'nothing there',
      fix: 'Check the path',
    });
  }
  const chosen = PARTS.find(each => each === part);
  const dataset = chosen && (await load(name, dataDir === undefined ? {} : { dataDir }))[chosen];
  if (!dataset) {
    const expected = `${name}:train, ${name}:validation or ${name}:test where it has that`;
    throw new UsageError({ who: source, expected, got: `"${part}"` });
  }
  const { samples, labels, classNames } = dataset;
  return {
    samples,
    ids: Array.from(labels, (_, i) => `${name}:${part}:${i}`),
    labels: Array.from(labels, label => classNames[label]!),
    skipped: [],
  };
}

/** Whether an input is a text itself: it has several words, and no file has its name. */
const isText = (source: string): boolean => /\S\s+\S/.test(source) && !existsSync(source);

const textsAs = (ids: readonly string[], text: TextInput, [length]: readonly number[]): Samples => ({
  samples: tokenRows(ids, text, length).samples,
  ids,
  skipped: [],
});

function joined(a: Samples, b: Samples): Samples {
  const labelsOf = ({ labels, ids }: Samples) => labels ?? ids.map(() => '');
  const type = ({ samples }: Samples) => (areBytes(samples) ? 'bytes' : 'floats');
  if (type(a) !== type(b)) {
    throw new UsageError({ who: 'the input', expected: `${type(a)} in every input, as in the first`, got: type(b) });
  }
  return {
    samples: stacked(a.samples, b.samples),
    ids: [...a.ids, ...b.ids],
    ...((a.labels ?? b.labels) && { labels: [...labelsOf(a), ...labelsOf(b)] }),
    skipped: [...a.skipped, ...b.skipped],
  };
}
