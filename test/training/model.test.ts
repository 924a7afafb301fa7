import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/graph/evaluate.ts';
import { input } from '../../src/graph/index.ts';
import type { Architecture, Method } from '../../src/methods/index.ts';
import * as methods from '../../src/methods/index.ts';
import { embeddingNet } from '../../src/networks/index.ts';
import { flatten, initialize, linear, Scope, sequential } from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { evaluateModel } from '../../src/runs/evaluate-model.ts';
import { architectureOf, methodOf } from '../../src/training/assemble.ts';
import { parseConfig } from '../../src/training/config.ts';
import { exportModel, Model } from '../../src/training/model.ts';
import { intensitiesOf, normalize, type SampleType } from '../../src/training/sample-type.ts';
import { expectClose } from '../support/close.ts';

const sample: SampleType = {
  dtype: 'uint8',
  shape: [1, 28, 28],
  normalization: { scale: 1 / 255, mean: [0.13], deviation: [0.31] },
};
const architecture: Architecture = { dim: 3, net: width => embeddingNet.module({ dim: width }) };
const random = new Random(5);
const pixels = (n: number) => ({
  data: Uint8Array.from({ length: n * 784 }, () => random.int(256)),
  shape: [n, 1, 28, 28],
});

/** Fresh values of all that a method's objective asks for. */
function valuesOf(method: Method) {
  const scope = new Scope({ training: true });
  const { rows } = method.batches(10);
  const raw = input('raw', 'uint8', [rows, 1, 28, 28]);
  const { normalization } = sample;
  const batch = {
    samples: normalize(raw, normalization),
    intensities: intensitiesOf(raw, normalization),
    labels: input('labels', 'int32', [rows]),
    classes: 10,
  };
  method.objective(batch, architecture, scope);
  return initialize(scope.parameters, new Random(4));
}

const open = (method: Method) => Model.open(exportModel(method, architecture, sample, valuesOf(method)));

describe('exportModel(method, …)', () => {
  it('gives the sigmoid units of koch as the embeddings of siamese-bce, with no linear layer behind them', async () => {
    const config = parseConfig({ network: 'koch', method: 'siamese-bce', dim: 8 });
    const koch = architectureOf(config, sample);
    const scope = new Scope({ training: true });
    const raw = normalize(input('raw', 'uint8', [3, 1, 28, 28]), sample.normalization);
    const embedding = methodOf(config).encoder!(koch)(raw, scope);
    const last = scope.parameters.at(-1)!.name;
    expect(scope.parameters.filter(({ shape }) => shape.length === 2).map(({ shape }) => shape[0])).toEqual([8]);
    const values = initialize(scope.parameters, new Random(4));
    const loud = { ...values, [last]: { ...values[last]!, data: Float32Array.from([9, 9, 9, 9, -9, -9, -9, -9]) } };
    const feeds = Object.fromEntries(Object.entries(loud).map(([name, { data }]) => [name, data]));
    const found = await evaluate({ embedding }, { raw: pixels(3).data, ...feeds });
    for (const [i, unit] of Array.from(found['embedding']!.data, Number).entries()) {
      expect(Math.abs(unit - (i % 8 < 4 ? 1 : 0))).toBeLessThan(0.05);
    }
    const others = methodOf(parseConfig({ network: 'koch', method: 'siamese', dim: 8 }));
    const plain = new Scope({ training: true });
    others.encoder!(koch)(raw, plain);
    expect(plain.parameters.filter(({ shape }) => shape.length === 2).map(({ shape }) => shape[0])).toEqual([1024, 8]);
  });

  it('scores a pair of two-channel alike in both orders', async () => {
    const model = await open(methods.twoChannel({ batchSize: 4 }));
    const samples = pixels(6);
    const [forth, back] = await Promise.all([
      model.distances(samples, [0, 1, 2], [3, 4, 5]),
      model.distances(samples, [3, 4, 5], [0, 1, 2]),
    ]);
    expect(Array.from(back)).toEqual(Array.from(forth));
    expect(new Set(forth).size).toBe(3);
    await model.close();
  });

  it('gives the embeddings that the training graph gives, for any number of raw samples', async () => {
    const method = methods.siamese({ batchSize: 4 });
    const values = valuesOf(method);
    const scope = new Scope({ training: true });
    const embedding = method.encoder!(architecture)(
      normalize(input('raw', 'uint8', [5, 1, 28, 28]), sample.normalization),
      scope,
    );
    const five = pixels(5);
    const feeds = Object.fromEntries(scope.parameters.map(({ name }) => [name, values[name]!.data]));
    const { embedding: expected } = await evaluate({ embedding }, { raw: five.data, ...feeds });

    const model = await Model.open(exportModel(method, architecture, sample, values));
    expect(model).toMatchObject({
      sampleShape: [1, 28, 28],
      embeds: true,
      hasLearnedDistance: false,
      canDecode: false,
    });
    const actual = await model.embed(five);
    expect(actual.shape).toEqual([5, 3]);
    expectClose(actual.data, expected!.data as Float32Array);
    expect((await model.embed(pixels(2001))).shape).toEqual([2001, 3]);
    await model.close();
  });

  it('gives large samples, of which fewer go through at once, the embeddings that each has alone', async () => {
    const large = { ...sample, shape: [1, 1024, 512] };
    const net = (width: number) => sequential(flatten(), linear({ out: width }));
    const method = methods.siamese();
    const scope = new Scope({ training: true });
    method.encoder!({ dim: 2, net })(input('raw', 'float32', [1, ...large.shape]), scope);
    const values = initialize(scope.parameters, new Random(4));
    const model = await Model.open(exportModel(method, { dim: 2, net }, large, values));
    const width = 1024 * 512;
    const data = Uint8Array.from({ length: 5 * width }, (_, i) => (i * 7) % 251);
    const all = await model.embed({ data, shape: [5, ...large.shape] });
    for (let i = 0; i < 5; i++) {
      const alone = await model.embed({ data: data.subarray(i * width, (i + 1) * width), shape: [1, ...large.shape] });
      expectClose(all.data.subarray(2 * i, 2 * i + 2), alone.data);
    }
    await model.close();
  });

  it('of two-channel compares raw samples, and has no embedding', async () => {
    const model = await open(methods.twoChannel({ batchSize: 4 }));
    expect(model).toMatchObject({ sampleShape: [1, 28, 28], embeds: false, hasLearnedDistance: true });
    const four = pixels(4);
    const distances = await model.distances(await model.encode(four), [0, 1, 0], [1, 2, 1]);
    expect(distances).toHaveLength(3);
    expect(distances[0]).toBe(distances[2]);
    expect(distances[0]).not.toBe(distances[1]);
    expect(() => model.embed(four)).toThrow(
      'embed: expected a model that has an embedding, got one that only compares two samples',
    );
    await model.close();
  });

  it('of siamese-bce compares embeddings by its learned distance, alike both ways round', async () => {
    const model = await open(methods.siameseBce({ batchSize: 4 }));
    expect(model).toMatchObject({ embeds: true, hasLearnedDistance: true });
    const encoded = await model.encode(pixels(4));
    expect(encoded.shape).toEqual([4, 3]);
    const [there, back] = await model.distances(encoded, [0, 1], [1, 0]);
    expect(there).toBeCloseTo(back!, 6);
    await model.close();
  });

  it('of a VAE decodes points of its latent space', async () => {
    const model = await open(methods.vae({ batchSize: 4 }));
    expect(model).toMatchObject({ embeds: true, canDecode: true });
    const decoded = await model.decode({ data: Float32Array.of(0, 0, 0, 1, 2, 3), shape: [2, 3] });
    expect(decoded.shape).toEqual([2, 1, 28, 28]);
    expect(Math.min(...decoded.data)).toBeGreaterThan(0);
    expect(Math.max(...decoded.data)).toBeLessThan(1);
    await model.close();
  });
});

