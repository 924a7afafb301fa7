import { z } from 'zod';
import { NearfarError } from '../errors.ts';
import {
  add,
  and,
  broadcastTo,
  cast,
  equal,
  expandDims,
  floor,
  full,
  greater,
  mul,
  not,
  range,
  reshape,
  scatterAdd,
  stopGradient,
  sub,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import * as miners from '../miners/index.ts';
import type { Miner } from '../miners/miner.ts';
import { zeros } from '../nn/initializers.ts';
import { thing, thingOr } from '../options.ts';
import { type OptionsOf, plain } from '../thing.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import { defineLoss, type Loss } from './loss.ts';

/** A loss against the last embeddings. */
export const crossBatchMemory = defineLoss({
  name: 'cross-batch-memory',
  summary: 'Another loss between the batch and the embeddings of the last batches.',
  notes:
    'The memory holds the batch too; each sample is left out of what it is compared with. What is remembered is taken as a constant. Keeps `embeddings` [M, D], `labels` [M], `filled` [M] and `next` [1] from step to step. Tuples that a miner chose within the batch are not used.',
  paper: 'Wang, Zhang, Huang & Scott 2020',
  differs:
    'pytorch-metric-learning joins the tuples that were chosen within the batch to those with the memory, and takes a mask of what is remembered (enqueue_mask); both are left out here. A training batch-normalises the embeddings: moving a whole batch away from what is remembered lowers the loss though nothing is learned by it, and without a batch norm all embeddings run off in one direction. The paper begins with the memory after 1000 steps, when they move slowly.',
  options: {
    loss: thingOr<Loss>({ kind: 'loss' }, 'contrastive', () => contrastiveLoss()).describe('The loss.'),
    memorySize: z.int().min(1).default(1024).describe('How many embeddings are kept, at least those of a batch.'),
    miner: thing<Miner>({ kind: 'miner', byName: miners.byName })
      .optional()
      .describe('What chooses among the pairs or triplets with the memory; by default all count.'),
  },
  make: ({ loss, memorySize: m, miner }) => ({
    ...loss,
    batchNorm: true,
    name: `cross-batch-memory-${loss.name}`,
    options: { ...loss.options, ...plain({ memorySize: m, memoryMiner: miner }) },
    compute({ embeddings, labels, tuples: _ofBatch, ...input }, scope) {
      const b = embeddings.shape[0]!;
      if (b > m) {
        throw new NearfarError({
          who: 'crossBatchMemory',
          expected: `a memorySize of at least the batch’s ${b}`,
          got: `${m}`,
        });
      }
      const memory = scope.child('memory');
      const next = memory.state('next', [1], zeros);
      const place = modulo(add(next, cast(range(b), 'float32')), m); // [B]
      const slots = cast(place, 'int64');
      const remember = (name: string, rows: Tensor) => {
        const before = memory.state(name, [m, ...rows.shape.slice(1)], zeros);
        const after = replaced(before, slots, stopGradient(rows));
        memory.update(name, after);
        return after;
      };
      const reference = {
        embeddings: remember('embeddings', embeddings),
        labels: cast(remember('labels', cast(labels, 'float32')), 'int32'),
        comparable: others(remember('filled', full([b], 1)), place), // [B, M]
      };
      memory.update('next', modulo(add(next, b), m));
      const tuples = miner?.mine({ embeddings, labels, reference }, scope);
      return loss.compute({ ...input, embeddings, labels, reference, ...(tuples && { tuples }) }, scope);
    },
  }),
});

/** Options of `losses.crossBatchMemory`. */
export type CrossBatchMemoryOptions = OptionsOf<typeof crossBatchMemory>;

/** x mod m for whole x ≥ 0 in float32. */
const modulo = (x: Tensor, m: number): Tensor => sub(x, mul(floor(mul(add(x, 0.5), 1 / m)), m));

/** The memory with the rows at `slots` [B] replaced. */
function replaced(memory: Tensor, slots: Tensor, rows: Tensor): Tensor {
  const index = broadcastTo(reshape(slots, [rows.shape[0]!, ...rows.shape.slice(1).map(() => 1)]), rows.shape);
  const zero = (like: Tensor) => full(like.shape, 0);
  const isNew = scatterAdd(zero(memory), index, add(zero(rows), 1), 0);
  return scatterAdd(mul(memory, sub(1, isNew)), index, rows, 0);
}

/** Which places of the memory each sample is compared with: all that are filled, without its own. */
const others = (filled: Tensor, place: Tensor): Tensor => {
  const itself = equal(expandDims(place, 1), expandDims(cast(range(filled.shape[0]!), 'float32'), 0));
  return and(expandDims(greater(filled, 0.5), 0), not(itself));
};
