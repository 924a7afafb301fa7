import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const python = '/usr/bin/python3';

const checkAll = `
import onnx, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        onnx.checker.check_model(onnx.load(path), full_check=True)
    except Exception as error:
        print(path.stem, error)
`;

/** Whether this machine has Python's onnx package. */
export function hasChecker(): boolean {
  try {
    execFileSync(python, ['-c', 'import onnx'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What ONNX's own checker, shape inference included, says against models: nothing where all are valid. */
export function complaints(models: Readonly<Record<string, Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'nearfar-onnx-'));
  try {
    for (const [name, bytes] of Object.entries(models)) writeFileSync(join(folder, `${name}.onnx`), bytes);
    return execFileSync(python, ['-c', checkAll, folder], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
