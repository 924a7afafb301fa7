import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from './support/cli.ts';

const run = promisify(execFile);
const shell = process.platform === 'win32'; // npm and npx are .cmd files there
const root = fileURLToPath(new URL('..', import.meta.url));
const project = join(temporaryFolder(), 'a project');
const installed = join(project, 'node_modules', 'nearfar');

/** Packs a copy whose `dist` holds an old file, and installs the tarball into an empty project, install scripts on. */
beforeAll(async () => {
  mkdirSync(project);
  const copy = temporaryFolder();
  const skipped = ['node_modules', 'dist', 'runs', 'coverage', '.git'];
  for (const name of readdirSync(root)) {
    if (!skipped.includes(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  mkdirSync(join(copy, 'dist'));
  writeFileSync(join(copy, 'dist', 'old.js'), '');
  await run('npm', ['pack', '--ignore-scripts=false', '--pack-destination', project], { cwd: copy, shell });
  const tarball = readdirSync(project).find(name => name.endsWith('.tgz'))!;
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
  const install = ['install', '--ignore-scripts=false', '--no-audit', '--no-fund', '--prefer-offline', tarball];
  await run('npm', install, { cwd: project, shell });
});

it('npm pack builds first, into an empty dist', () => {
  expect(existsSync(join(installed, 'dist', 'index.js'))).toBe(true);
  expect(existsSync(join(installed, 'dist', 'old.js'))).toBe(false);
});

it('npm install, with install scripts on, downloads no CUDA libraries where there is no NVIDIA driver', ({ skip }) => {
  skip(process.platform !== 'linux' || process.arch !== 'x64', 'only on Linux x64 are they downloaded');
  skip(existsSync('/proc/driver/nvidia/version') || existsSync('/dev/nvidiactl'), 'there is a driver here');
  const folder = join(project, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6', 'linux', 'x64');
  const libraries = readdirSync(folder).filter(name => name.includes('_providers_'));
  expect(libraries.toSorted()).toEqual(
    ['cuda', 'shared', 'tensorrt'].map(name => `libonnxruntime_providers_${name}.so`),
  );
  for (const name of libraries) expect(readFileSync(join(folder, name), 'utf8')).toMatch(/^This is not ONNX Runtime's/);
});

const pages = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name));

/** The links of a page that are no addresses, as paths. */
const linked = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!.replace(/#.*/, ''))
    .filter(link => link !== '' && !/^https?:/.test(link))
    .map(link => join(dirname(page), link));

it('every link of the packed README leads to a packed file or an address', () => {
  const paths = linked(join(installed, 'README.md'));
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter(path => !path.startsWith(installed) || !existsSync(path))).toEqual([]);
});

it('every link of the packed docs leads to a packed file or into the repository’s sources', () => {
  const paths = pages(join(installed, 'docs')).flatMap(linked);
  expect(paths.length).toBeGreaterThan(50);
  const sources = join(installed, 'src');
  const place = (path: string) => (path.startsWith(sources) ? join(root, relative(installed, path)) : path);
  expect(paths.filter(path => !existsSync(place(path)))).toEqual([]);
});

it('npm pack’s tarball, installed into an empty project, gives a working npx nearfar and typed imports', async () => {
  const { stdout } = await run('npx', ['nearfar', 'datasets', '--json'], { cwd: project, shell });
  expect((JSON.parse(stdout) as { datasets: unknown[] }).datasets.length).toBeGreaterThan(0);
  const args = ['nearfar', 'train', '--network', 'mlp', '--dim', '2', '--epochs', '1', '--batch-size', '100', '--json'];
  const trained = await run('npx', args, { cwd: project, shell });
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
  symlinkSync(join(root, 'node_modules', 'typescript'), join(project, 'node_modules', 'typescript'), 'junction');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const strict = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--types', '', 'use.ts'];
  await run(process.execPath, [tsc, ...strict], { cwd: project });
  const used = await run(process.execPath, ['use.js'], { cwd: project });
  expect(used.stdout.trim()).toBe('true 3,2');
});

it('nearfar train --config reads a TypeScript file that imports nearfar, in a folder with a space in its name', async () => {
  writeFileSync(
    join(project, 'a.config.ts'),
    `import { losses } from 'nearfar';
const margin: number = 0.3;
export default { loss: losses.tripletMarginLoss({ margin }), network: 'mlp', dim: 2, epochs: 1, plots: false };
`,
  );
  const args = ['nearfar', 'train', '--config', 'a.config.ts', '--json'];
  const { stdout } = await run('npx', args, { cwd: project, shell });
  expect(JSON.parse(stdout)).toMatchObject({ method: 'online', dim: 2 });
});

it('npx nearfar says how to install again where ONNX Runtime is missing', async () => {
  const runtime = join(project, 'node_modules', 'onnxruntime-node');
  renameSync(runtime, `${runtime}-away`);
  try {
    await expect(run('npx', ['nearfar', 'datasets'], { cwd: project, shell })).rejects.toMatchObject({
      code: 1,
      stderr:
        "nearfar: expected ONNX Runtime, which npm installs beside it, got Cannot find module 'onnxruntime-node'. " +
        'Install again without its CUDA download: ONNXRUNTIME_NODE_INSTALL=skip npm install.\n',
    });
  } finally {
    renameSync(`${runtime}-away`, runtime);
  }
});

it('the packed package is small, and holds no sources or tests', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
    name => !name.startsWith('node_modules') && statSync(join(installed, name)).isFile(),
  );
  const bytes = files.reduce((sum, name) => sum + statSync(join(installed, name)).size, 0);
  expect(bytes).toBeLessThan(4e6);
  expect(files.filter(name => /(^|\/)(src|test|bench)\//.test(name) || name.endsWith('.map'))).toEqual([]);
});
