import type { OneShotRun } from '../data/omniglot-runs.ts';
import { classifyQueries, episodeAccuracy, type FewShotMetrics } from './few-shot.ts';

/**
 * One-shot classification by the official runs of Omniglot (Lake, Salakhutdinov & Tenenbaum 2015; 20 runs of 20
 * drawings to classify, 20 characters of one alphabet each): a drawing is taken for the class whose one drawing is
 * nearest. `distances` says how far each drawing of `test` is from each of `training`: [n · ways], smaller is nearer.
 */
export async function omniglotRuns(
  runs: readonly OneShotRun[],
  distances: (run: OneShotRun) => Promise<Float32Array>,
): Promise<FewShotMetrics> {
  const task = { ways: runs[0]!.training.shape[0]!, shots: 1 };
  const scores = await episodeAccuracy(runs, async run =>
    classifyQueries(await distances(run), { ways: run.training.shape[0]!, shots: 1 }),
  );
  return { ...task, ...scores };
}
