import { omniglotFile, omniglotSource } from './omniglot-source.ts';

/** Omniglot, learned from its background set (Lake et al. 2015). */
export const omniglot = omniglotSource({
  name: 'omniglot',
  about: 'Characters of 50 alphabets, each drawn by 20 people; the 20 alphabets of its evaluation set are for testing.',
  classes: 1623,
  trainSamples: 17660,
  testSamples: 13180,
  train: omniglotFile('images_background', '68d2efa1b9178cc56df9314c21c6e718'),
  validationAlphabets: 5,
  test: omniglotFile('images_evaluation', '6b91aef0f799c5bb55b94e3f2daec811'),
});
