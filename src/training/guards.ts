import { NearfarError } from '../errors.ts';
import { div, maximum, mean, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * How much of the embeddings' [N, D] length lies in their differences: Σ variance / Σ mean square, from 0 (all at one
 * point) to 1 (spread around the origin).
 */
export function spread(embeddings: Tensor): Tensor {
  const centred = sub(embeddings, mean(embeddings, 0, true));
  return div(sum(mean(square(centred), 0)), maximum(sum(mean(square(embeddings), 0)), 1e-20));
}

const COLLAPSED = 1e-5;
const PATIENCE = 20;

/** Watches the steps of a run for what goes wrong silently. `warn` is told once of each kind. */
export class Guards {
  readonly #warn: (text: string) => void;
  readonly #warned = new Set<string>();
  #collapsedSteps = 0;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** @throws NearfarError when the loss is not a finite number. */
  step(place: string, { loss, spread: spreadNow }: Readonly<Record<string, number>>, lr: number): void {
    if (!Number.isFinite(loss)) {
      throw new NearfarError({
        who: 'train',
        expected: 'a finite loss',
        got: `${loss} at ${place}`,
        fix: `Lower the learning rate (--lr ${Number((lr / 3).toPrecision(1))}), or clip long gradients (--clip-norm 1)`,
      });
    }
    this.#collapsedSteps = spreadNow !== undefined && spreadNow < COLLAPSED ? this.#collapsedSteps + 1 : 0;
    if (this.#collapsedSteps === PATIENCE) {
      this.#once(
        'collapse',
        `The embeddings have collapsed: for ${PATIENCE} steps up to ${place} they all lay at one point (spread ${spreadNow!.toExponential(1)}). ` +
          `Try a lower learning rate (--lr ${Number((lr / 3).toPrecision(1))}), an easier miner (--miner semihard), or more classes in a batch.`,
      );
    }
  }

  /** Warns when no class comes twice in a batch, so that nothing is to be pulled together. */
  batch(place: string, labels: ArrayLike<number>): void {
    if (this.#warned.has('positives')) return;
    if (new Set(Array.from(labels)).size < labels.length) return;
    this.#once(
      'positives',
      `A batch without positives (${place}): all its ${labels.length} samples are of different classes. Use a larger --batch-size or data with more samples a class.`,
    );
  }

  #once(kind: string, text: string): void {
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    this.#warn(text);
  }
}
