import { lpDistance } from '../distances/index.ts';
import { NearfarError } from '../errors.ts';
import { constant, full } from '../graph/ops/index.ts';
import { defineMiner } from './miner.ts';

/** The batch as triplets, as it comes. */
export const embeddingsAlreadyPackagedAsTriplets = defineMiner({
  name: 'packaged-triplets',
  summary: 'The batch as it comes is triplets, one after another: anchor, positive, negative.',
  notes: 'It does not look at labels. A batch whose rows are no multiple of three is an error.',
  options: {},
  make: () => ({
    distance: lpDistance(),
    mine({ embeddings }) {
      const b = embeddings.shape[0]!;
      if (b % 3 !== 0) {
        throw new NearfarError({
          who: 'embeddingsAlreadyPackagedAsTriplets',
          expected: 'a batch of three samples a triplet',
          got: `${b} samples`,
        });
      }
      const every3rd = (first: number) =>
        constant(
          Array.from({ length: b / 3 }, (_, i) => 3 * i + first),
          { dtype: 'int64' },
        );
      const weight = full([b / 3], 1);
      return { kind: 'triplets', anchor: every3rd(0), positive: every3rd(1), negative: every3rd(2), weight };
    },
  }),
});
