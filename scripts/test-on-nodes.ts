import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs the tests under other versions of Node, whose binaries npm has, and exits with 1 if one fails. Nothing is installed into the
 * project: test-on-nodes.ts 22 24 [-- vitest's arguments]
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const end = args.includes('--') ? args.indexOf('--') : args.length;
const [versions, rest] = [args.slice(0, end), args.slice(end + 1)];
const binaries = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The folder with the binary of a version. */
function fetchNode(version: string): string {
  const folder = mkdtempSync(join(tmpdir(), `node-${version}-`));
  const npm = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', `${binaries}@${version}`];
  const { status } = spawnSync('npm', npm, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(1);
  return join(folder, 'node_modules', binaries, 'bin');
}

for (const version of versions.length > 0 ? versions : ['22', '24']) {
  const bin = fetchNode(version);
  const node = join(bin, 'node');
  console.log(`\nNode ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}`);
  const env = { ...process.env, PATH: bin + delimiter + process.env['PATH'] };
  const vitest = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...rest];
  const { status } = spawnSync(node, vitest, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
