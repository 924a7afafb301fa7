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
import type { Miner } from '../miners/miner.ts';
import { zeros } from '../nn/initializers.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import type { Loss } from './loss.ts';

export interface CrossBatchMemoryOptions {
  /** Default: the contrastive loss. */
  loss?: Loss;
  /** How many of the last embeddings are kept, at least a batch's. Default 1024. */
  memorySize?: number;
  /** Chooses among the pairs or triplets with the memory. Default all. */
  miner?: Miner;
}

/**
 * Cross-batch memory (Wang, Zhang, Huang & Scott 2020): the loss of a batch against the last embeddings, those of the batch
 * among them, each sample left out. They are taken as constants. Keeps `embeddings` [M, D], `labels` [M], `filled` [M] and
 * `next` [1] from step to step. Tuples chosen within the batch are not looked at.
 */
export function crossBatchMemory(options: CrossBatchMemoryOptions = {}): Loss {
  const { loss = contrastiveLoss(), memorySize: m = 1024, miner } = options;
  return {
    ...loss,
    name: `cross-batch-memory-${loss.name}`,
    options: { ...loss.options, memorySize: m, ...(miner && { memoryMiner: miner.name }) },
    compute({ embeddings, labels, numClasses }, scope) {
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
      const given = { ...(tuples && { tuples }), ...(numClasses !== undefined && { numClasses }) };
      return loss.compute({ embeddings, labels, reference, ...given }, scope);
    },
  };
}

/** x mod m for whole x ≥ 0 in float32. */
const modulo = (x: Tensor, m: number): Tensor => sub(x, mul(floor(mul(add(x, 0.5), 1 / m)), m));

/** The memory with the rows at `slots` [B] replaced. */
function replaced(memory: Tensor, slots: Tensor, rows: Tensor): Tensor {
  const index = broadcastTo(reshape(slots, [rows.shape[0]!, ...rows.shape.slice(1).map(() => 1)]), rows.shape);
  const zero = (like: Tensor) => full(like.shape, 0);
  const isNew = scatterAdd(zero(memory), index, add(zero(rows), 1), 0);
  return scatterAdd(mul(memory, sub(1, isNew)), index, rows, 0);
}

/** What each sample is compared with: all that is filled but its own place. */
const others = (filled: Tensor, place: Tensor): Tensor => {
  const itself = equal(expandDims(place, 1), expandDims(cast(range(filled.shape[0]!), 'float32'), 0));
  return and(expandDims(greater(filled, 0.5), 0), not(itself));
};
