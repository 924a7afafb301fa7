import { counted } from '../counted.ts';
import { nameOf } from '../training/config.ts';
import type { RunResult } from './result.ts';

type Named = Parameters<typeof nameOf>[0];

/** What tells runs apart: of a config, or of a result. */
interface About {
  readonly dataset: Named;
  /** Where the data are yet to decide on it, none. */
  readonly method?: Named | undefined;
  readonly loss?: Named | undefined;
  readonly miner?: Named | undefined;
}

/** What a run is, for people: `siamese on mnist`, `online (loss nt-xent, miner semihard) on glyphs`. */
export function runTitle({ dataset, method, loss, miner }: About): string {
  const parts = [...(loss ? [`loss ${nameOf(loss)}`] : []), ...(miner ? [`miner ${nameOf(miner)}`] : [])];
  return `${method ? nameOf(method) : 'a run'}${parts.length > 0 ? ` (${parts.join(', ')})` : ''} on ${nameOf(dataset)}`;
}

/** A run as the name of a file: `glyphs-online-nt-xent-semihard`. */
export const runName = ({ dataset, method, loss, miner }: About): string =>
  [dataset, method, loss, miner].flatMap(thing => (thing ? [nameOf(thing)] : [])).join('-');

/** A run in one sentence: what was trained, how long it took. */
export function runSummary(result: RunResult): string {
  const { dim, epochs, trainSeconds, imagesPerSecond } = result;
  const seconds = trainSeconds < 10 ? trainSeconds.toFixed(1) : Math.round(trainSeconds);
  return `${runTitle(result)}, ${counted(dim, 'dimension')}: ${counted(epochs, 'epoch')} in ${seconds} s (${counted(Math.round(imagesPerSecond), 'image')}/s)`;
}
