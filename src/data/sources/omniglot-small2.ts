import { omniglotSource, small1, small2 } from './omniglot-source.ts';

/** Omniglot, learned from its second minimal set (Lake et al. 2015). */
export const omniglotSmall2 = omniglotSource({
  name: 'omniglot-small2',
  about: 'Omniglot’s second minimal set: five alphabets to learn from, tested on those that only the first one has.',
  classes: 242,
  trainSamples: 2780,
  testSamples: 1720,
  train: small2,
  validationAlphabets: 1,
  test: small1,
});
