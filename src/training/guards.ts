import { NearfarError } from '../errors.ts';
import { div, maximum, mean, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { NdArray } from '../nd-array.ts';

/**
 * How the embeddings [N, D] of a batch are spread: `variance`, summed over the dimensions, and `spread`, the part of their
 * mean square that it makes up, from 0 (all at one point) to 1 (around the origin).
 */
export function spread(embeddings: Tensor): { variance: Tensor; spread: Tensor } {
  const variance = sum(mean(square(sub(embeddings, mean(embeddings, 0, true))), 0));
  return { variance, spread: div(variance, maximum(sum(mean(square(embeddings), 0)), 1e-20)) };
}

/** Collapsed: hardly any variance is left of what there has been, and the points lie close for their distance from the origin; or they lie very close, and no farther apart than steps ago. */
const LEFT = 1e-3;
const CLOSE = 0.05;
const VERY_CLOSE = 2e-3;
/** Exploded: the variance, and how often it is that of the first step. */
const HUGE = 1e6;
const GROWN = 1e4;
/** Saturated: the gradient's length as part of the loss. */
const FLAT = 1e-7;
const PATIENCE = 20;

/** What the embeddings or the loss of a step can be in, by the metrics of the step. */
type Trouble = 'collapsed' | 'exploded' | 'saturated';

/** Watches the steps of a run for what goes wrong silently. `warn` is told once of each kind. */
export class Guards {
  readonly #warn: (text: string) => void;
  readonly #warned = new Set<string>();
  /** For how many steps each trouble has lasted. */
  readonly #steps: Record<Trouble, number> = { collapsed: 0, exploded: 0, saturated: 0 };
  #mostVariance = 0;
  #firstVariance: number | undefined;
  /** The spread when the points came very close. */
  #closeSpread = 0;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** @throws NearfarError when the loss or another metric of the step is not a finite number. */
  step(place: string, metrics: Readonly<Record<string, number>>, lr: number): void {
    for (const [name, value] of Object.entries(metrics)) {
      if (!Number.isFinite(value)) throw diverged(`a finite ${name}`, `${value} at ${place}`, lr);
    }
    const { loss = 0, variance, spread: spreadNow, gradientNorm } = metrics;
    if (gradientNorm !== undefined) {
      this.#watch('saturated', loss > 0 && gradientNorm <= FLAT * loss, () =>
        [
          `The loss has saturated: for ${PATIENCE} steps up to ${place} it was ${loss.toPrecision(3)} and its gradient 0, so that nothing is learned any more.`,
          `Begin anew with a lower learning rate (--lr ${lower(lr)}) or clipped gradients (--clip-norm 1).`,
        ].join(' '),
      );
    }
    if (variance === undefined || spreadNow === undefined) return;
    this.#firstVariance ??= variance;
    this.#mostVariance = Math.max(this.#mostVariance, variance);
    const first = this.#firstVariance;
    this.#watch('exploded', variance > HUGE && variance > GROWN * first, () =>
      [
        `The embeddings explode: for ${PATIENCE} steps up to ${place} their variance was above ${HUGE.toExponential(0)} (now ${variance.toExponential(1)}, at first ${first.toExponential(1)}).`,
        `Try a lower learning rate (--lr ${lower(lr)}), clipped gradients (--clip-norm 1), or a loss over normalised embeddings.`,
      ].join(' '),
    );
    this.#watch('collapsed', this.#haveCollapsed(variance, spreadNow), () =>
      [
        `The embeddings have collapsed: for ${PATIENCE} steps up to ${place} they all lay at one point (variance ${variance.toExponential(1)}, once ${this.#mostVariance.toExponential(1)}).`,
        `Try a lower learning rate (--lr ${lower(lr)}), an easier miner (--miner semihard), or more classes in a batch.`,
      ].join(' '),
    );
  }

  /** A network that begins with its points close together, and drives them apart, has not collapsed. */
  #haveCollapsed(variance: number, spreadNow: number): boolean {
    if (this.#steps.collapsed === 0) this.#closeSpread = spreadNow;
    const lostIt = variance <= LEFT * this.#mostVariance && spreadNow < CLOSE;
    return lostIt || (spreadNow < VERY_CLOSE && spreadNow <= 2 * this.#closeSpread);
  }

  #watch(trouble: Trouble, isIn: boolean, text: () => string): void {
    this.#steps[trouble] = isIn ? this.#steps[trouble] + 1 : 0;
    if (this.#steps[trouble] === PATIENCE) this.#once(trouble, text());
  }

  /** @throws NearfarError when a parameter, or the optimiser's state, is not finite. */
  weights(place: string, values: Readonly<Record<string, NdArray<Float32Array>>>, lr: number): void {
    for (const [name, { data }] of Object.entries(values)) {
      const stray = data.find(value => !Number.isFinite(value));
      if (stray !== undefined) throw diverged('finite weights', `${stray} in ${name} after ${place}`, lr);
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

/** A rate to try: a third, and no more than the default. */
const lower = (lr: number): number => Number(Math.min(lr / 3, 2e-3).toPrecision(1));

const diverged = (expected: string, got: string, lr: number): NearfarError =>
  new NearfarError({
    who: 'train',
    expected,
    got,
    fix: `Lower the learning rate (--lr ${lower(lr)}), or clip long gradients (--clip-norm 1)`,
  });
