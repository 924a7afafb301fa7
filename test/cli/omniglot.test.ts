import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** A bar on white, its place told by the character, its length by the drawing. */
async function drawing(character: number, number: number): Promise<Uint8Array> {
  const pixels = new Uint8Array(105 * 105).fill(255);
  for (let row = 8 * character; row < 8 * character + 6; row++) {
    pixels.fill(0, row * 105 + 10, row * 105 + 80 + number);
  }
  const raw = { width: 105, height: 105, channels: 1 } as const;
  return sharp(pixels, { raw }).png().toBuffer();
}

async function put(name: string, files: Readonly<Record<string, Promise<Uint8Array>>>): Promise<void> {
  const entries = Object.entries(files).map(async ([path, bytes]) => [path, new Uint8Array(await bytes)] as const);
  mkdirSync(join(folder, 'omniglot'), { recursive: true });
  writeFileSync(join(folder, 'omniglot', name), zipSync(Object.fromEntries(await Promise.all(entries))));
}

/** Alphabets of five characters, twelve drawings of each. */
const alphabets = (set: string, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name, a) =>
      Array.from({ length: 60 }, (_, i) => [
        `${set}/${name}/character0${Math.floor(i / 12)}/0001_${i % 12}.png`,
        drawing(2 * Math.floor(i / 12) + a, i % 12),
      ]),
    ),
  );

describe('nearfar evaluate --protocol omniglot-runs', () => {
  it('tells the drawings of the official runs by a run that was trained on omniglot-small1', async () => {
    await put('images_background_small1.zip', alphabets('images_background_small1', ['A', 'B']));
    await put('images_background_small2.zip', alphabets('images_background_small2', ['A', 'C']));
    const labels = [2, 1, 3].map((c, i) => `run01/test/item0${i + 1}.png run01/training/class0${c}.png`).join('\n');
    await put('all_runs.zip', {
      'run01/class_labels.txt': Promise.resolve(new TextEncoder().encode(labels)),
      ...Object.fromEntries([1, 2, 3].map(c => [`run01/training/class0${c}.png`, drawing(3 * c, 0)])),
      ...Object.fromEntries([2, 1, 3].map((c, i) => [`run01/test/item0${i + 1}.png`, drawing(3 * c, 3)])),
    });
    const config = JSON.parse(readFileSync('examples/omniglot-small1.config.json', 'utf8')) as Record<string, unknown>;
    const small = {
      ...config,
      methodOptions: { samplesPerClass: 2 },
      batchSize: 20,
      network: 'mlp',
      epochs: 4,
      plots: false,
    };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(small));
    const env = { NEARFAR_DATA: folder };
    const out = join(folder, 'run');
    const trained = await nearfar(['train', '--config', join(folder, 'config.json'), '--out', out], { env });
    expect(trained.code, trained.stderr).toBe(0);
    const evaluated = await nearfar(['evaluate', out, '--protocol', 'omniglot-runs', '--json'], { env });
    expect(evaluated.code, evaluated.stderr).toBe(0);
    const { metrics } = lastJson<{ metrics: { fewShot: { ways: number; shots: number; accuracy: number } } }>(
      evaluated,
    );
    expect(metrics.fewShot).toMatchObject({ ways: 3, shots: 1, accuracy: 1 });
    const idle: [string[], string][] = [
      [['--protocol', 'omniglot-runs', '--dataset', 'mnist'], 'protocol omniglot-runs: expected no option "dataset"'],
      [
        ['--ways', '20'],
        'protocol retrieval: expected no option "ways", which it has no use for, got 20. Leave it out, or use --protocol few-shot.',
      ],
    ];
    for (const [flags, text] of idle) {
      const { code, stderr } = await nearfar(['evaluate', out, ...flags], { env });
      expect(code).toBe(2);
      expect(stderr).toContain(text);
    }
  }, 60_000);

  it('says what is wrong with a zip file that is not one', async () => {
    writeFileSync(join(folder, 'omniglot', 'images_background_small1.zip'), '<html>');
    const { code, stderr } = await nearfar(['train', '--dataset', 'omniglot-small1', '--out', join(folder, 'bad')], {
      env: { NEARFAR_DATA: folder },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('images_background_small1.zip: expected a zip file, got something else. Fetch it again.');
  });
});
