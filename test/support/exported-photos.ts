import { join } from 'node:path';
import type { RunResult } from '../../src/index.ts';
import { lastJson, nearfar, temporaryFolder } from './cli.ts';
import { characterFolder } from './own-data.ts';

/** Options of a training that takes no time. */
export const QUICK = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots', '--json'];

/** A folder with `photos`, a folder a class, in which commands run; `train` makes the run `a` of siamese-bce there. */
export function photosPlace() {
  const root = temporaryFolder();
  const run = (...args: string[]) => nearfar(args, { cwd: root });
  return {
    root,
    run,
    async train(): Promise<RunResult> {
      await characterFolder(join(root, 'photos'), 12, 8);
      return lastJson(await run('train', 'photos', ...QUICK, '--method', 'siamese-bce', '--out', 'a'));
    },
  };
}
