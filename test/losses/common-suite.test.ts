import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { expectClose } from '../support/close.ts';
import { compileLoss, everyLoss } from '../support/compiled-loss.ts';

const [N, D, CLASSES] = [12, 6, 12];
const random = new Random(7);
const embeddings = Float32Array.from({ length: N * D }, () => random.normal());
const labels = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];

const rows = (matrix: ArrayLike<number>, order: ArrayLike<number>) =>
  Float32Array.from(Array.from(order).flatMap(i => Array.from({ length: D }, (_, j) => matrix[i * D + j]!)));

/** Losses that a batch in another order may change, and why. */
const ordered: Readonly<Record<string, string>> = {
  'n-pairs': 'takes the first pair of each class',
  'vic-reg': 'takes the next sample of a class for the other view',
  'barlow-twins': 'takes the next sample of a class for the other view',
  'self-supervised': 'knows the views by their place in the batch',
};

/** Losses whose gradient is not that of their value, by design. */
const notTheSlope: Readonly<Record<string, string>> = {
  circle: 'its weights of similarities are taken as constants (Sun et al. 2020)',
  'dynamic-soft-margin': 'its weights of triplets are taken as constants (Zhang & Rusinkiewicz 2019)',
  'selectively-contrastive-triplet':
    'its value jumps where the negative comes nearer than the positive (Xuan et al. 2020)',
  manifold: 'its value jumps where another proxy comes within the margin (Aziere & Todorovic 2019)',
  'cross-batch-memory': 'what it remembers is taken as a constant (Wang et al. 2020)',
};

/** Batches at an edge: values and gradients must be finite. */
const edges: Readonly<Record<string, { embeddings: ArrayLike<number>; labels: readonly number[] }>> = {
  'duplicated points, alike and not': {
    embeddings: rows(embeddings, [0, 0, 1, 1, 0, 4, 4, 4, 8, 9, 9, 10]),
    labels,
  },
  'one class only': { embeddings, labels: labels.map(() => 5) },
  'no positives': { embeddings, labels: labels.map((_, i) => i) },
  'some zero vectors': { embeddings: embeddings.map((x, i) => (i < 3 * D || i >= 10 * D ? 0 : x)), labels },
  'only zero vectors': { embeddings: new Float32Array(N * D), labels },
  'identical embeddings': {
    embeddings: rows(
      embeddings,
      labels.map(() => 3),
    ),
    labels,
  },
  'embeddings a hundred times as long': { embeddings: embeddings.map(x => 100 * x), labels },
  'embeddings a million times as short': { embeddings: embeddings.map(x => 1e-6 * x), labels },
};

const expectFinite = ({ value, gradient }: { value: number; gradient: Float32Array }) => {
  expect(Number.isFinite(value), `value ${value}`).toBe(true);
  const wrong = gradient.findIndex(x => !Number.isFinite(x));
  expect(wrong, wrong < 0 ? '' : `gradient[${wrong}] is ${gradient[wrong]}`).toBe(-1);
};

describe.each(Object.entries(everyLoss(CLASSES)))('losses.byName(%j)', (name, loss) => {
  let run: Awaited<ReturnType<typeof compileLoss>>;
  beforeAll(async () => {
    run = await compileLoss(loss, [N, D], CLASSES);
  });
  afterAll(() => run.release());

  it.each(Object.entries(edges))('is finite for %s', async (_, batch) => {
    expectFinite(await run(batch.embeddings, batch.labels));
  });

  it('is finite for a batch of one', async ({ skip }) => {
    skip(name === 'self-supervised', 'it takes two views at least');
    const one = await compileLoss(loss, [1, D], CLASSES);
    expectFinite(await one(embeddings.slice(0, D), [2]));
    await one.release();
  });

  it('does not depend on the order of the batch', async ({ skip }) => {
    skip(name in ordered, ordered[name]);
    const order = new Random(3).permutation(N);
    const before = await run(embeddings, labels);
    const after = await run(
      rows(embeddings, order),
      Array.from(order, i => labels[i]!),
    );
    expectClose([after.value], [before.value], { what: 'value' });
    expectClose(after.gradient, rows(before.gradient, order), { relative: 1e-3, absolute: 1e-4, what: 'gradient' });
  });

  it('has the gradient that differences find', async ({ skip }) => {
    skip(name in notTheSlope, notTheSlope[name]);
    const { gradient } = await run(embeddings, labels);
    for (const seed of [1, 2]) {
      const draw = new Random(seed);
      const direction = Float32Array.from(embeddings, () => draw.normal());
      const at = async (h: number) =>
        (
          await run(
            embeddings.map((x, i) => x + h * direction[i]!),
            labels,
          )
        ).value;
      const h = 2e-3;
      const slope = ((await at(h)) - (await at(-h))) / (2 * h);
      const expected = gradient.reduce((total, dx, i) => total + dx * direction[i]!, 0);
      expectClose([expected], [slope], { relative: 0.03, absolute: 5e-3, what: 'slope' });
    }
  });
});
