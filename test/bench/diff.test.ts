import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Result } from '../../bench/results.ts';
import { JITI, temporaryFolder } from '../support/cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const diff = (...files: string[]) =>
  promisify(execFile)(process.execPath, [JITI, join(root, 'bench', 'diff.ts'), ...files], { cwd: root });

const result = (node: string, ours: number[], series: Result['series'] = {}): Result => ({
  bench: 'step',
  date: '2026-01-01T00:00:00.000Z',
  machine: { processor: 'Pocket', cores: 2, gigabytes: 8, system: 'linux x64 6', load: 0.1 },
  versions: { node },
  options: { batch: 384 },
  series: { nearfar: { unit: 'ms', values: ours }, ...series },
});

it('bench:diff prints the medians of two runs side by side, their ratio, the machines and the versions', async () => {
  const folder = temporaryFolder();
  const [a, b] = ['a', 'b'].map(name => join(folder, `${name}.json`));
  writeFileSync(a!, JSON.stringify(result('20.0.0', [60, 50, 90])));
  writeFileSync(b!, JSON.stringify(result('24.0.0', [30, 20, 10, 30, 90], { PyTorch: { unit: 'ms', values: [100] } })));
  const { stdout } = await diff(a!, b!);
  const lines = stdout.split('\n').map(line => line.trim().split(/ {2,}/).join(' | '));
  expect(lines).toEqual(
    expect.arrayContaining([
      'A | B | B / A',
      'nearfar | 60.00 ms (3) | 30.00 ms (5) | 0.500',
      'PyTorch | - | 100.0 ms (1) | -',
      'processor | Pocket | Pocket',
      'node | 20.0.0 | 24.0.0',
      'batch | 384 | 384',
    ]),
  );
});

it('bench:diff without two files says what it wants', async () => {
  await expect(diff()).rejects.toMatchObject({
    code: 2,
    stderr: 'bench:diff: expected two files of bench/results/. Run: npm run bench:diff A.json B.json\n',
  });
});
