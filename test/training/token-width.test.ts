import { describe, expect, it } from 'vitest';
import { tokenRows } from '../../src/data/tokens.ts';
import * as g from '../../src/graph/index.ts';
import { fromOnnx } from '../../src/networks/index.ts';
import * as nn from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { Features } from '../../src/training/features.ts';
import { buildStep, StepRunner } from '../../src/training/step.ts';
import { StepsByWidth } from '../../src/training/steps-by-width.ts';
import { TextFeatures } from '../../src/training/text-features.ts';
import { widthFor, widthsOf } from '../../src/training/token-width.ts';
import { expectClose } from '../support/close.ts';
import { encoderPath, tokenizer } from '../support/paraphrases.ts';

const LENGTH = 48;
const short = ['the dog', 'a cat buys a car'];
const middle = ['the dog and the cat', 'the very big old dog and the very small cat on the red ship in the house'];
const long = ['a dog', `a cat ${'and a dog '.repeat(12)}`];
const rowsOf = (texts: readonly string[]) => tokenRows(texts, { tokenizer }, LENGTH).samples;
const sample = {
  dtype: 'float32',
  shape: [LENGTH],
  normalization: {
    scale: 1,
    mean: Array.from({ length: LENGTH }, () => 0),
    deviation: Array.from({ length: LENGTH }, () => 1),
  },
  areTokens: true,
} as const;
const options = { threads: 1 };

it('widthsOf(length) are a quarter, a half and the whole of it, in steps of 8', () => {
  expect([128, 48, 16, 8, 5].map(widthsOf)).toEqual([[32, 64, 128], [16, 24, 48], [8, 16], [8], [5]]);
});

it('widthFor(rows, length) holds the longest row', () => {
  expect([short, middle, long].map(texts => widthFor(rowsOf(texts).data, LENGTH))).toEqual([16, 24, 48]);
  expect(widthFor(new Float32Array(LENGTH).fill(-1), LENGTH)).toBe(16);
});

describe('StepsByWidth', () => {
  const network = fromOnnx(encoderPath, { train: 'all' });
  const stepOf = (width: number) =>
    buildStep(
      scope => {
        const y = network.module({ dim: 3 })(g.input('samples', 'float32', [2, width]), scope);
        return { loss: g.mean(g.square(g.sub(y, 1))) };
      },
      nn.sgd({ rate: 0.1 }),
    );
  const open = () => StepRunner.open(stepOf(LENGTH), new Random(0), {}, options);

  it('moves the parameters as steps over whole rows do, whatever the width of each batch', async () => {
    const whole = await open();
    const byWidth = new StepsByWidth(await open(), stepOf, options);
    for (const texts of [short, long, middle, short]) {
      const losses: number[] = [];
      for (const runner of [whole, byWidth]) {
        (runner.feeds['samples']!.data as Float32Array).set(rowsOf(texts).data);
        losses.push((await runner.run(new Random(1)))['loss']!);
      }
      expectClose([losses[1]!], [losses[0]!]);
    }
    for (const [name, { data }] of Object.entries(whole.values))
      expectClose(byWidth.values[name]!.data, data, { what: name });
    await whole.release();
    await byWidth.release();
  });
});

describe('TextFeatures.open(pretrained, sample)', () => {
  it('gives the features of whole rows, the same bits in whatever company', async () => {
    const { pretrained } = fromOnnx(encoderPath);
    const whole = await Features.open(pretrained!, sample, options);
    const byWidth = await TextFeatures.open(pretrained!, sample, options);
    const all = rowsOf([...long, ...short, ...middle]);
    const told: number[] = [];
    const found = await byWidth.of(all, done => told.push(done));
    expect(found.shape).toEqual([6, 16]);
    expectClose(found.data, (await whole.of(all)).data, { what: 'features' });
    expect((await byWidth.of(rowsOf(short))).data).toEqual(found.data.slice(2 * 16, 4 * 16));
    expect(told.at(-1)).toBe(6);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    await whole.close();
    await byWidth.close();
  });
});
