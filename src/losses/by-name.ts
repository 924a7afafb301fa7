import * as distances from '../distances/index.ts';
import * as miners from '../miners/index.ts';
import {
  choice,
  count,
  flag,
  type NumberLimits,
  number,
  numbers,
  type OptionSpec,
  type Registry,
  registry,
  thing,
} from '../options.ts';
import * as reducers from '../reducers/index.ts';
import * as regularizers from '../regularizers/index.ts';
import { type AngularLossOptions, angularLoss } from './angular-loss.ts';
import { arcFaceLoss } from './arc-face-loss.ts';
import { barlowTwinsLoss } from './barlow-twins-loss.ts';
import { circleLoss } from './circle-loss.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import { cosFaceLoss } from './cos-face-loss.ts';
import { crossBatchMemory } from './cross-batch-memory.ts';
import { decoupledContrastiveLoss } from './decoupled-contrastive-loss.ts';
import { dynamicArcFaceLoss } from './dynamic-arc-face-loss.ts';
import { dynamicSoftMarginLoss } from './dynamic-soft-margin-loss.ts';
import { fastAPLoss } from './fast-ap-loss.ts';
import { generalizedLiftedStructureLoss } from './generalized-lifted-structure-loss.ts';
import { histogramLoss } from './histogram-loss.ts';
import { instanceLoss } from './instance-loss.ts';
import { intraPairVarianceLoss } from './intra-pair-variance-loss.ts';
import { largeMarginSoftmaxLoss, sphereFaceLoss } from './large-margin-softmax-loss.ts';
import { liftedStructureLoss } from './lifted-structure-loss.ts';
import type { Loss } from './loss.ts';
import { manifoldLoss } from './manifold-loss.ts';
import { marginLoss } from './margin-loss.ts';
import { matryoshkaLoss } from './matryoshka-loss.ts';
import { multiSimilarityLoss } from './multi-similarity-loss.ts';
import { multiSupConLoss } from './multi-sup-con-loss.ts';
import { multipleNegativesRankingLoss } from './multiple-negatives-ranking-loss.ts';
import { nPairsLoss } from './n-pairs-loss.ts';
import { ncaLoss } from './nca-loss.ts';
import { normalizedSoftmaxLoss } from './normalized-softmax-loss.ts';
import { ntXentLoss } from './nt-xent-loss.ts';
import { p2sGradLoss } from './p2s-grad-loss.ts';
import { pnpLoss } from './pnp-loss.ts';
import { prototypicalLoss } from './prototypical-loss.ts';
import { proxyAnchorLoss } from './proxy-anchor-loss.ts';
import { proxyNCALoss } from './proxy-nca-loss.ts';
import { rankedListLoss } from './ranked-list-loss.ts';
import { selectivelyContrastiveTripletLoss } from './selectively-contrastive-triplet-loss.ts';
import { selfSupervisedLoss } from './self-supervised-loss.ts';
import { signalToNoiseRatioContrastiveLoss } from './signal-to-noise-ratio-contrastive-loss.ts';
import { smoothAPLoss } from './smooth-ap-loss.ts';
import { softNearestNeighborLoss } from './soft-nearest-neighbor-loss.ts';
import { softTripleLoss } from './soft-triple-loss.ts';
import { subCenterArcFaceLoss } from './sub-center-arc-face-loss.ts';
import { supConLoss } from './sup-con-loss.ts';
import { thresholdConsistentMarginLoss } from './threshold-consistent-margin-loss.ts';
import { tripletMarginLoss } from './triplet-margin-loss.ts';
import { tupletMarginLoss } from './tuplet-margin-loss.ts';
import { vicRegLoss } from './vic-reg-loss.ts';

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

const contrastive = { posMargin: number(0), negMargin: number(1), squared: flag(false) };
const lifted = { negMargin: number(1), posMargin: number(0), ...common('euclidean', 'mean') };
const temperature = (value: number) => ({ temperature: number(value, positive) });
const largeMargin = { margin: count(4), scale: number(1, positive), ...ofClasses(undefined) };
const arcFace = { margin: number(28.6, { min: 0, max: 180 }), scale: number(64, positive), ...ofClasses(undefined) };
const inner = thing('contrastive', name => made.byName(name));

