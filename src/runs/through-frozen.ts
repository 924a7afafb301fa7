import { counted } from '../counted.ts';
import type { SessionOptions } from '../graph/runtime.ts';
import type { Method } from '../methods/method.ts';
import { networkOf } from '../training/assemble.ts';
import { leavesSamples } from '../training/augment.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import { type Fitting, overFeatures, seesThroughNet } from '../training/frozen.ts';
import { Interrupted } from './result.ts';

interface Surroundings {
  readonly session: SessionOptions;
  readonly classCounts: readonly number[];
  readonly onEvent: (event: TrainEvent) => void;
  readonly shouldStop: () => boolean;
}

/** Over features that are computed once, where the network's part before its head is frozen and samples stay as they are. */
export async function throughFrozen(
  config: TrainConfig,
  method: Method,
  whole: Fitting,
  { session, classCounts, onEvent, shouldStop }: Surroundings,
): Promise<Fitting> {
  const { data, architecture, sample } = whole;
  const frozen = networkOf(config)?.frozen;
  if (!frozen || !seesThroughNet(method, architecture, sample, classCounts)) return whole;
  const tell = (text: string) => onEvent({ type: 'note', text });
  if (!leavesSamples(config.augment)) {
    tell('The features of the frozen network are computed anew in every step, since --augment varies the samples');
    return whole;
  }
  const fitting = await overFeatures(whole, frozen, session, (done, total) => {
    if (shouldStop()) throw new Interrupted();
    onEvent({ type: 'features', done, total });
  });
  const count = counted(data.train.labels.length, 'training sample');
  tell(`The network is frozen: ${fitting.sample.shape[0]} features of ${count} are computed once`);
  return fitting;
}
