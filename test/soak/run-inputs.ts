import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { OUTCOMES, type Outcome, type Reading } from './inputs.ts';

const JITI = new URL('../../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url).pathname;
const CHILD = new URL('./input-process.ts', import.meta.url).pathname;

/** Milliseconds for one input, and for the process to come up. */
const LONGEST = 10_000;
const START = 180_000;

export type Counts = Record<Outcome, number>;

export const noCounts = (): Counts => Object.fromEntries(OUTCOMES.map(outcome => [outcome, 0])) as Counts;

type Line = { formats: string[] } | { begins: [number, number] } | ({ ends: [number, number] } & Reading);

/** Reads `each` mutations of every format; a process that dies or hangs is counted, and another goes on behind that input. */
export async function runInputs(
  seed: number,
  each: number,
  say: (text: string) => void,
  stopAt: number,
): Promise<ReadonlyMap<string, Counts>> {
  const counts = new Map<string, Counts>();
  let names: string[] = [];
  let next: [format: number, n: number] = [0, 0];
  const count = ([format, n]: [number, number], outcome: Outcome, message = '') => {
    counts.get(names[format]!)![outcome]++;
    if (outcome !== 'clean' && outcome !== 'accepted')
      say(`${names[format]} ${n} (seed ${seed}): ${outcome} ${message}`);
    next = n + 1 < each ? [format, n + 1] : [format + 1, 0];
  };
  while ((names.length === 0 || next[0] < names.length) && Date.now() < stopAt) {
    const before = [...next];
    const end = await readOn(seed, next, each, stopAt, line => {
      if ('formats' in line) {
        names = line.formats;
        for (const name of names) if (!counts.has(name)) counts.set(name, noCounts());
      } else if ('ends' in line) count(line.ends, line.outcome, line.message);
    });
    if (end.at && end.how !== 'done') count(end.at, end.how, end.stderr);
    else if (before.join() === next.join() && end.how !== 'done') throw new Error(`no input was read:\n${end.stderr}`);
  }
  return counts;
}

interface End {
  readonly how: 'done' | 'crash' | 'hang';
  /** The input that was being read. */
  readonly at: [number, number] | undefined;
  readonly stderr: string;
}

function readOn(
  seed: number,
  [format, n]: readonly [number, number],
  each: number,
  stopAt: number,
  onLine: (line: Line) => void,
): Promise<End> {
  const child = spawn(process.execPath, [JITI, CHILD, ...[seed, format, n, each].map(String)]);
  let at: End['at'];
  let hung = false;
  let stopped = false;
  let stderr = '';
  const hang = () => {
    hung = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(hang, START);
  child.stderr.on('data', (data: Buffer) => {
    stderr = (stderr + data.toString()).slice(-2000);
  });
  createInterface({ input: child.stdout }).on('line', text => {
    if (!text.startsWith('{"')) return;
    const line = JSON.parse(text) as Line;
    clearTimeout(timer);
    timer = setTimeout(hang, LONGEST);
    if ('begins' in line) at = line.begins;
    if ('ends' in line) at = undefined;
    onLine(line);
    if (Date.now() > stopAt && at === undefined && !stopped) {
      stopped = true;
      child.kill('SIGKILL');
    }
  });
  return new Promise(resolve => {
    child.on('close', code => {
      clearTimeout(timer);
      const how = code === 0 || stopped ? 'done' : hung ? 'hang' : 'crash';
      resolve({ how, at, stderr });
    });
  });
}
