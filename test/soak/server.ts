import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { download } from '../../src/data/download.ts';
import { NearfarError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import { sendBytes, serve } from '../support/file-server.ts';
import type { Outcome } from './inputs.ts';

/** What servers do; each is told the random numbers of one download. */
const MANNERS = ['whole', 'breaks', 'silent', 'slow', 'another file', 'a page', 'an error'] as const;

/** Milliseconds after which a download counts as hanging; the server counts as gone after a second. */
const LONGEST = 20_000;
const PATIENCE = { answerMs: 1000, silenceMs: 1000, leastBytes: 2000, paceMs: 1000 };

/** Downloads from a server of some manners: the file is there whole and right, or not at all and with an error of our own. */
export async function downloadOnce(seed: number, n: number): Promise<Outcome> {
  const random = new Random(seed).fork(`download ${n}`);
  const file = Uint8Array.from({ length: 1000 + random.int(50_000) }, () => random.int(256));
  const manner = MANNERS[n % MANNERS.length]!;
  const breaks = () => 1 + random.int(file.length);
  const server = await serve((request, response, nth) => {
    if (manner === 'breaks') sendBytes(request, response, file, nth < 5 ? breaks() : Number.POSITIVE_INFINITY);
    else if (manner === 'silent') setTimeout(() => response.destroy(), LONGEST);
    else if (manner === 'slow') {
      response.writeHead(200, { 'content-length': file.length });
      const timer = setInterval(() => response.write(file.subarray(0, 1)), 50);
      response.on('close', () => clearInterval(timer));
    } else if (manner === 'another file') sendBytes(request, response, file.slice(1));
    else if (manner === 'a page') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>');
    else if (manner === 'an error') response.writeHead([404, 500, 503][random.int(3)]!).end();
    else sendBytes(request, response, file);
  });
  const target = join(mkdtempSync(join(tmpdir(), 'nearfar-soak-download-')), 'file.bin');
  const md5 = createHash('md5').update(file).digest('hex');
  const late = new Promise<'hang'>(resolve => setTimeout(() => resolve('hang'), LONGEST).unref());
  try {
    const end = await Promise.race([download(`${server.url}file.bin`, md5, target, undefined, PATIENCE), late]);
    if (end === 'hang') return 'hang';
    return readFileSync(target).equals(file) ? 'clean' : 'raw error';
  } catch (error) {
    return error instanceof NearfarError && !existsSync(target) && manner !== 'whole' ? 'clean' : 'raw error';
  } finally {
    await server.close();
  }
}
