import { describe, expect, it } from 'vitest';
import type { Distance } from '../../src/distances/index.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import * as g from '../../src/graph/index.ts';
import type { Loss } from '../../src/losses/index.ts';
import * as losses from '../../src/losses/index.ts';
import type { Thing } from '../../src/thing.ts';
import { expectClose } from '../support/close.ts';
import { golden } from '../support/golden.ts';
import { distanceOf } from '../support/golden-distances.ts';

interface LossCase {
  loss: string;
  params: Record<string, number | boolean>;
  distance?: string;
  weights?: Record<string, number[][]>;
  value: number;
  grad: number[][];
  weightGrads?: Record<string, number[][]>;
}

type Rows = number[][];

interface Golden {
  embeddings: Rows;
  labels: number[];
  cases: LossCase[];
  pairs: { x: Rows; y: Rows; same: number[]; margin: number; value: number; gradX: Rows; gradY: Rows };
  triplets: {
    anchor: Rows;
    positive: Rows;
    negative: Rows;
    margin: number;
    value: number;
    gradAnchor: Rows;
    gradPositive: Rows;
    gradNegative: Rows;
  };
  tripletRatio: { anchor: Rows; positive: Rows; negative: Rows; value: number; gradAnchor: Rows };
}

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const recorded = golden<Golden>('losses');
const { embeddings, labels, cases } = recorded;

/** A base loss that adds nothing. */
const none: Loss = { name: 'none', options: {}, compute: () => g.constant(0) };

/** The peer's defaults where ours differ. */
const peerDefaults: Readonly<Record<string, object>> = {
  AngularLoss: { normalizeNegatives: false },
  LargeMarginSoftmaxLoss: { lambda: 0 },
  SphereFaceLoss: { lambda: 0 },
  ThresholdConsistentMarginLoss: { baseLoss: none },
};

/** `ContrastiveLoss` is `losses.contrastiveLoss`; abbreviations are as ours write them. */
function makerOf(name: string): Thing<Loss> {
  const ours = name.replace(/^([A-Z]+)(?=[A-Z][a-z]|$)/, run => run.toLowerCase());
  const camelCase = ours.charAt(0).toLowerCase() + ours.slice(1);
  const make = (losses as unknown as Record<string, Thing<Loss>>)[
    { NTXentLoss: 'ntXentLoss', NPairsLoss: 'nPairsLoss', P2SGradLoss: 'p2sGradLoss' }[name] ?? camelCase
  ];
  if (!make) throw new Error(`losses exports nothing for ${name}`);
  return make;
}

const sameDistance = (a: Distance | undefined, b: Distance | undefined): boolean =>
  a?.name === b?.name && JSON.stringify(a?.options) === JSON.stringify(b?.options);

const rows = (matrix: Rows) => ({ data: Float32Array.from(matrix.flat()), shape: [matrix.length, matrix[0]!.length] });

describe('losses.evaluate(loss, batch) agrees with pytorch-metric-learning', () => {
  it.each(
    cases.map(c => [`${c.loss} ${JSON.stringify(c.params)} ${c.distance ?? ''}`, c] as const),
  )('%s', async (_, c) => {
    const params = Object.fromEntries(Object.entries(c.params).map(([name, value]) => [camel(name), value]));
    const make = makerOf(c.loss);
    const isFixed = c.distance === undefined || !('distance' in make.definition.options);
    const distance = isFixed ? {} : { distance: distanceOf[c.distance!] };
    const options = { ...peerDefaults[c.loss], ...params, ...distance, ...(c.weights && { numClasses: 4 }) };
    const loss = make(options);
    if (c.distance !== undefined) expect(sameDistance(loss.distance, distanceOf[c.distance])).toBe(true);
    const parameters = Object.fromEntries(Object.entries(c.weights ?? {}).map(([name, w]) => [name, rows(w)]));
    const { value, gradients } = await losses.evaluate(loss, { embeddings, labels, parameters });
    expectClose([value], [c.value], { what: 'value' });
    expectClose(gradients.embeddings.data, c.grad.flat(), { what: 'gradient' });
    expect(Object.keys(gradients).sort()).toEqual(['embeddings', ...Object.keys(c.weightGrads ?? {})].sort());
    for (const [name, grad] of Object.entries(c.weightGrads ?? {})) {
      expectClose(gradients[name]!.data, grad.flat(), { what: `gradient to ${name}` });
    }
  });
});

describe('losses of given rows agree with PyTorch', () => {
  const input = (name: string, matrix: Rows) => g.input(name, 'float32', [matrix.length, matrix[0]!.length]);

  async function check(
    loss: (...xs: g.Tensor[]) => g.Tensor,
    given: Record<string, Rows>,
    value: number,
    grads: Record<string, Rows>,
  ) {
    const xs = Object.fromEntries(Object.entries(given).map(([name, matrix]) => [name, input(name, matrix)]));
    const y = loss(...Object.values(xs));
    const dxs = g.gradients(y, Object.values(xs));
    const named = Object.keys(xs).map((name, i) => [`d/${name}`, dxs[i]!] as const);
    const feeds = Object.entries(given).map(([name, matrix]) => [name, matrix.flat()] as const);
    const results = await evaluate({ y, ...Object.fromEntries(named) }, Object.fromEntries(feeds));
    expectClose(results['y']!.data as Float32Array, [value], { what: 'value' });
    for (const [name, grad] of Object.entries(grads)) {
      expectClose(results[`d/${name}`]!.data as Float32Array, grad.flat(), { what: `gradient to ${name}` });
    }
  }

  it('losses.pairContrastiveLoss', () => {
    const { x, y, same, margin, value, gradX, gradY } = recorded.pairs;
    const loss = losses.pairContrastiveLoss({ margin });
    return check((a, b) => loss(a!, b!, g.constant(same)), { left: x, right: y }, value, { left: gradX, right: gradY });
  });

  it('losses.givenTripletMarginLoss', () => {
    const { anchor, positive, negative, margin, value, ...grads } = recorded.triplets;
    const loss = losses.givenTripletMarginLoss({ margin });
    const { gradAnchor, gradPositive, gradNegative } = grads;
    return check((a, p, n) => loss(a!, p!, n!), { anchor, positive, negative }, value, {
      anchor: gradAnchor,
      positive: gradPositive,
      negative: gradNegative,
    });
  });

  it('losses.tripletRatioLoss', () => {
    const { anchor, positive, negative, value, gradAnchor } = recorded.tripletRatio;
    const loss = losses.tripletRatioLoss();
    return check((a, p, n) => loss(a!, p!, n!), { anchor, positive, negative }, value, { anchor: gradAnchor });
  });
});
