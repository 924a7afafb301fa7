import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Peer } from './peer.ts';
import { versionOf } from './results.ts';

const run = promisify(execFile);
const peers = new URL('./peers/', import.meta.url);

/** TensorFlow.js in Node without its native add-on. */
export const tfjs: Peer = {
  name: 'TensorFlow.js (cpu)',
  missing: async () =>
    existsSync(new URL('node_modules/@tensorflow/tfjs', peers))
      ? undefined
      : 'not installed (npm ci --prefix bench/peers)',
  version: async () => versionOf('@tensorflow/tfjs', 'bench/peers/node_modules'),
  async run({ batch }) {
    const { stdout } = await run(process.execPath, [fileURLToPath(new URL('tfjs_step.js', peers)), String(batch)]);
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as number[];
  },
};
