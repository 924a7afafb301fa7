#!/usr/bin/env node
import { createRequire } from 'node:module';
import { NearfarError } from '../errors.ts';

/** Node has import attributes (sharp's) and `Dirent.parentPath`. */
function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major >= 22 || (major === 20 && minor >= 12)) return;
  throw new NearfarError({
    who: 'nearfar',
    expected: 'Node 20.12 or later, or 22 or later',
    got: version,
    fix: 'Install a newer Node',
  });
}

/** ONNX Runtime is there: npm removes it, or does not finish it, where its install script fails. */
function requireRuntime(): void {
  try {
    createRequire(import.meta.url)('onnxruntime-node');
  } catch (cause) {
    throw new NearfarError(
      {
        who: 'nearfar',
        expected: 'ONNX Runtime, which npm installs beside it',
        got: (cause as Error).message.split('\n')[0]!,
        fix: 'Install again without its CUDA download: ONNXRUNTIME_NODE_INSTALL=skip npm install',
      },
      { cause },
    );
  }
}

try {
  requireNode(process.versions.node);
  requireRuntime();
  await import('./main.ts'); // Only now: an older Node cannot even read what it imports.
} catch (error) {
  process.stderr.write(`${error instanceof NearfarError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
