import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** Runs the command line as a Node of another version would begin it. */
const asNode = (version: string) =>
  spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`,
      path('dist/cli/nearfar.js'),
      '--version',
    ],
    { encoding: 'utf8' },
  );

it.each(['18.20.4', '20.0.0', '20.11.1', '21.7.3'])('nearfar under Node %s says in one line what it needs', version => {
  expect(asNode(version)).toMatchObject({
    status: 1,
    stdout: '',
    stderr: `nearfar: expected Node 20.12 or later, or 22 or later, got ${version}. Install a newer Node.\n`,
  });
});

it.each(['20.12.0', '22.0.0', '24.1.0'])('nearfar under Node %s starts', version => {
  expect(asNode(version)).toMatchObject({ status: 0, stdout: '0.1.0\n' });
});

it.each(['train', 'compare', 'sweep'])('nearfar %s --help says that a config of TypeScript is run', command => {
  const { stdout } = spawnSync(process.execPath, [path('dist/cli/nearfar.js'), command, '--help'], {
    encoding: 'utf8',
  });
  expect(stdout.replace(/\s+/g, ' ')).toContain('a TypeScript or JavaScript one, which is code and is run');
});

it('package.json asks for the Node that nearfar asks for', () => {
  const { engines } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe('^20.12.0 || >=22.0.0');
});
