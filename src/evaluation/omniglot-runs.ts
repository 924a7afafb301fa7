import type { OneShotRun } from '../data/omniglot-runs.ts';
import { type FewShotMetrics, meanWithInterval, nearestClass } from './few-shot.ts';

/**
 * One-shot classification by the official runs of Omniglot (Lake, Salakhutdinov & Tenenbaum 2015; 20 runs of 20
 * drawings to tell, 20 characters of one alphabet each): a drawing is told to be of the class whose one drawing is
 * nearest. `distances` says how far each drawing of `test` is from each of `training`: [n · ways], smaller is nearer.
 */
export async function omniglotRuns(
  runs: readonly OneShotRun[],
  distances: (run: OneShotRun) => Promise<Float32Array>,
): Promise<FewShotMetrics> {
  const accuracies: number[] = [];
  for (const run of runs) {
    const [ways, rows] = [run.training.shape[0]!, await distances(run)];
    const right = run.answers.filter(
      (answer, i) => nearestClass(rows.subarray(i * ways, (i + 1) * ways), 1) === answer,
    );
    accuracies.push(right.length / run.answers.length);
  }
  return { way: runs[0]!.training.shape[0]!, shot: 1, ...meanWithInterval(accuracies), episodes: runs.length };
}
