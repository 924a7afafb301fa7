import { omniglotSource, small1, small2 } from './omniglot-source.ts';

/** Omniglot, learned from its first minimal set (Lake et al. 2015). */
export const omniglotSmall1 = omniglotSource({
  name: 'omniglot-small1',
  about: 'Omniglot’s first minimal set: five alphabets to learn from, tested on those that only the second one has.',
  classes: 242,
  trainSamples: 2280,
  testSamples: 2120,
  train: small1,
  validationAlphabets: 1,
  test: small2,
});
