import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { NearfarError, UsageError } from '../errors.ts';
import { readJson } from './files.ts';
import { readStored } from './stored-config.ts';

/** Options from a JSON file, or from the default export of a TypeScript or JavaScript one. A run's own config.json will do. */
export async function readConfig(path: string): Promise<Record<string, unknown>> {
  const found = path.endsWith('.json')
    ? readJson(path, 'a config', 'Check the path')
    : await defaultExport(resolve(path));
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw new UsageError({
      who: path,
      expected: 'an object of options',
      got: Array.isArray(found) ? 'a list' : typeof found,
    });
  }
  const { options, fromCode } = readStored(found as Record<string, unknown>);
  const [own] = fromCode;
  if (own === undefined) return options;
  throw new UsageError({
    who: path,
    expected: 'options that a file can hold',
    got: `the ${own} "${options[own]}", which came from code`,
    fix: `Take ${own} and fromCode out of the file, or give a TypeScript file that has the ${own} itself`,
  });
}

async function defaultExport(path: string): Promise<unknown> {
  const jiti = createJiti(pathToFileURL(path).href, {
    alias: { nearfar: fileURLToPath(new URL('../index.js', import.meta.url)) },
  });
  try {
    return await jiti.import(path, { default: true });
  } catch (cause) {
    throw new NearfarError(
      { who: path, expected: 'a module whose default export is the options', got: (cause as Error).message },
      { cause },
    );
  }
}
