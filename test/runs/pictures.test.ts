import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { glyphs } from '../../src/data/glyphs.ts';
import { Random } from '../../src/random.ts';
import { train } from '../../src/runs/train.ts';
import { temporaryFolder } from '../support/cli.ts';

const images = glyphs({ classes: { train: 12, validation: 5, test: 6 }, perClass: 20 });
const quick = { network: 'mlp', dim: 3, epochs: 1, batchSize: 40, threads: 1 };

/** Rows of a table around one centre a class. */
function table(name: string, n: number): Dataset {
  const random = new Random(n);
  const labels = Int32Array.from({ length: n }, (_, i) => i % 6);
  const data = Float32Array.from(
    { length: n * 4 },
    (_, i) => Math.cos(labels[Math.floor(i / 4)]! * (1 + (i % 4))) + 0.3 * random.normal(),
  );
  return { name, samples: { data, shape: [n, 4] }, labels, classNames: ['a', 'b', 'c', 'd', 'e', 'f'] };
}

async function left(options: Parameters<typeof train>[0]) {
  const out = join(temporaryFolder(), 'run');
  await train({ dataset: images, ...quick, ...options, out });
  const pictures = (readdirSync(out).includes('plots') ? readdirSync(join(out, 'plots')) : []).sort();
  expect(pictures.filter(name => name.endsWith('.svg')).map(name => name.replace('.svg', '.png'))).toEqual(
    pictures.filter(name => name.endsWith('.png')),
  );
  const others = readdirSync(out).filter(name => ['latent-space.gif', 'report.html'].includes(name));
  return {
    pictures: pictures
      .filter(name => name.endsWith('.svg'))
      .map(name => name.slice(0, -4))
      .sort(),
    others,
  };
}

const ofPairs = ['curves', 'distances', 'episode', 'episode-worst', 'mistakes', 'roc'];
const both = ['latent-space.gif', 'report.html'];

it('train({ method: "vae" }) draws reconstructions, samples of the prior and a walk beside the other pictures', async () => {
  const { pictures, others } = await left({ method: 'vae' });
  const ofVae = ['embeddings', 'neighbours', 'reconstructions', 'samples', 'walk'];
  expect(pictures).toEqual([...ofPairs, ...ofVae].sort());
  expect(others).toEqual(both);
});

it('train({ method: "two-channel" }) draws what needs no embedding', async () => {
  expect(await left({ method: 'two-channel' })).toEqual({ pictures: ofPairs, others: ['report.html'] });
});

it('train({ dataset }) of rows of numbers draws what needs no images', async () => {
  const dataset = { train: table('train', 240), test: table('test', 120) };
  const { pictures, others } = await left({ dataset, method: 'siamese' });
  expect(pictures).toEqual(['curves', 'distances', 'embeddings', 'roc']);
  expect(others).toEqual(both);
});

it.each([
  ['pca', 'The first two principal components of 3 dimensions'],
  ['umap', 'UMAP, which shows the samples that are near, but not how far others are, of 3 dimensions'],
  ['auto', 'The first two principal components of 3 dimensions'],
] as const)('train({ projection: "%s" }) says in the picture how it came into the plane', async (projection, told) => {
  const out = join(temporaryFolder(), 'run');
  const { metrics } = await train({ dataset: images, ...quick, method: 'siamese', projection, out });
  expect(readFileSync(join(out, 'plots', 'embeddings.svg'), 'utf8')).toContain(told);
  const threshold = Number(metrics.thresholds!.accuracy!.toPrecision(3));
  expect(readFileSync(join(out, 'plots', 'distances.svg'), 'utf8')).toContain(`threshold ${threshold}"`);
  const { match: _, ...named } = metrics.thresholds!;
  const roc = readFileSync(join(out, 'plots', 'roc.svg'), 'utf8');
  for (const name of Object.keys(named)) expect(roc).toContain(`at ${name}`);
});

it('train({ plots: false }) draws nothing', async () => {
  expect(await left({ method: 'siamese', plots: false })).toEqual({ pictures: [], others: [] });
});

it('train({ dataset }) draws names with control characters and names of 10 000 characters, and stores them whole', async () => {
  const out = join(temporaryFolder(), 'run');
  const long = 'x'.repeat(10_000);
  const renamed = (part: Dataset): Dataset => {
    const classNames = part.classNames.map((name, k) => (k === 0 ? `bell\u0007 ${name}` : `${name} ${long}`));
    return { ...part, name: 'null\u0000byte', classNames };
  };
  const { train: samples, validation, test } = images;
  const dataset = { train: renamed(samples), validation: renamed(validation!), test: renamed(test) };
  const started = performance.now();
  await train({ ...quick, dataset, method: 'siamese', out });
  expect(performance.now() - started).toBeLessThan(60_000);
  const report = readFileSync(join(out, 'report.html'), 'utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(report).not.toMatch(/[\u0000\u0007]/);
  expect(report.length).toBeLessThan(3e6);
  for (const name of readdirSync(join(out, 'plots'))) expect(statSync(join(out, 'plots', name)).size).toBeLessThan(1e6);
  const model = readFileSync(join(out, 'model.onnx'));
  expect(model.includes(long)).toBe(true);
});
