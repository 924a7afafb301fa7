import { execFile } from 'node:child_process';
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/cli.ts';

const run = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;

it('npm pack’s tarball, installed into an empty project, gives a working npx nearfar and typed imports', async () => {
  const project = temporaryFolder();
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { cwd: root });
  const tarball = readdirSync(project).find(name => name.endsWith('.tgz'))!;
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball], {
    cwd: project,
  });

  const { stdout } = await run('npx', ['nearfar', 'datasets', '--json'], { cwd: project });
  expect((JSON.parse(stdout) as { datasets: unknown[] }).datasets.length).toBeGreaterThan(0);
  const args = ['nearfar', 'train', '--network', 'mlp', '--dim', '2', '--epochs', '1', '--batch-size', '100', '--json'];
  const trained = await run('npx', args, { cwd: project });
  const result = JSON.parse(trained.stdout) as { runDir: string };
  expect(result).toMatchObject({ dataset: 'glyphs', epochs: 1 });
  expect(readdirSync(join(project, result.runDir))).toContain('report.html');

  writeFileSync(
    join(project, 'use.ts'),
    `import { distances, losses, type NdArray } from 'nearfar';
const loss = losses.tripletMarginLoss({ margin: 0.2, distance: distances.lpDistance({ p: 2, normalize: true }) });
const { value, gradients } = await losses.evaluate(loss, { embeddings: [[1, 0], [0, 1], [0, 2]], labels: [0, 0, 1] });
const gradient: NdArray = gradients.embeddings;
console.log(value > 0, gradient.shape.join());
// @ts-expect-error a margin is a number
export const wrong = () => losses.tripletMarginLoss({ margin: 'wide' });
`,
  );
  symlinkSync(join(root, 'node_modules', 'typescript'), join(project, 'node_modules', 'typescript'));
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  await run(tsc, ['--strict', '--target', 'es2023', '--module', 'nodenext', '--types', '', 'use.ts'], { cwd: project });
  const used = await run(process.execPath, ['use.js'], { cwd: project });
  expect(used.stdout.trim()).toBe('true 3,2');
});
