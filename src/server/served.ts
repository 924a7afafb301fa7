import { basename } from 'node:path';
import type { NumericColumn } from '../data/formats/columns.ts';
import type { Fit } from '../data/formats/listing.ts';
import { UsageError } from '../errors.ts';
import { sizeOf } from '../nd-array.ts';
import * as retrieval from '../retrieval/index.ts';
import { parseAddress } from '../retrieval/postgres/address.ts';
import { Run } from '../runs/open-run.ts';
import { takenBy } from '../runs/own-data.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { requireModelOf } from '../runs/run-index.ts';
import type { About } from './jobs.ts';

/** Samples of one request, at most. */
const MOST_SAMPLES = 1000;
/** Bytes that the samples of one request decode to, at most. */
const MOST_BYTES = 2 ** 26;

/** What is to be served. */
export interface Place {
  /** The folder of a run or an index, or the address of an index’s table. */
  readonly path: string;
  /** Of an index: the run that made it, where it has been moved. */
  readonly run?: string | undefined;
  /** Threads of the model, where it is not the run that tells. */
  readonly threads?: number | undefined;
}

/** A run, an index, or an index with its run, in memory. */
export interface Served {
  readonly run?: Run;
  readonly index?: retrieval.RetrievalIndex;
  /** What the run's network takes of a table. */
  readonly columns?: readonly NumericColumn[] | undefined;
  /** How images come to the shape of the run's samples. */
  readonly fit: Fit;
  readonly about: About;
}

/** @throws UsageError where neither a run nor an index lies there, or the run of the index is not there */
export async function openServed({ path, run: moved, threads }: Place): Promise<Served> {
  if (!retrieval.isIndex(path)) {
    if (moved === undefined) return described(path, await opened(path, threads));
    const fix = 'Leave it out';
    throw new UsageError({ who: '--run', expected: 'an index to be served', got: `a run, ${path}`, fix });
  }
  const index = await retrieval.open(path);
  const place = moved ?? index.run;
  if (place === undefined) return described(path, undefined, index);
  const run = await openedFor(retrieval.shownPath(path), place, threads);
  requireModelOf(index, retrieval.shownPath(path), run.folder, run.fingerprint);
  return described(path, run, index);
}

/** Threads that spin while they wait would take the processors from those that read requests and decode. */
const opened = (path: string, threads: number | undefined): Promise<Run> =>
  Run.open(path, { spin: false, ...(threads !== undefined && { threads }) });

async function openedFor(index: string, place: string, threads: number | undefined): Promise<Run> {
  try {
    return await opened(place, threads);
  } catch (cause) {
    const fix = 'Say where it is now with --run DIR';
    throw new UsageError(
      { who: index, expected: `its run at ${place}`, got: (cause as Error).message, fix },
      { cause },
    );
  }
}

function described(path: string, run: Run | undefined, index?: retrieval.RetrievalIndex): Served {
  const taken = run && takenBy(RunFolder.open(run.folder), run.sampleShape).columns;
  const numeric = taken?.filter(column => column.kind !== 'text');
  const columns = numeric?.length ? numeric : undefined;
  const takesImages = run?.takesBytes && run.sampleShape.length === 3;
  const bytes = run ? sizeOf(run.sampleShape) * (run.takesBytes ? 1 : 4) : 1;
  const model = run?.fingerprint ?? index?.model;
  const about: About = {
    name: retrieval.isAddress(path) ? parseAddress(path).table : basename(path),
    serves: index ? 'index' : 'run',
    takes: [
      ...(takesImages ? (['images'] as const) : []),
      ...(run && !run.text ? (['rows'] as const) : []),
      ...(run?.text ? (['texts'] as const) : []),
      ...(index ? (['vectors'] as const) : []),
    ],
    ...(run && { sampleShape: [...run.sampleShape] }),
    ...(columns && { columns: columns.map(({ name }) => name) }),
    mostSamples: Math.max(1, Math.min(MOST_SAMPLES, Math.floor(MOST_BYTES / bytes))),
    ...(model !== undefined && { model }),
    thresholds: { ...run?.thresholds },
    ...(index && { index: { size: index.size, ...(index.dim !== undefined && { dim: index.dim }) } }),
  };
  return { ...(run && { run }), ...(index && { index }), columns, fit: run?.config.fit ?? 'cover', about };
}
