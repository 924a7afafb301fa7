import { expect, it } from 'vitest';
import { tokenRows } from '../../src/data/tokens.ts';
import { input } from '../../src/graph/index.ts';
import { fromOnnx, type Network } from '../../src/networks/index.ts';
import { initialize, Scope } from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { quantizeNetwork } from '../../src/runs/quantize.ts';
import { architectureOf, methodOf } from '../../src/training/assemble.ts';
import { parseConfig } from '../../src/training/config.ts';
import { exportModel, Model, type Samples } from '../../src/training/model.ts';
import type { SampleType } from '../../src/training/sample-type.ts';
import { encoderPath, paraphrases, tokenizer } from '../support/paraphrases.ts';

const random = new Random(2);
/** Stripes of different widths in colours of different brightness. */
const image = (i: number) =>
  Array.from({ length: 3 * 16 * 16 }, (_, at) => {
    const [channel, x] = [Math.floor(at / 256), at % 16];
    return Math.min(255, 60 * ((i + channel) % 3) + (x % (2 + (i % 5)) < 1 + (i % 2) ? 90 : 10) + random.int(30));
  });
const images: Samples = {
  data: Uint8Array.from(Array.from({ length: 24 }, (_, i) => image(i)).flat()),
  shape: [24, 3, 16, 16],
};
const texts = tokenRows(
  paraphrases(12, 3).map(({ text }) => text),
  { tokenizer },
).samples;

it.each<[string, Samples, string | Network, SampleType, number]>([
  [
    'resnet on small colour images: a stem, three blocks of two convolutions and a shortcut, and a head',
    images,
    'resnet',
    {
      dtype: 'uint8',
      shape: [3, 16, 16],
      normalization: { scale: 1 / 255, mean: [0.4, 0.4, 0.4], deviation: [0.3, 0.3, 0.3] },
    },
    11,
  ],
  [
    'an encoder of texts',
    texts,
    fromOnnx(encoderPath, { train: 'all' }),
    {
      dtype: 'float32',
      shape: texts.shape.slice(1),
      normalization: { scale: 1, mean: [0], deviation: [1] },
      areTokens: true,
    },
    13,
  ],
])('quantizeNetwork(network, samples) of %s embeds nearly as before', async (_, samples, network, type, layers) => {
  const config = parseConfig({ network, method: 'siamese', dim: 8, dataset: 'glyphs' });
  const architecture = architectureOf(config, type);
  const method = methodOf(config);
  const scope = new Scope({ training: true });
  method.encoder!(architecture)(input('x', 'float32', [2, ...type.shape]), scope);
  const files = exportModel(method, architecture, type, initialize(scope.parameters, new Random(4)));
  const found = await quantizeNetwork(files['model.onnx'], samples, { threads: 1 });
  expect(found.layers).toBe(layers);
  expect(found.bytes.length).toBeLessThan(files['model.onnx'].length);
  const embed = async (bytes: Uint8Array) => {
    const model = await Model.open({ ...files, 'model.onnx': bytes }, { threads: 1 });
    const { data } = await model.embed(samples);
    await model.close();
    return data;
  };
  const [before, after] = [await embed(files['model.onnx']), await embed(found.bytes)];
  const n = samples.shape[0]!;
  const mean = Array.from({ length: 8 }, (_, k) => before.reduce((sum, x, i) => sum + (i % 8 === k ? x / n : 0), 0));
  const spread = before.reduce((sum, x, i) => sum + (x - mean[i % 8]!) ** 2, 0);
  const error = before.reduce((sum, x, i) => sum + (x - after[i]!) ** 2, 0);
  expect(spread).toBeGreaterThan(0);
  expect(error / spread).toBeLessThan(0.01);
});
