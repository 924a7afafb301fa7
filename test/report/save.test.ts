import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { figure } from '../../src/report/figure.ts';
import { savePlot } from '../../src/report/save.ts';
import { look } from './pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearfar-plots-'));
afterAll(() => rmSync(folder, { recursive: true }));

const svg = figure({ title: 'Words only' }, { markup: '', width: 200, height: 20 });

test('savePlot(svg, path) writes the SVG and a PNG of twice its size, and leaves nothing else', async () => {
  const files = await savePlot(svg, join(folder, 'deep', 'words'));
  expect(readdirSync(join(folder, 'deep')).sort()).toEqual(['words.png', 'words.svg']);
  expect(readFileSync(files.svg, 'utf8')).toBe(svg);
  const [, width, height] = svg.match(/width="(\d+)" height="(\d+)"/)!.map(Number);
  const png = await look(files.png);
  expect([png.width, png.height]).toEqual([2 * width!, 2 * height!]);
  expect(png.spread).toBeGreaterThan(5);
});

test('savePlot(svg, path) draws text on a machine without fonts', async () => {
  const { svg: source, png } = await savePlot(svg, join(folder, 'words'));
  const script = `import sharp from 'sharp'; process.stdout.write(await sharp(process.argv[1], { density: 144 }).flatten({ background: '#fff' }).png().toBuffer())`;
  const env = { ...process.env, FONTCONFIG_FILE: '/dev/null' };
  const bare = execFileSync(process.execPath, ['--input-type=module', '-e', script, source], { env, stdio: 'pipe' });
  expect((await look(bare)).spread).toBe((await look(png)).spread);
});
