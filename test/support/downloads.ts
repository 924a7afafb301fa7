import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { Random } from '../../src/random.ts';
import type { FileServer } from './file-server.ts';

const random = new Random(0);
/** A file to download. */
export const bytes = Uint8Array.from({ length: 100_000 }, () => random.int(256));
export const md5 = createHash('md5').update(bytes).digest('hex');

/** Of the test that runs: its folder, where it downloads to, and its server, which is closed after it. */
export const at: { folder: string; target: string; server: FileServer | undefined } = {
  folder: '',
  target: '',
  server: undefined,
};

beforeEach(() => {
  at.folder = mkdtempSync(join(tmpdir(), 'nearfar-download-'));
  at.target = join(at.folder, 'sub', 'file.gz');
});
afterEach(async () => {
  await at.server?.close();
  at.server = undefined;
  rmSync(at.folder, { recursive: true });
});
