import type { RocCurve } from './roc-curve.ts';

/** The points of a ROC curve that thresholds are named after. */
export type PointName = 'eer' | 'accuracy' | 'f1' | 'far@1e-2' | 'far@1e-3';

/** How a point is found on a curve of pairs of which the part `share` is of one class: its place there. */
type Find = (curve: RocCurve, share: number) => number;

/** The last place at which at most this part of the pairs of two classes is accepted. */
const farAtMost =
  (rate: number): Find =>
  ({ far }) =>
    far.findLastIndex(value => value <= rate);

/** What makes a point, and the least number of pairs of two classes that it can be measured on. */
export const POINTS: Readonly<Record<PointName, { readonly find: Find; readonly least: number }>> = {
  eer: { find: ({ far, tar }) => best(far, i => -Math.abs(far[i]! - (1 - tar[i]!))), least: 1 },
  accuracy: { find: ({ far, tar }, share) => best(far, i => share * tar[i]! + (1 - share) * (1 - far[i]!)), least: 1 },
  f1: {
    find: ({ far, tar }, share) =>
      best(far, i => (2 * share * tar[i]!) / (share * tar[i]! + (1 - share) * far[i]! + share)),
    least: 1,
  },
  'far@1e-2': { find: farAtMost(1e-2), least: 100 },
  'far@1e-3': { find: farAtMost(1e-3), least: 1000 },
};

/** The names of all points. */
export const pointNames = Object.keys(POINTS) as readonly PointName[];

/** The place of the greatest score; of equals the first. */
function best(places: readonly number[], score: (place: number) => number): number {
  let at = 0;
  for (let i = 1; i < places.length; i++) if (score(i) > score(at)) at = i;
  return at;
}

/** The threshold of a place: midway between the last distance that it accepts and the next. */
export function thresholdAt({ thresholds }: RocCurve, place: number): number {
  const [at, next] = [thresholds[place]!, thresholds[place + 1]];
  return next === undefined ? at : Number.isFinite(at) ? (at + next) / 2 : next - 1;
}
