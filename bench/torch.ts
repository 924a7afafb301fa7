import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Peer } from './peer.ts';

const run = promisify(execFile);
export const PYTHON = '/usr/bin/python3';

/** PyTorch picks its fastest kernels only if OpenBLAS is not told which processor, or how large a cache, to assume. */
const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...torchEnv } = process.env;

export { torchEnv };

/** PyTorch's version, and the libraries for linear algebra that it has loaded, as far as Linux tells. */
const VERSIONS = `
import os, torch
maps = '/proc/self/maps'
lines = open(maps).read().split() if os.path.exists(maps) else []
print(torch.__version__, *sorted({os.path.basename(os.path.realpath(x)) for x in lines if 'blas' in x or 'mkl' in x}))
`;

/** What PyTorch's side prints: milliseconds of each step, and of the processor a step, all threads together. */
export interface TorchTimes {
  readonly times: readonly number[];
  readonly processor: number;
}

/** Debian's python3-torch with libopenblas0-pthread, the same step on the same machine. */
export const torch: Peer = {
  name: 'PyTorch',
  missing: () =>
    run(PYTHON, ['-c', 'import torch'], { env: torchEnv }).then(
      () => undefined,
      () => 'python3-torch is not installed (apt-get install python3-torch libopenblas0-pthread)',
    ),
  version: async () => {
    const { stdout } = await run(PYTHON, ['-c', VERSIONS], { env: torchEnv });
    return stdout.trim();
  },
  async run({ batch, threads, steps }) {
    const script = fileURLToPath(new URL('./peers/torch_step.py', import.meta.url));
    const { stdout } = await run(PYTHON, [script, String(batch), String(threads), String(steps)], { env: torchEnv });
    return (JSON.parse(stdout) as TorchTimes).times;
  },
};
