import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { BlockTask } from '../../src/data/decode-block.ts';
import type * as Decoders from '../../src/data/decoders.ts';
import { temporaryFolder } from '../support/cli.ts';
import { writeFiles } from '../support/own-data.ts';

const built = new URL('../../dist/data/decoders.js', import.meta.url).href;
const { openDecoders } = (await import(built)) as typeof Decoders;

const task = (folder: string): BlockTask => ({
  images: [{ path: join(folder, 'bad.png') }],
  decoding: { shape: [1, 2, 2], fit: 'cover' },
  files: [join(folder, 'rows.part'), join(folder, 'rows')],
  start: 0,
});

it.skipIf(availableParallelism() < 2)(
  'openDecoders().decode() writes to the file’s later name where another process has given it that; says what it lacks',
  async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'bad.png': 'hello', rows: '' });
    const decoders = openDecoders(2);
    expect((await decoders.decode(task(folder))).reasons).toEqual(['no image of a known format']);
    await expect(decoders.decode(task(temporaryFolder()))).rejects.toThrow(/ENOENT.*rows/);
    decoders.close();
  },
);

it.skipIf(availableParallelism() < 2)('openDecoders().decode() throws when the process has died', async () => {
  vi.stubEnv('NODE_OPTIONS', '--import data:text/javascript,process.exit(7)');
  const decoders = openDecoders(2);
  vi.unstubAllEnvs();
  await expect(decoders.decode(task(temporaryFolder()))).rejects.toThrow(
    'ingest: expected the process that decodes images to go on, got exit code 7. Run the command again: what is decoded already is kept.',
  );
  decoders.close();
});
