import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from 'nearfar';

const root = new URL('../', import.meta.url);

/** What was measured of one side: the raw numbers, in `unit`. */
export interface Series {
  readonly unit: string;
  readonly values: readonly number[];
}

/** One run of one bench. */
export interface Result {
  readonly bench: string;
  /** ISO 8601. */
  readonly date: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly gigabytes: number;
    readonly system: string;
    /** Mean count of running processes over the minute before the end: about what the bench itself takes, if it was alone. */
    readonly load: number;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly series: Readonly<Record<string, Series>>;
}

/** The version of a package that is installed here. */
export const versionOf = (name: string, folder = 'node_modules'): string =>
  (JSON.parse(readFileSync(new URL(`${folder}/${name}/package.json`, root), 'utf8')) as { version: string }).version;

/** The commit that is checked out, with a + where files differ from it. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') && '+');
  } catch {
    return 'unknown';
  }
}

/** Writes a run of a bench under `bench/results/`, with the machine and the versions, and says where. */
export function saveResult(
  bench: string,
  { versions = {}, ...measured }: Pick<Result, 'options' | 'series'> & Partial<Pick<Result, 'versions'>>,
): void {
  const date = new Date().toISOString();
  const result: Result = {
    bench,
    date,
    machine: {
      processor: cpus()[0]!.model,
      cores: cpus().length,
      gigabytes: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${arch()} ${release()}`,
      load: Number(loadavg()[0]!.toFixed(1)),
    },
    versions: {
      nearfar: `${VERSION} (${commit()})`,
      node: process.versions.node,
      'onnxruntime-node': versionOf('onnxruntime-node'),
      ...versions,
    },
    ...measured,
  };
  const folder = new URL('bench/results/', root);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${bench}-${date.slice(0, 19).replaceAll(':', '-')}.json`, folder);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`\nraw numbers: bench/results/${basename(fileURLToPath(file))}`);
}
