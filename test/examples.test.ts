import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { glyphs } from '../src/data/glyphs.ts';
import { JITI, temporaryFolder } from './support/cli.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = temporaryFolder();

/** An IDX file: the header, then the bytes. */
function idx(path: string, shape: number[], data: Uint8Array): void {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x800 + shape.length);
  shape.forEach((extent, i) => {
    header.setUint32(4 + 4 * i, extent);
  });
  writeFileSync(path, Buffer.concat([new Uint8Array(header.buffer), data]));
}

/** Ten drawn characters in the place of a data set of ten classes: `perClass` samples of each, every third for testing. */
beforeAll(() => {
  const { samples, labels } = glyphs({ classes: { train: 10, validation: 1, test: 1 }, perClass: 60 }).train;
  mkdirSync(join(folder, 'kmnist'), { recursive: true });
  for (const [name, test] of [
    ['train', false],
    ['t10k', true],
  ] as const) {
    const chosen = Array.from(labels.keys()).filter(i => (i % 3 === 0) === test);
    const pixels = Buffer.concat(chosen.map(i => samples.data.subarray(i * 784, (i + 1) * 784) as Uint8Array));
    idx(join(folder, 'kmnist', `${name}-images-idx3-ubyte`), [chosen.length, 28, 28], pixels);
    idx(
      join(folder, 'kmnist', `${name}-labels-idx1-ubyte`),
      [chosen.length],
      Uint8Array.from(chosen, i => labels[i]!),
    );
  }
});

const examples: [name: string, says: RegExp, ...args: string[]][] = [
  ['siamese-bce', /two-channel: ROC-AUC 0\.\d+[\s\S]*siamese-bce: ROC-AUC/],
  ['contrastive', /loss 0\.\d+, gradient[\s\S]*plots\/embeddings\.png/],
  ['triplet', /triplet: precision@1[\s\S]*triplet-ratio: precision@1/],
  ['mining', /all: MAP@R[\s\S]*semihard: MAP@R[\s\S]*random-hard: MAP@R[\s\S]*hard: MAP@R/],
  ['embedding-size', /dim=64: MAP@R[\s\S]*best on validation samples: dim=/],
  ['one-shot', /never trained on \(o, ki, su\)[\s\S]*"ways":3,"shots":1/, 'o,ki,su'],
  ['vae', /vae-triplet: ROC-AUC[\s\S]*shape \[1,1,28,28\]/],
];

it.each(examples)('examples/%s.ts runs on small data', async (name, says, ...args) => {
  const env = { ...process.env, NEARFAR_DATA: folder };
  const { stdout } = await run(process.execPath, [JITI, join(root, 'examples', `${name}.ts`), 'kmnist', '1', ...args], {
    cwd: temporaryFolder(),
    env,
  });
  expect(stdout).toMatch(says);
});

/** What the applications print, with all that they draw in a folder of their own. */
async function printed(name: string, ...args: string[]): Promise<string> {
  return (
    await run(process.execPath, [JITI, join(root, 'examples', `${name}.ts`), ...args], { cwd: temporaryFolder() })
  ).stdout;
}

it('examples/face-verification.ts finds a threshold on strangers, and decides about visitors', async () => {
  const said = await printed('face-verification', '2');
  const [, rocAuc, mean] =
    /ROC-AUC (0\.\d+)[\s\S]*in 10 folds: accuracy (0\.\d+) ± 0\.\d+, TAR at FAR 0\.01 0\.\d+/.exec(said)!;
  expect(Number(rocAuc)).toBeGreaterThan(0.8);
  expect(Number(mean)).toBeGreaterThan(0.7);
  const [, expected, seen] = /expect ([\d.]+) % false accepts[\s\S]*visitors: ([\d.]+) % false accepts/.exec(said)!;
  expect(Number(expected)).toBeLessThanOrEqual(1);
  expect(Number(seen)).toBeLessThan(5);
  expect(said).toMatch(/p0 and p1: [\d.]+ apart, (the same|two people)/);
});

it('examples/duplicates.ts finds more copies than it names other pairs', async () => {
  const said = await printed('duplicates', '4');
  const [, found, wrong] = /duplicates: (\d+) of 100 found, (\d+) other pairs named/.exec(said)!;
  expect(Number(found)).toBeGreaterThan(15);
  expect(Number(wrong)).toBeLessThan(Number(found));
  const [, alike] = /five nearest, ([\d.]+) % are of its kind/.exec(said)!;
  expect(Number(alike)).toBeGreaterThan(40); // 20 by chance
});

it('examples/recommendation.ts recommends better than by popularity, on choices that were held out', async () => {
  const said = await printed('recommendation', '250');
  const of = (name: string) => {
    const [, recall, , , ndcg] = new RegExp(
      `${name}: recall@10, @20 ([\\d.]+) ([\\d.]+), (nDCG)@10, @20 ([\\d.]+)`,
    ).exec(said)!;
    return { recall: Number(recall), ndcg: Number(ndcg) };
  };
  const [towers, popularity, random] = [of('two towers'), of('popularity'), of('random')];
  expect(towers.recall).toBeGreaterThan(1.3 * popularity.recall);
  expect(towers.ndcg).toBeGreaterThan(1.3 * popularity.ndcg);
  expect(popularity.recall).toBeGreaterThan(2 * random.recall);
});
