import * as distances from '../distances/index.ts';
import {
  choice,
  count,
  flag,
  type NumberLimits,
  number,
  numbers,
  type OptionSpec,
  requireOptions,
  thing,
} from '../options.ts';
import * as reducers from '../reducers/index.ts';
import * as regularizers from '../regularizers/index.ts';

type Options = Readonly<Record<string, OptionSpec>>;

const positive: NumberLimits = { above: 0 };
const regularizer = thing(undefined, regularizers.byName);

/** What every loss over embeddings takes. */
const common = (distance: string | undefined, reducer: string): Options => ({
  ...(distance !== undefined && { distance: thing(distance, distances.byName) }),
  reducer: thing(reducer, reducers.byName),
  embeddingRegularizer: regularizer,
  embeddingRegWeight: number(1),
});

/** What every loss with a vector for each class takes. */
const ofClasses = (distance: string | undefined, reducer = 'mean'): Options => ({
  ...common(distance, reducer),
  numClasses: count(),
  embeddingSize: count(),
  weightRegularizer: regularizer,
  weightRegWeight: number(1),
});

const countOrAll: OptionSpec = {
  expected: `${count().expected}, or all`,
  default: 'all',
  read: value => (value === 'all' ? value : count().read(value)),
};

const contrastive = { posMargin: number(0), negMargin: number(1), squared: flag(false) };
const lifted = { negMargin: number(1), posMargin: number(0), ...common('euclidean', 'mean') };
const temperature = (value: number) => ({ temperature: number(value, positive) });
const largeMargin = {
  margin: count(4),
  scale: number(1, positive),
  lambda: number(5, { min: 0 }),
  ...ofClasses(undefined),
};
const arcFace = { margin: number(28.6, { min: 0, max: 180 }), scale: number(64, positive), ...ofClasses(undefined) };

/** What each loss by its name may be given, but for those that are made of other losses. */
export const own = {
  contrastive: { ...contrastive, ...common('euclidean', 'avg-non-zero') },
  'triplet-margin': {
    margin: number(0.05),
    swap: flag(false),
    smoothLoss: flag(false),
    tripletsPerAnchor: countOrAll,
    ...common('euclidean', 'avg-non-zero'),
  },
  angular: {
    alpha: number(40, { above: 0, max: 89 }),
    normalizeNegatives: flag(true),
    ...common(undefined, 'mean'),
  },
  'arc-face': arcFace,
  'barlow-twins': { lambda: number(0.0051) },
  circle: { m: number(0.4), gamma: number(80, positive), ...common(undefined, 'avg-non-zero') },
  'cos-face': { margin: number(0.35), scale: number(64, positive), ...ofClasses(undefined) },
  'decoupled-contrastive': { ...temperature(0.1), ...common('cosine', 'mean') },
  'dynamic-arc-face': {
    classCounts: numbers(),
    lambda0: number(0.25),
    a: number(0.5),
    b: number(0.05),
    scale: number(64, positive),
    subCenters: count(3),
    ...common(undefined, 'mean'),
  },
  'dynamic-soft-margin': {
    minVal: number(-2, { max: -1e-3 }),
    numBins: count(10),
    momentum: number(0.01, { min: 0, max: 1 }),
  },
  'fast-ap': { numBins: count(10), ...common(undefined, 'mean') },
  'generalized-lifted-structure': lifted,
  histogram: { nBins: count(100), embeddingRegularizer: regularizer, embeddingRegWeight: number(1) },
  instance: { gamma: number(64, positive), ...common(undefined, 'avg-non-zero') },
  'intra-pair-variance': { posEps: number(0.01), negEps: number(0.01), ...common('cosine', 'mean') },
  'large-margin-softmax': largeMargin,
  'lifted-structure': lifted,
  manifold: { alpha: number(0.5, { above: 0, max: 0.99 }), margin: number(5e-4), ...ofClasses(undefined) },
  margin: {
    margin: number(0.2),
    nu: number(0, { min: 0 }),
    beta: number(1.2),
    learnBeta: flag(false),
    perClass: flag(false),
    numClasses: count(),
    ...common('euclidean', 'divisor'),
  },
  'multi-similarity': {
    alpha: number(2, positive),
    beta: number(50, positive),
    base: number(0.5),
    ...common('cosine', 'mean'),
  },
  'multi-sup-con': {
    ...temperature(0.1),
    threshold: number(0.3, { above: 0, max: 1 }),
    ...common('cosine', 'avg-non-zero'),
  },
  'multiple-negatives-ranking': { scale: number(20, positive), ...common('cosine', 'mean') },
  'n-pairs': common('dot-product', 'mean'),
  nca: { softmaxScale: number(1, positive), ...common('squared-euclidean', 'mean') },
  'normalized-softmax': { ...temperature(0.05), ...ofClasses('dot-product') },
  'nt-xent': { ...temperature(0.07), ...common('cosine', 'mean') },
  'p2s-grad': { numClasses: count(), embeddingSize: count() },
  pnp: {
    b: number(2, positive),
    alpha: number(1, positive),
    anneal: number(0.01, positive),
    variant: choice(['Ds', 'Dq', 'Iu', 'Ib', 'O'], 'O'),
    ...common(undefined, 'mean'),
  },
  prototypical: common('squared-euclidean', 'mean'),
  'proxy-anchor': { margin: number(0.1), alpha: number(32, positive), ...ofClasses('cosine', 'divisor') },
  'proxy-nca': { softmaxScale: number(1, positive), ...ofClasses('squared-euclidean') },
  'ranked-list': {
    margin: number(0.4),
    Tn: number(1),
    Tp: number(0),
    imbalance: number(0.5, { min: 0, max: 1 }),
    alpha: number(1.2),
    ...common('euclidean', 'mean'),
  },
  'selectively-contrastive-triplet': {
    lambda: number(1, { min: 0 }),
    ...temperature(0.1),
    ...common('cosine', 'mean'),
  },
  'signal-to-noise-ratio-contrastive': { ...contrastive, ...common('snr', 'avg-non-zero') },
  'smooth-ap': { ...temperature(0.01), ...common('cosine', 'mean') },
  'soft-nearest-neighbor': { ...temperature(1), ...common('squared-euclidean', 'mean') },
  'soft-triple': {
    centersPerClass: count(10),
    la: number(20, positive),
    gamma: number(0.1, positive),
    margin: number(0.01),
    ...ofClasses('cosine'),
  },
  'sphere-face': largeMargin,
  'sub-center-arc-face': { ...arcFace, subCenters: count(3) },
  'sup-con': { ...temperature(0.1), ...common('cosine', 'avg-non-zero') },
  'tuplet-margin': { margin: number(5.73, { min: 0 }), scale: number(64, positive), ...common(undefined, 'mean') },
  'vic-reg': {
    invarianceLambda: number(25),
    varianceMu: number(25),
    covarianceV: number(1),
    eps: number(1e-4, positive),
    reducer: thing('mean', reducers.byName),
  },
} as const satisfies Readonly<Record<string, Options>>;

/** Stops a loss of the library whose options, given in code, are not what they may be. */
export function requireInRange(name: string, given: Readonly<Record<string, unknown>>): void {
  if (Object.hasOwn(own, name)) requireOptions(`loss ${name}`, own[name as keyof typeof own], given);
}
