import { NearfarError } from '../errors.ts';

interface Files {
  existsSync(path: string): boolean;
  readFileSync(path: string): Uint8Array;
}

/** The files of Node, without an import that no browser could follow. */
function files(): Files {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const found = process?.getBuiltinModule?.('node:fs') as Files | undefined;
  if (found) return found;
  throw new NearfarError({
    who: 'networks.fromOnnx',
    expected: 'Node 20.16 or newer to read a path',
    got: 'another runtime',
    fix: 'Read the file and pass its bytes',
  });
}

function read(path: string): Uint8Array {
  try {
    return files().readFileSync(path);
  } catch (cause) {
    if (cause instanceof NearfarError) throw cause;
    const got = (cause as Error).message;
    throw new NearfarError({ who: 'networks.fromOnnx', expected: 'an ONNX file that can be read', got }, { cause });
  }
}

/** A file beside another. */
const beside = (path: string, location: string): string => path.replace(/[^/\\]*$/, '') + location;

/** The bytes of a model. */
export const readModel = (path: string): Uint8Array => read(path);

/** The bytes of a file in the folder of a model. */
export const readBeside = (path: string, location: string): Uint8Array => read(beside(path, location));

/** The text of a file in the folder of a model, where there is one. */
export function readBesideIfThere(path: string, location: string): string | undefined {
  const at = beside(path, location);
  return files().existsSync(at) ? new TextDecoder().decode(read(at)) : undefined;
}
