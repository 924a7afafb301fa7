import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN } from './cli.ts';

/** A server in a process of its own. */
export interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has written to standard error. */
  readonly stderr: () => string;
  /** Sends a signal, and waits for the end: the exit code. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Starts `nearfar serve` on a free port, and waits for its address. */
export function startServer(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, 'serve', ...args, '--port', '0', '--json'], {
    cwd,
    env: { ...process.env, XDG_CACHE_HOME: join(tmpdir(), 'nearfar-no-cache'), ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  const end = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
      if (stdout.endsWith('\n')) resolve({ url: JSON.parse(stdout).url, child, stderr: () => stderr, end });
    });
    ended.then(code => reject(new Error(`serve ended with ${code}: ${stderr}`)));
  });
}

/** What a route answers, of which a test looks at some. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks at what it expects
export type Answer = any;

/** Posts JSON: the status and what was answered. */
export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly answer: Answer; readonly headers: Headers }> {
  const given = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: given,
  });
  return { status: response.status, answer: await response.json(), headers: response.headers };
}
