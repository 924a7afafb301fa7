import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tool = join(root, 'scripts', 'api', 'node_modules', 'openapi-typescript', 'bin', 'cli.js');

/** Where the types of the client lie. */
export const CLIENT_FOLDER = join(root, 'src', 'server');
/** The files with them: of the routes, and of what goes over them. */
export const CLIENT_FILES = ['client-routes.ts', 'client-schemas.ts'] as const;

/** Whether openapi-typescript is there; it is installed apart: `npm ci --prefix scripts/api`. */
export const canWriteClient = (): boolean => existsSync(tool);

/** Writes the types of all routes, as the server in `dist` describes them, into a folder. */
export async function writeClient(folder: string): Promise<void> {
  const { openApi } = (await import(join(root, 'dist', 'server', 'app.js'))) as { openApi: () => Described };
  const described = openApi();
  for (const route of Object.values(described.paths)) for (const method of Object.values(route)) shorten(method);
  const work = mkdtempSync(join(tmpdir(), 'nearfar-client-'));
  try {
    const description = join(work, 'openapi.json');
    writeFileSync(description, JSON.stringify({ ...described, info: { title: 'nearfar', version: '' } }));
    const types = join(work, 'types.ts');
    execFileSync(process.execPath, [tool, description, '--output', types], { stdio: 'ignore' });
    const [routes, schemas] = withoutNever(readFileSync(types, 'utf8')).split(/(?=export interface components)/);
    const files = CLIENT_FILES.map(name => join(folder, name));
    writeFileSync(
      files[0]!,
      routes!.replace('export', "import type { components } from './client-schemas.ts';\n\nexport"),
    );
    writeFileSync(files[1]!, schemas!);
    const biome = join(root, 'node_modules', '.bin', 'biome');
    for (const file of files) writeFileSync(file, formatted(biome, readFileSync(file, 'utf8')));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Method>>>>;
}

interface Method {
  responses: Readonly<Record<string, unknown>>;
}

/** All refusals are alike: one stands for them. */
function shorten(method: Method): void {
  const { 200: good, ...others } = method.responses;
  const [refusal] = Object.values(others);
  method.responses = { 200: good, ...(refusal !== undefined && { default: refusal }) };
}

/** Without what there is not, and all that follows the schemas. */
const withoutNever = (text: string): string =>
  text
    .replaceAll(/^ +\w+\?: never;\n/gm, '')
    .replaceAll(/headers: \{\s+\[name: string\]: unknown;\s+\};/g, 'headers: Record<string, unknown>;')
    .replaceAll(/parameters: \{\s+\};\n/g, '')
    .replaceAll(/^ {2}(responses|parameters|requestBodies|headers|pathItems): never;\n/gm, '')
    .replace(/export type \$defs[\s\S]*$/, '')
    .replace(/export type webhooks = .*\n/, '')
    .replace(/export type operations = .*\n/, '');

const formatted = (biome: string, text: string): string =>
  execFileSync(biome, ['check', '--write', '--stdin-file-path=src/server/client-routes.ts'], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
