import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { canWriteApi, writeApi } from './api-reference.ts';
import { CLIENT_FOLDER, canWriteClient, writeClient } from './client-types.ts';

/** Writes docs/api and the types of the client out of dist. What it needs is installed apart from the project, the first time. */
const folder = (path: string) => new URL(`../${path}`, import.meta.url).pathname;
if (!canWriteApi() || !canWriteClient()) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', folder('scripts/api')], { stdio: 'inherit' });
}
rmSync(folder('docs/api'), { recursive: true, force: true });
writeApi(folder('docs/api'));
await writeClient(CLIENT_FOLDER);
