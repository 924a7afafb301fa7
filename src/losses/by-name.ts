import * as miners from '../miners/index.ts';
import { count, type Entry, number, numbers, type Registry, registry, thing } from '../options.ts';
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
import {
  type LargeMarginSoftmaxLossOptions,
  largeMarginSoftmaxLoss,
  sphereFaceLoss,
} from './large-margin-softmax-loss.ts';
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
import { own } from './options.ts';
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
import {
  type ThresholdConsistentMarginLossOptions,
  thresholdConsistentMarginLoss,
} from './threshold-consistent-margin-loss.ts';
import { tripletMarginLoss } from './triplet-margin-loss.ts';
import { tupletMarginLoss } from './tuplet-margin-loss.ts';
import { vicRegLoss } from './vic-reg-loss.ts';

type Make = (options: never) => Loss;

const made: Readonly<Record<keyof typeof own, Make>> = {
  contrastive: contrastiveLoss,
  'triplet-margin': tripletMarginLoss,
  angular: (options: AngularLossOptions) => angularLoss({ normalizeNegatives: true, ...options }),
  'arc-face': arcFaceLoss,
  'barlow-twins': barlowTwinsLoss,
  circle: circleLoss,
  'cos-face': cosFaceLoss,
  'decoupled-contrastive': decoupledContrastiveLoss,
  'dynamic-arc-face': dynamicArcFaceLoss,
  'dynamic-soft-margin': dynamicSoftMarginLoss,
  'fast-ap': fastAPLoss,
  'generalized-lifted-structure': generalizedLiftedStructureLoss,
  histogram: histogramLoss,
  instance: instanceLoss,
  'intra-pair-variance': intraPairVarianceLoss,
  'large-margin-softmax': (options: LargeMarginSoftmaxLossOptions) => largeMarginSoftmaxLoss({ lambda: 5, ...options }),
  'lifted-structure': liftedStructureLoss,
  manifold: manifoldLoss,
  margin: marginLoss,
  'multi-similarity': multiSimilarityLoss,
  'multi-sup-con': multiSupConLoss,
  'multiple-negatives-ranking': multipleNegativesRankingLoss,
  'n-pairs': nPairsLoss,
  nca: ncaLoss,
  'normalized-softmax': normalizedSoftmaxLoss,
  'nt-xent': ntXentLoss,
  'p2s-grad': p2sGradLoss,
  pnp: pnpLoss,
  prototypical: prototypicalLoss,
  'proxy-anchor': proxyAnchorLoss,
  'proxy-nca': proxyNCALoss,
  'ranked-list': rankedListLoss,
  'selectively-contrastive-triplet': selectivelyContrastiveTripletLoss,
  'signal-to-noise-ratio-contrastive': signalToNoiseRatioContrastiveLoss,
  'smooth-ap': smoothAPLoss,
  'soft-nearest-neighbor': softNearestNeighborLoss,
  'soft-triple': softTripleLoss,
  'sphere-face': (options: LargeMarginSoftmaxLossOptions) => sphereFaceLoss({ lambda: 5, ...options }),
  'sub-center-arc-face': subCenterArcFaceLoss,
  'sup-con': supConLoss,
  'tuplet-margin': tupletMarginLoss,
  'vic-reg': vicRegLoss,
};

const inner = (defaultName: string) => thing(defaultName, name => all.byName(name));

/** Losses made of other losses. */
const wrappers: Readonly<Record<string, Entry<Loss>>> = {
  'cross-batch-memory': {
    options: { loss: inner('contrastive'), memorySize: count(1024), miner: thing(undefined, miners.byName) },
    make: crossBatchMemory,
  },
  matryoshka: { options: { loss: inner('contrastive'), dims: numbers(), weights: numbers() }, make: matryoshkaLoss },
  'self-supervised': { options: { loss: inner('nt-xent'), views: count(2) }, make: selfSupervisedLoss },
  'threshold-consistent-margin': {
    options: {
      baseLoss: inner('multi-similarity'),
      lambdaPlus: number(1),
      lambdaMinus: number(1),
      marginPlus: number(0.9),
      marginMinus: number(0.5),
    },
    make: (options: ThresholdConsistentMarginLossOptions) =>
      thresholdConsistentMarginLoss({ baseLoss: all.byName('multi-similarity'), ...options }),
  },
};

const entries: [name: string, entry: Entry<Loss>][] = [
  ...Object.entries<Make>(made).map(([name, make]): [string, Entry<Loss>] => [
    name,
    { options: own[name as keyof typeof own], make },
  ]),
  ...Object.entries(wrappers),
];

const all: Registry<Loss> = registry('losses', 'loss', Object.fromEntries(entries));

/** Losses by name, as the command line knows them. */
export const { names, byName, optionsOf } = all;
