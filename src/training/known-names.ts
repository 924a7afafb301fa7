// Written by `npm run docs` from the lists of the rooms.

/** A data set that the library knows by name. */
export type DatasetName =
  | 'glyphs'
  | 'mnist'
  | 'fashion-mnist'
  | 'kmnist'
  | 'emnist-letters'
  | 'omniglot'
  | 'omniglot-small1'
  | 'omniglot-small2'
  | 'cifar10';

/** A method that the library knows by name. */
export type MethodName =
  | 'classification'
  | 'two-channel'
  | 'siamese-bce'
  | 'siamese'
  | 'triplet'
  | 'triplet-ratio'
  | 'online-contrastive'
  | 'online-triplet'
  | 'online'
  | 'prototypical'
  | 'vae'
  | 'vae-siamese'
  | 'vae-triplet';

/** A loss that the library knows by name. */
export type LossName =
  | 'angular'
  | 'arc-face'
  | 'barlow-twins'
  | 'circle'
  | 'contrastive'
  | 'cos-face'
  | 'cross-batch-memory'
  | 'decoupled-contrastive'
  | 'dynamic-arc-face'
  | 'dynamic-soft-margin'
  | 'fast-ap'
  | 'generalized-lifted-structure'
  | 'histogram'
  | 'instance'
  | 'intra-pair-variance'
  | 'large-margin-softmax'
  | 'lifted-structure'
  | 'manifold'
  | 'margin'
  | 'matryoshka'
  | 'multi-similarity'
  | 'multi-sup-con'
  | 'multiple-negatives-ranking'
  | 'n-pairs'
  | 'nca'
  | 'normalized-softmax'
  | 'nt-xent'
  | 'p2s-grad'
  | 'pnp'
  | 'prototypical'
  | 'proxy-anchor'
  | 'proxy-nca'
  | 'ranked-list'
  | 'selectively-contrastive-triplet'
  | 'self-supervised'
  | 'signal-to-noise-ratio-contrastive'
  | 'smooth-ap'
  | 'soft-nearest-neighbor'
  | 'soft-triple'
  | 'sphere-face'
  | 'sub-center-arc-face'
  | 'sup-con'
  | 'threshold-consistent-margin'
  | 'triplet-margin'
  | 'tuplet-margin'
  | 'vic-reg';

/** A miner that the library knows by name. */
export type MinerName =
  | 'all'
  | 'hard'
  | 'semihard'
  | 'random-hard'
  | 'hard-pairs'
  | 'batch-hard'
  | 'batch-easy-hard'
  | 'triplet-margin'
  | 'pair-margin'
  | 'multi-similarity'
  | 'angular'
  | 'hdc'
  | 'distance-weighted'
  | 'uniform-histogram'
  | 'packaged-triplets';

/** A distance that the library knows by name. */
export type DistanceName = 'euclidean' | 'lp' | 'squared-euclidean' | 'cosine' | 'dot-product' | 'snr' | 'mahalanobis';

/** A network that the library knows by name. */
export type NetworkName = 'embedding-net' | 'koch' | 'conv4' | 'resnet' | 'mlp';
