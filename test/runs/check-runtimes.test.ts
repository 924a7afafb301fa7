import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import { checkRuntimes } from '../../src/runs/check-runtimes.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const path = join(folder, 'sum.onnx');
const a = g.input('a', 'float32', [1, 3]);
const b = g.input('b', 'uint8', [1, 3]);
writeFileSync(path, g.toOnnx(g.program({ y: g.add(a, g.cast(b, 'float32')) }), { freeAxis: 'N' }));

const { PATH } = process.env;
afterEach(() => {
  process.env['PATH'] = PATH;
});

/** A Python that does what a script of the shell says. */
function python(script: string): void {
  const program = join(folder, 'python3');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  process.env['PATH'] = `${folder}:${PATH}`;
}

describe.skipIf(process.platform === 'win32')('checkRuntimes(paths)', () => {
  it('runs a network of several inputs in onnxruntime-web, and names a runtime that is not there', async () => {
    python('exit 3');
    const [web, other] = await checkRuntimes([path]);
    expect(web).toEqual({ runtime: 'onnxruntime-web', difference: 0 });
    expect(other!.runtime).toContain('Python');
  });

  it('refuses what another runtime computes otherwise', async () => {
    python(`cat > /dev/null; echo '{"runtime":"Python","outputs":[{"y":[${Array(24).fill(0).join()}]}]}'`);
    await expect(checkRuntimes([path])).rejects.toThrow(
      `${path}: expected the numbers of onnxruntime-node from Python, got y 100.0 % apart.`,
    );
  });

  it('refuses a runtime that fails, with its last words', async () => {
    python('echo "Traceback" >&2; echo "RuntimeError: no such operator" >&2; exit 1');
    await expect(checkRuntimes([path])).rejects.toThrow(
      'python3: expected the outputs of the written network, got RuntimeError: no such operator.',
    );
  });
});
