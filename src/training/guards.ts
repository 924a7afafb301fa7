import { NearfarError } from '../errors.ts';
import { div, maximum, mean, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * How the embeddings [N, D] of a batch are spread: `variance`, summed over the dimensions, and `spread`, the part of their
 * mean square that it makes up, from 0 (all at one point) to 1 (around the origin).
 */
export function spread(embeddings: Tensor): { variance: Tensor; spread: Tensor } {
  const variance = sum(mean(square(sub(embeddings, mean(embeddings, 0, true))), 0));
  return { variance, spread: div(variance, maximum(sum(mean(square(embeddings), 0)), 1e-20)) };
}

/** Collapsed: hardly any variance is left of what there has been, and the points lie close for their distance from the origin. */
const LEFT = 1e-3;
const CLOSE = 0.05;
const PATIENCE = 20;

/** Watches the steps of a run for what goes wrong silently. `warn` is told once of each kind. */
export class Guards {
  readonly #warn: (text: string) => void;
  readonly #warned = new Set<string>();
  #collapsedSteps = 0;
  #mostVariance = 0;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** @throws NearfarError when the loss is not a finite number. */
  step(place: string, { loss, variance, spread: spreadNow }: Readonly<Record<string, number>>, lr: number): void {
    if (!Number.isFinite(loss)) {
      throw new NearfarError({
        who: 'train',
        expected: 'a finite loss',
        got: `${loss} at ${place}`,
        fix: `Lower the learning rate (--lr ${Number((lr / 3).toPrecision(1))}), or clip long gradients (--clip-norm 1)`,
      });
    }
    if (variance === undefined || spreadNow === undefined) return;
    this.#mostVariance = Math.max(this.#mostVariance, variance);
    const collapsed = variance <= LEFT * this.#mostVariance && spreadNow < CLOSE;
    this.#collapsedSteps = collapsed ? this.#collapsedSteps + 1 : 0;
    if (this.#collapsedSteps === PATIENCE) {
      this.#once(
        'collapse',
        `The embeddings have collapsed: for ${PATIENCE} steps up to ${place} they all lay at one point (variance ${variance.toExponential(1)}, once ${this.#mostVariance.toExponential(1)}). ` +
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
