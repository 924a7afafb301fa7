import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tools = join(root, 'scripts', 'api');

/** Whether TypeDoc and its own TypeScript are there; they are installed apart: `npm ci --prefix scripts/api`. */
export const canWriteApi = (): boolean => existsSync(join(tools, 'node_modules', 'typedoc'));

/** Writes the reference of all that `dist/index.d.ts` exports, as Markdown into `folder`. `dist` must be built. */
export function writeApi(folder: string): void {
  mkdirSync(join(tools, '.cache'), { recursive: true });
  const work = mkdtempSync(join(tools, '.cache', 'types-')); // where TypeDoc's packages are found
  try {
    for (const path of readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.d.ts')) continue;
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), readable(readFileSync(join(root, 'dist', path), 'utf8')));
    }
    writeFileSync(join(work, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.d.ts'] }));
    const typedoc = join(tools, 'node_modules', 'typedoc', 'bin', 'typedoc');
    const args = [
      '--options',
      join(tools, 'typedoc.json'),
      '--tsconfig',
      'tsconfig.json',
      '--out',
      'pages',
      'index.d.ts',
    ];
    execFileSync(process.execPath, [typedoc, ...args], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(join(work, 'pages'))) {
      const text = readFileSync(join(work, 'pages', name), 'utf8').replaceAll('Namespace.', '');
      writeFileSync(join(folder, name.replace('Namespace.', '')), text.replace(/^# nearfar\n/, `${INTRO}\n`));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'dom'],
  types: [],
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

const INTRO = `# API reference

All that the package exports, made of its doc comments by \`npm run docs:api\`. \`nearfar\` has the functions and types below, and
these namespaces, each of which is an import of its own too (\`nearfar/graph\`), but for \`datasets\`.`;

/**
 * Types as TypeDoc can show them. It leaves out the type arguments of `import('…').Thing<…>`, and does not look into
 * `OptionsOf<typeof x>`: imports go to the top, and options become a type of their own, to which the thing refers. Constants that are functions are marked as such.
 */
function readable(types: string): string {
  const thing =
    /(export declare const (\w+): [^;{]*), (\{.*?\n?\}(?: & \{\})?)>;\n(\/\*\*[^\n]*)\*\/\nexport type (\w+Options) = OptionsOf<typeof \2>;/gs;
  const functions = /\*\/\n(?=export declare const \w+: [<(])/g;
  const named = types
    .replaceAll(functions, '@function */\n')
    .replaceAll(
      thing,
      (_, start: string, _name, options: string, doc: string, alias: string) =>
        `${start}, ${alias}>;\n${doc}@interface */\nexport type ${alias} = ${options};`,
    );
  const imports = new Map<string, string>();
  const moved = named.replaceAll(/import\("(\.[^"]+)"\)\.(\w+)/g, (_, from: string, name: string) => {
    imports.set(name, from);
    return name;
  });
  const lines = [...imports]
    .filter(([name]) => !new RegExp(`^import .*\\b${name}\\b.* from`, 'm').test(types))
    .map(([name, from]) => `import type { ${name} } from '${from}';\n`);
  return lines.join('') + moved;
}
