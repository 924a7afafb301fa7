import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { canWriteApi, writeApi } from './api-reference.ts';

/** Writes docs/api out of dist. What it needs is installed apart from the project, the first time. */
const folder = (path: string) => new URL(`../${path}`, import.meta.url).pathname;
if (!canWriteApi()) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', folder('scripts/api')], { stdio: 'inherit' });
}
rmSync(folder('docs/api'), { recursive: true, force: true });
writeApi(folder('docs/api'));
