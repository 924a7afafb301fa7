import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

export const MAIN = path('dist/cli/nearfar.js');

/** Runs TypeScript: `node JITI file.ts`. */
export const JITI = path('node_modules/jiti/lib/jiti-cli.mjs');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Given the process and each piece of its standard error. */
  readonly onStderr?: (text: string, child: ChildProcess) => void;
}

/** Runs the built command line. No data folder and an empty cache, unless `env` says otherwise. */
export function nearfar(args: readonly string[], { cwd, env = {}, onStderr }: CliOptions = {}): Promise<Finished> {
  const { NEARFAR_DATA: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: cwd ?? tmpdir(),
    env: { ...inherited, XDG_CACHE_HOME: join(tmpdir(), 'nearfar-no-cache'), ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    onStderr?.(data.toString(), child);
  });
  return new Promise(resolve => child.on('close', code => resolve({ code, stdout, stderr })));
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'nearfar-test-'));

/** The object on standard output's last line. */
export const lastJson = <T>({ stdout }: Finished): T => JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