const made: Registry<Loss> = registry<Loss>('losses', 'loss', {
  contrastive: { options: { ...contrastive, ...common('euclidean', 'avg-non-zero') }, make: contrastiveLoss },
  'triplet-margin': {
    options: {
      margin: number(0.05),
      swap: flag(false),
      smoothLoss: flag(false),
      tripletsPerAnchor: count(),
      ...common('euclidean', 'avg-non-zero'),
    },
    make: tripletMarginLoss,
  },
  angular: {
    options: {
      alpha: number(40, { above: 0, max: 89 }),
      normalizeNegatives: flag(true),
      ...common(undefined, 'mean'),
    },
    make: (options: AngularLossOptions) => angularLoss({ normalizeNegatives: true, ...options }),
  },
  'arc-face': { options: arcFace, make: arcFaceLoss },
  'barlow-twins': { options: { lambda: number(0.0051) }, make: barlowTwinsLoss },
  circle: {
    options: { m: number(0.4), gamma: number(80, positive), ...common(undefined, 'avg-non-zero') },
    make: circleLoss,
  },
  'cos-face': {
    options: { margin: number(0.35), scale: number(64, positive), ...ofClasses(undefined) },
    make: cosFaceLoss,
  },
  'cross-batch-memory': {
    options: { loss: inner, memorySize: count(1024), miner: thing(undefined, miners.byName) },
    make: crossBatchMemory,
  },
  'decoupled-contrastive': {
    options: { ...temperature(0.1), ...common('cosine', 'mean') },
    make: decoupledContrastiveLoss,
  },
  'dynamic-arc-face': {
    options: {
      classCounts: numbers(),
      lambda0: number(0.25),
      a: number(0.5),
      b: number(0.05),
      scale: number(64, positive),
      subCenters: count(3),
      ...common(undefined, 'mean'),
    },
    make: dynamicArcFaceLoss,
  },
  'dynamic-soft-margin': {
    options: {
      minVal: number(-2, { max: -1e-3 }),
      numBins: count(10),
      momentum: number(0.01, { min: 0, max: 1 }),
    },
    make: dynamicSoftMarginLoss,
  },
  'fast-ap': { options: { numBins: count(10), ...common(undefined, 'mean') }, make: fastAPLoss },
  'generalized-lifted-structure': { options: lifted, make: generalizedLiftedStructureLoss },
  histogram: {
    options: { nBins: count(100), embeddingRegularizer: regularizer, embeddingRegWeight: number(1) },
    make: histogramLoss,
  },
  instance: {
    options: { gamma: number(64, positive), ...common(undefined, 'avg-non-zero') },
    make: instanceLoss,
  },
  'intra-pair-variance': {
    options: { posEps: number(0.01), negEps: number(0.01), ...common('cosine', 'mean') },
    make: intraPairVarianceLoss,
  },
  'large-margin-softmax': { options: largeMargin, make: largeMarginSoftmaxLoss },
  'lifted-structure': { options: lifted, make: liftedStructureLoss },
  manifold: {
    options: { alpha: number(0.5, { above: 0, max: 0.99 }), margin: number(5e-4), ...ofClasses(undefined) },
    make: manifoldLoss,
  },
  margin: {
    options: {
      margin: number(0.2),
      nu: number(0, { min: 0 }),
      beta: number(1.2),
      learnBeta: flag(false),
      perClass: flag(false),
      numClasses: count(),
      ...common('euclidean', 'divisor'),
    },
    make: marginLoss,
  },
  matryoshka: { options: { loss: inner, dims: numbers(), weights: numbers() }, make: matryoshkaLoss },
  'multi-similarity': {
    options: {
      alpha: number(2, positive),
      beta: number(50, positive),
      base: number(0.5),
      ...common('cosine', 'mean'),
    },
    make: multiSimilarityLoss,
  },
  'multi-sup-con': {
    options: {
      ...temperature(0.1),
      threshold: number(0.3, { above: 0, max: 1 }),
      ...common('cosine', 'avg-non-zero'),
    },
    make: multiSupConLoss,
  },
  'multiple-negatives-ranking': {
    options: { scale: number(20, positive), ...common('cosine', 'mean') },
    make: multipleNegativesRankingLoss,
  },
  'n-pairs': { options: common('dot-product', 'mean'), make: nPairsLoss },
  nca: { options: { softmaxScale: number(1, positive), ...common('squared-euclidean', 'mean') }, make: ncaLoss },
  'normalized-softmax': {
    options: { ...temperature(0.05), ...ofClasses('dot-product') },
    make: normalizedSoftmaxLoss,
  },
  'nt-xent': { options: { ...temperature(0.07), ...common('cosine', 'mean') }, make: ntXentLoss },
  'p2s-grad': { options: { numClasses: count(), embeddingSize: count() }, make: p2sGradLoss },
  pnp: {
    options: {
      b: number(2, positive),
      alpha: number(1, positive),
      anneal: number(0.01, positive),
      variant: choice(['Ds', 'Dq', 'Iu', 'Ib', 'O'], 'O'),
      ...common(undefined, 'mean'),
    },
    make: pnpLoss,
  },
  prototypical: { options: common('squared-euclidean', 'mean'), make: prototypicalLoss },
  'proxy-anchor': {
    options: { margin: number(0.1), alpha: number(32, positive), ...ofClasses('cosine', 'divisor') },
    make: proxyAnchorLoss,
  },
  'proxy-nca': {
    options: { softmaxScale: number(1, positive), ...ofClasses('squared-euclidean') },
    make: proxyNCALoss,
  },
  'ranked-list': {
    options: {
      margin: number(0.4),
      Tn: number(1),
      Tp: number(0),
      imbalance: number(0.5, { min: 0, max: 1 }),
      alpha: number(1.2),
      ...common('euclidean', 'mean'),
    },
    make: rankedListLoss,
  },
  'selectively-contrastive-triplet': {
    options: { lambda: number(1, { min: 0 }), ...temperature(0.1), ...common('cosine', 'mean') },
    make: selectivelyContrastiveTripletLoss,
  },
  'self-supervised': {
    options: { loss: thing('nt-xent', name => made.byName(name)), views: count(2) },
    make: selfSupervisedLoss,
  },
  'signal-to-noise-ratio-contrastive': {
    options: { ...contrastive, ...common('snr', 'avg-non-zero') },
    make: signalToNoiseRatioContrastiveLoss,
  },
  'smooth-ap': { options: { ...temperature(0.01), ...common('cosine', 'mean') }, make: smoothAPLoss },
  'soft-nearest-neighbor': {
    options: { ...temperature(1), ...common('squared-euclidean', 'mean') },
    make: softNearestNeighborLoss,
  },
  'soft-triple': {
    options: {
      centersPerClass: count(10),
      la: number(20, positive),
      gamma: number(0.1, positive),
      margin: number(0.01),
      ...ofClasses('cosine'),
    },
    make: softTripleLoss,
  },
  'sphere-face': { options: largeMargin, make: sphereFaceLoss },
  'sub-center-arc-face': { options: { ...arcFace, subCenters: count(3) }, make: subCenterArcFaceLoss },
  'sup-con': { options: { ...temperature(0.1), ...common('cosine', 'avg-non-zero') }, make: supConLoss },
  'threshold-consistent-margin': {
    options: {
      baseLoss: thing(undefined, name => made.byName(name)),
      lambdaPlus: number(1),
      lambdaMinus: number(1),
      marginPlus: number(0.9),
      marginMinus: number(0.5),
    },
    make: thresholdConsistentMarginLoss,
  },
  'tuplet-margin': {
    options: { margin: number(5.73, { min: 0 }), scale: number(64, positive), ...common(undefined, 'mean') },
    make: tupletMarginLoss,
  },
  'vic-reg': {
    options: {
      invarianceLambda: number(25),
      varianceMu: number(25),
      covarianceV: number(1),
      eps: number(1e-4, positive),
      reducer: thing('mean', reducers.byName),
    },
    make: vicRegLoss,
  },
});

/** Losses by name, as the command line knows them. */
export const { names, byName, optionsOf } = made;
