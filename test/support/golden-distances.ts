import * as distances from '../../src/distances/index.ts';

/** The distances of the recorded values by the names that they have there. */
export const distanceOf: Readonly<Record<string, distances.Distance>> = {
  lp2n: distances.lpDistance(),
  lp2: distances.lpDistance({ normalize: false }),
  lp2sq: distances.lpDistance({ normalize: false, power: 2 }),
  lp2nsq: distances.lpDistance({ power: 2 }),
  lp1: distances.lpDistance({ p: 1, normalize: false }),
  cos: distances.cosineSimilarity(),
  dot: distances.dotProductSimilarity({ normalize: false }),
  snr: distances.snrDistance(),
};
