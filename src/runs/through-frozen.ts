import { counted } from '../counted.ts';
import type { Pretrained } from '../networks/network.ts';
import { leavesSamples } from '../training/augment.ts';
import { type Fitting, overFeatures, seesThroughNet } from '../training/frozen.ts';
import type { Fittable } from './fittable.ts';
import { Interrupted } from './result.ts';

/** Over features that are computed once, where samples stay as they are and the method looks at nothing else of them. */
export async function throughFrozen(
  { config, method, session, classCounts, hooks: { onEvent, shouldStop } }: Fittable,
  pretrained: Pretrained,
  whole: Fitting,
): Promise<Fitting> {
  const { data, architecture, sample } = whole;
  if (!seesThroughNet(method, architecture, sample, classCounts)) return whole;
  const tell = (text: string) => onEvent({ type: 'note', text });
  if (!leavesSamples(config.augment)) {
    tell('The features of the frozen network are computed anew in every step, since --augment varies the samples');
    return whole;
  }
  const fitting = await overFeatures(whole, pretrained, session, (done, total) => {
    if (shouldStop()) throw new Interrupted();
    onEvent({ type: 'features', done, total });
  });
  const count = counted(data.train.labels.length, 'training sample');
  tell(`The network is frozen: ${fitting.sample.shape[0]} features of ${count} are computed once`);
  return fitting;
}
