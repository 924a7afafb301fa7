import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../../src/random.ts';
import type { Outcome } from './inputs.ts';

const MAIN = new URL('../../dist/cli/nearfar.js', import.meta.url).pathname;
const QUICK = ['--network', 'mlp', '--dim', '4', '--epochs', '2', '--threads', '1', '--no-plots'];

/** Milliseconds after which a command counts as hanging. */
const LONGEST = 300_000;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  readonly hung: boolean;
}

/** Runs the built command line; `act` is given the process and each piece of its standard error. */
function nearfar(
  args: readonly string[],
  act: (child: ChildProcess, text: string) => void = () => {},
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } });
  let [stderr, hung] = ['', false];
  const timer = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, LONGEST);
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    act(child, data.toString());
  });
  child.stdout.resume();
  return new Promise(resolve =>
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stderr, hung });
    }),
  );
}

/** A place for runs, and the model of one that nothing happened to. */
export interface Ground {
  readonly folder: string;
  readonly model: Buffer;
}

export async function ground(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'nearfar-soak-runs-'));
  const out = join(folder, 'whole');
  const { code, stderr } = await nearfar(['train', ...QUICK, '--out', out]);
  if (code !== 0) throw new Error(stderr);
  return { folder, model: readFileSync(join(out, 'model.onnx')) };
}

/** An error in our grammar, and nothing of Node's or the runtime's. */
const isOwnError = (stderr: string): boolean =>
  /^nearfar: .*expected .*, got /m.test(stderr) && !/^\s+at .*:\d+/m.test(stderr);

/** How a run that something happened to goes on: it must end with the same model. */
async function resumed({ model }: Ground, out: string): Promise<Outcome> {
  const { code, stderr, hung } = await nearfar(['train', ...QUICK, '--resume', '--out', out]);
  if (hung) return 'hang';
  if (code !== 0) return isOwnError(stderr) ? 'raw error' : 'crash'; // A run that cannot go on is an error, whatever it says.
  return readFileSync(join(out, 'model.onnx')).equals(model) ? 'clean' : 'raw error';
}

/** Kills a run at a random moment, up to three times, and goes on. */
export async function kill(place: Ground, random: Random, signal: NodeJS.Signals): Promise<Outcome> {
  const out = mkdtempSync(join(place.folder, 'kill-'));
  for (let times = 1 + random.int(3); times > 0; times--) {
    const timers: NodeJS.Timeout[] = [];
    let begun = false;
    const { hung, stderr } = await nearfar(['train', ...QUICK, '--resume', '--out', out], child => {
      if (begun) return;
      begun = true;
      timers.push(setTimeout(() => child.kill(signal), random.uniform(0, 8000)));
    });
    for (const timer of timers) clearTimeout(timer);
    if (hung) return 'hang';
    if (/Napi|terminate called|Segmentation/.test(stderr)) return 'crash';
  }
  return resumed(place, out);
}

/** A call of the file system that fails. */
export interface Failure {
  readonly thread: 'main' | 'worker';
  readonly call: 'renameSync' | 'fsyncSync' | 'writeSync' | 'appendFileSync' | 'mkdirSync' | 'readFileSync';
  readonly nth: number;
  /** An error's code, or KILL: the process dies there. */
  readonly how: string;
}

/** Lets a call of the file system fail, or the process die there, and goes on. */
export async function failAt(place: Ground, { thread, call, nth, how }: Failure): Promise<Outcome> {
  const out = mkdtempSync(join(place.folder, 'fail-'));
  const preload = new URL('./failing-fs.cjs', import.meta.url).pathname;
  const env = {
    NODE_OPTIONS: `--require ${preload}`,
    SOAK_THREAD: thread,
    SOAK_CALL: call,
    SOAK_NTH: String(nth),
    SOAK_HOW: how,
    SOAK_IN: out,
  };
  const { code, stderr, hung } = await nearfar(['train', ...QUICK, '--resume', '--out', out], () => {}, env);
  if (hung) return 'hang';
  if (code === 1 && how !== 'KILL' && !isOwnError(stderr)) return 'raw error';
  return resumed(place, out);
}

/** A disk of so many kilobytes, which the run fills; then it gets room, and goes on. Undefined where none can be mounted. */
export async function fullDisk(place: Ground, kilobytes: number): Promise<Outcome | undefined> {
  const disk = join(place.folder, 'disk');
  mkdirSync(disk, { recursive: true });
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk]).status !== 0) return undefined;
  try {
    const out = join(disk, 'run');
    const { code, stderr, hung } = await nearfar(['train', ...QUICK, '--out', out]);
    if (hung) return 'hang';
    if (code === 0) return 'accepted';
    if (!isOwnError(stderr) || !stderr.includes('ENOSPC')) return 'raw error';
    spawnSync('mount', ['-o', 'remount,size=100m', disk]);
    if (!existsSync(out)) mkdirSync(out);
    return await resumed(place, out);
  } finally {
    spawnSync('umount', ['-l', disk]);
  }
}

/** Two processes go on with one run at once: one does, the other is refused, and the history is that of one. */
export async function twins(place: Ground): Promise<Outcome> {
  const out = mkdtempSync(join(place.folder, 'twins-'));
  const both = await Promise.all([0, 1].map(() => nearfar(['train', ...QUICK, '--resume', '--out', out])));
  if (both.some(({ hung }) => hung)) return 'hang';
  const refused = both.filter(({ code, stderr }) => code === 2 && stderr.includes('one in use'));
  if (both.filter(({ code }) => code === 0).length + refused.length !== 2) return 'raw error';
  const history = (path: string) => readFileSync(join(path, 'history.jsonl'), 'utf8').split('\n').length;
  return history(out) === history(join(place.folder, 'whole')) ? 'clean' : 'raw error';
}

export const clear = ({ folder }: Ground): void => rmSync(folder, { recursive: true, force: true });
