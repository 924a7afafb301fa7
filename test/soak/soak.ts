import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../src/random.ts';
import { BACKENDS, killIndexing } from './indexes.ts';
import { OUTCOMES, type Outcome } from './inputs.ts';
import { clear, type Failure, failAt, fullDisk, type Ground, ground, kill, twins } from './processes.ts';
import { type Counts, noCounts, runInputs } from './run-inputs.ts';
import { downloadOnce } from './server.ts';

/**
 * Kills, failing files, full disks, two processes on one run, bad servers, and mutated inputs of every format that is read;
 * ends with a table of what became of each. Only the columns `clean` and `accepted` may have numbers.
 *
 *     npm run soak -- [--minutes 10] [--hours H] [--only inputs,kills] [--each 700] [--seed 0]
 */
const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    hours: { type: 'string' },
    only: { type: 'string' },
    /** Mutations of each format. */
    each: { type: 'string', default: '700' },
    seed: { type: 'string', default: '0' },
  },
});
const seed = Number(flags.seed);
const minutes = flags.hours === undefined ? Number(flags.minutes) : 60 * Number(flags.hours);
const rows = new Map<string, Counts>();
const say = (text: string): void => console.error(text);

/** Does something again and again for its share of the time, at least once, and counts how it ends. */
async function repeated(
  name: string,
  stopAt: number,
  once: (n: number) => Promise<Outcome | undefined>,
): Promise<void> {
  const counts = noCounts();
  rows.set(name, counts);
  for (let n = 0; n === 0 || Date.now() < stopAt; n++) {
    const outcome = await once(n);
    if (outcome === undefined) {
      say(`${name}: skipped, since it cannot be done here`);
      rows.delete(name);
      return;
    }
    counts[outcome]++;
    if (outcome !== 'clean' && outcome !== 'accepted') say(`${name} ${n} (seed ${seed}): ${outcome}`);
  }
}

const HOW = ['EIO', 'ENOSPC', 'EACCES', 'KILL'];
const CALLS: readonly Failure['call'][] = ['renameSync', 'fsyncSync', 'writeSync', 'appendFileSync', 'mkdirSync'];

/** The n-th failure: the config's rename first, which is the main thread's, then any. */
function failure(n: number): Failure {
  const random = new Random(seed).fork(`failure ${n}`);
  const how = HOW[n % HOW.length]!;
  if (n < HOW.length) return { thread: 'main', call: 'renameSync', nth: 1, how };
  return { thread: 'worker', call: CALLS[random.int(CALLS.length)]!, nth: 1 + random.int(10), how };
}

type Part = (stopAt: number, place: () => Promise<Ground>) => Promise<void>;

const parts: Readonly<Record<string, Part>> = {
  async inputs(stopAt) {
    for (const [format, counts] of await runInputs(seed, Number(flags.each), say, stopAt)) rows.set(format, counts);
  },
  downloads: stopAt => repeated('downloads', stopAt, n => downloadOnce(seed, n)),
  async kills(stopAt, place) {
    const signals = ['SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const at = await place();
    await repeated('kills', stopAt, n => kill(at, new Random(seed).fork(`kill ${n}`), signals[n % signals.length]!));
  },
  async files(stopAt, place) {
    const at = await place();
    await repeated('failing files', stopAt, n => failAt(at, failure(n)));
  },
  async disks(stopAt, place) {
    const at = await place();
    await repeated('full disks', stopAt, n => fullDisk(at, new Random(seed).fork(`disk ${n}`).int(6000) + 4));
  },
  async indexes(stopAt) {
    const folder = mkdtempSync(join(tmpdir(), 'nearfar-soak-index-'));
    const share = (stopAt - Date.now()) / BACKENDS.length;
    for (const [i, backend] of BACKENDS.entries()) {
      const until = stopAt - (BACKENDS.length - 1 - i) * share;
      const once = (n: number) => killIndexing(join(folder, backend), new Random(seed).fork(`index ${n}`), backend);
      await repeated(`killed indexes, ${backend}`, until, once);
    }
    rmSync(folder, { recursive: true });
  },
  async twins(stopAt, place) {
    const at = await place();
    await repeated('two processes', stopAt, () => twins(at));
  },
};

const chosen = flags.only?.split(',') ?? Object.keys(parts);
let made: Ground | undefined;
const place = async () => (made ??= await ground());
const started = Date.now();
for (const [i, name] of chosen.entries()) {
  const part = parts[name];
  if (!part) throw new Error(`--only: expected ${Object.keys(parts).join(', ')}, got "${name}"`);
  await part(started + ((i + 1) / chosen.length) * minutes * 60_000, place);
}
if (made) clear(made);
console.table(Object.fromEntries(rows));
const bad = OUTCOMES.filter(outcome => outcome !== 'clean' && outcome !== 'accepted');
process.exitCode = [...rows.values()].some(counts => bad.some(outcome => counts[outcome] > 0)) ? 1 : 0;
