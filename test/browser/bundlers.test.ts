import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { createJiti } from 'jiti';
import { chromium } from 'playwright-core';
import { rolldown } from 'rolldown';
import * as vite from 'vite';
import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { expectClose } from '../support/close.ts';
import { ISOLATED, serve } from './serve.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const project = temporaryFolder();
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const { exports } = JSON.parse(read('package.json')) as { exports: Record<string, unknown> };
const rooms = Object.keys(exports)
  .filter(path => path !== '.' && path !== './package.json')
  .map(path => path.slice(2));
const entryOf = (room: string) => join(project, 'rooms', `${room}.js`);

/** A project that depends on nearfar as npm would install it: the packed files in its node_modules. */
beforeAll(async () => {
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'nearfar'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  }
  const shell = process.platform === 'win32'; // npm is a .cmd file there
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { cwd: root, shell });
  const tarball = readdirSync(project).find(name => name.endsWith('.tgz'))!;
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', join('node_modules', 'nearfar')], { cwd: project });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'page', private: true, type: 'module' }));
  mkdirSync(join(project, 'rooms'));
  for (const room of rooms) {
    writeFileSync(entryOf(room), `import * as room from 'nearfar/${room}';\nglobalThis.room = room;\n`);
  }
  writeFileSync(entryOf('node'), "import { readFileSync } from 'node:fs';\nglobalThis.room = readFileSync;\n");
});

/** What a bundler says against each of the entries, and the modules that it took. */
type Bundle = (entries: readonly string[]) => Promise<{ troubles: string[]; modules: string[] }>;

const bundlers: Readonly<Record<string, Bundle>> = {
  async esbuild(entries) {
    const options = { bundle: true, format: 'esm', platform: 'browser', write: false, metafile: true } as const;
    const entryPoints = [...entries];
    const built = await esbuild
      .build({ ...options, entryPoints, outdir: 'out', logLevel: 'silent', absWorkingDir: project })
      .catch((failure: esbuild.BuildFailure) => failure);
    const troubles = [...built.warnings, ...(built.errors ?? [])].map(({ text }) => text);
    return { troubles, modules: 'metafile' in built ? Object.keys(built.metafile.inputs) : [] };
  },
  async rolldown(entries) {
    const troubles: string[] = [];
    const onLog = (_: unknown, { message }: { message: string }) => troubles.push(message);
    const bundle = await rolldown({ input: [...entries], platform: 'browser', onLog });
    const { output } = await bundle.generate({ format: 'esm' });
    await bundle.close();
    const chunks = output.filter(part => part.type === 'chunk');
    const own = new Set(chunks.map(({ fileName }) => fileName));
    const external = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
    troubles.push(...external.filter(name => !own.has(name)));
    return { troubles, modules: chunks.flatMap(({ moduleIds }) => moduleIds) };
  },
  async vite(entries) {
    const troubles: string[] = [];
    const warn = (message: string) => troubles.push(message);
    const customLogger = { ...vite.createLogger('silent'), warn, warnOnce: warn, error: warn };
    const modules: string[] = [];
    await vite
      .build({
        root: project,
        configFile: false,
        customLogger,
        logLevel: 'silent',
        plugins: [
          {
            name: 'modules',
            enforce: 'pre',
            resolveId(source, importer = '') {
              // Vite puts an empty module in its place; protobufjs asks for that itself, in its `browser` field.
              if (isBuiltin(source) && !importer.includes('protobufjs')) troubles.push(`${importer} imports ${source}`);
            },
            generateBundle() {
              modules.push(...this.getModuleIds());
            },
          },
        ],
        build: { write: false, rolldownOptions: { input: [...entries] } },
      })
      .catch((error: Error) => troubles.push(error.message));
    return { troubles, modules };
  },
};

it.each(Object.keys(bundlers))('%s bundles every room of the packed package for a browser', async name => {
  const { troubles, modules } = await bundlers[name]!(rooms.map(entryOf));
  expect(troubles).toEqual([]);
  const packages = modules.map(id => /node_modules\/(onnxruntime-(?:node|web))\//.exec(id)?.[1]);
  expect([...new Set(packages)].filter(found => found !== undefined)).toEqual(['onnxruntime-web']);
  for (const room of rooms) expect(modules.some(id => id.endsWith(`rooms/${room}.js`))).toBe(true);
});

it.each(Object.keys(bundlers))('%s’s bundle of a module that reads files would be seen', async name => {
  const { troubles } = await bundlers[name]!([entryOf('node')]);
  expect(troubles.join('\n')).toMatch(/node:fs/);
});

/** The files of docs/browser.md: a paragraph that begins with a file's name, then its text. */
const files = [...read('docs/browser.md').matchAll(/^`([\w.]+)`(?:(?!\n\n).)*\n\n```\w+\n(.*?)```/gms)];

it('the page of docs/browser.md is typed, and trains in Chromium with two threads as in Node', async ({ skip }) => {
  const executablePath = '/usr/bin/chromium';
  skip(!existsSync(executablePath), `there is no Chromium at ${executablePath} on this machine`);
  expect(files.map(([, name]) => name)).toEqual(['train.ts', 'worker.ts', 'main.ts', 'index.html', 'vite.config.ts']);
  for (const [, name, text] of files) writeFileSync(join(project, name!), text!.replace('train(20,', 'train(5,'));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const strict = [
    '--noEmit',
    '--allowImportingTsExtensions',
    '--strict',
    '--target',
    'es2023',
    '--lib',
    'es2023,dom',
    '--types',
    'vite/client',
  ];
  const sources = ['train.ts', 'worker.ts', 'main.ts', 'vite.config.ts'];
  await run(process.execPath, [tsc, ...strict, '--moduleResolution', 'bundler', '--module', 'esnext', ...sources], {
    cwd: project,
  });

  await vite.build({ root: project, logLevel: 'silent' });
  const dist = join(project, 'dist');
  const { address, close } = await serve(async path => {
    const file = join(dist, path === '/' ? 'index.html' : path);
    return existsSync(file) ? readFileSync(file) : undefined;
  }, ISOLATED);
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    headless: true,
  });
  try {
    const page = await browser.newPage();
    page.on('pageerror', error => expect.unreachable(error.message));
    await page.goto(address);
    await page.waitForFunction("document.body.innerText.includes('64 embeddings')");
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    const lines = await page.evaluate<string[]>("document.body.innerText.split('\\n')");
    const inTab = lines.slice(0, -1).map(line => Number(line.replace('loss ', '')));
    const { train } = await createJiti(import.meta.url).import<{
      train(steps: number, onStep: (loss: number) => void): Promise<Float32Array>;
    }>(join(project, 'train.ts'));
    const inNode: number[] = [];
    await train(5, loss => inNode.push(loss));
    expectClose(inTab, inNode, { what: 'losses', relative: 2e-3 });
  } finally {
    await browser.close();
    close();
  }
});