it('evaluateModel(model, data) of a VAE gives the cross-entropy of its reconstructions in nats', async () => {
  const model = await open(methods.vae({ batchSize: 4 }));
  const images = {
    name: 'noise',
    samples: pixels(40),
    labels: Int32Array.from({ length: 40 }, (_, i) => i % 2),
    classNames: ['a', 'b'],
  };
  const part = { queries: images, gallery: images, evaluatedOn: 'noise' };
  const data = { seen: part, unseen: undefined, validation: undefined };
  const { reconstruction } = (await evaluateModel(model, data)).metrics;
  let expected = 0;
  const decoded = await model.decode(await model.embed(images.samples));
  for (const [i, y] of decoded.data.entries()) {
    const x = images.samples.data[i]! / 255;
    expected += (-x * Math.log(y) - (1 - x) * Math.log(1 - y)) / 40;
  }
  expect(reconstruction! / expected).toBeCloseTo(1, 5);
  await model.close();
  const plain = await open(methods.siamese({ batchSize: 4 }));
  const { metrics } = await evaluateModel(plain, data);
  for (const name of ['reconstruction', 'elbo', 'kl']) expect(metrics).not.toHaveProperty(name);
  await plain.close();
});

it.each([
  ['vae', methods.vae({ batchSize: 4, beta: 3 })],
  ['vae-siamese', methods.vaeSiamese({ batchSize: 4 })],
])('evaluateModel(model, data) of %s gives ELBO and KL of the test samples in nats, beside the reconstruction', async (_, method) => {
  const values = valuesOf(method);
  const model = await Model.open(exportModel(method, architecture, sample, values));
  const samples = pixels(300);
  const images = {
    name: 'noise',
    samples,
    labels: Int32Array.from({ length: 300 }, (_, i) => i % 2),
    classNames: ['a', 'b'],
  };
  const part = { queries: images, gallery: images, evaluatedOn: 'noise' };
  const data = { seen: part, unseen: undefined, validation: undefined };
  const { elbo, kl, reconstruction } = (await evaluateModel(model, data)).metrics;
  await model.close();

  // The objective of training, whose samples of z are other ones.
  const scope = new Scope({ training: false });
  const raw = input('raw', 'uint8', samples.shape);
  const batch = {
    samples: normalize(raw, sample.normalization),
    intensities: intensitiesOf(raw, sample.normalization),
    labels: input('labels', 'int32', [300]),
    classes: 10,
  };
  const { metrics } = methods.vae().objective(batch, architecture, scope);
  const feeds = Object.fromEntries(scope.parameters.map(({ name }) => [name, values[name]!.data]));
  const expected = await evaluate(
    { reconstruction: metrics!['reconstruction']!, kl: metrics!['kl']! },
    { raw: samples.data, ...feeds },
  );
  const number = (name: string) => Number(expected[name]!.data[0]);
  expect(kl! / number('kl')).toBeCloseTo(1, 4);
  expect(kl).toBeGreaterThan(0);
  expect(elbo! / -(number('reconstruction') + number('kl'))).toBeCloseTo(1, 2);
  expect(elbo).not.toBeCloseTo(-reconstruction! - kl!, 4);
});
