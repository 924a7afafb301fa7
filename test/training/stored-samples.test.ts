import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder, writeFiles } from '../support/own-data.ts';

const LOW_MEMORY = { NODE_OPTIONS: `--import ${fileURLToPath(new URL('../support/low-memory.mjs', import.meta.url))}` };

/** Those that show samples. */
const PICTURES = ['neighbours', 'mistakes', 'embeddings'];

it('train and evaluate give the same bits with samples in a file as in memory', async () => {
  const place = temporaryFolder();
  const folder = join(place, 'characters');
  await characterFolder(folder, 10, 8);
  writeFiles(folder, { 'c1/bad.png': 'hello' });
  const run = async (out: string, env: Readonly<Record<string, string>>) => {
    const path = join(place, out);
    const flags = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--out', path];
    const { code, stderr } = await nearfar(['train', folder, ...flags], { env });
    expect([code, stderr.includes('1 file was skipped')]).toEqual([0, true]);
    const { metrics } = lastJson<{ metrics: object }>(await nearfar(['evaluate', path, '--json'], { env }));
    return { metrics, content: (name: string) => readFileSync(join(path, name)) };
  };
  const cache = { XDG_CACHE_HOME: join(place, 'cache') };
  const [inMemory, stored] = await Promise.all([run('memory', {}), run('stored', { ...cache, ...LOW_MEMORY })]);
  expect(readdirSync(join(place, 'cache/nearfar/ingested'))).toHaveLength(1);
  expect(stored.content('model.onnx').equals(inMemory.content('model.onnx'))).toBe(true);
  for (const name of PICTURES) {
    expect(stored.content(`plots/${name}.svg`).equals(inMemory.content(`plots/${name}.svg`))).toBe(true);
  }
  expect(stored.metrics).toEqual(inMemory.metrics);
  const filledIn = ({ content }: typeof stored): object =>
    (JSON.parse(content('config.json').toString()) as { filledIn: object }).filledIn;
  expect(filledIn(stored)).toEqual(filledIn(inMemory));
}, 60_000);
