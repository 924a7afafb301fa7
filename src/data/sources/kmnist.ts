import { idxSource, mnistFiles } from './idx-source.ts';

/** Kuzushiji-MNIST (Clanuwat et al. 2018): ten classes, 28 × 28. */
export const kmnist = idxSource(
  {
    name: 'kmnist',
    about: 'Ten cursive Japanese characters out of classical books, in the format of MNIST.',
    home: 'http://codh.rois.ac.jp/kmnist/',
    paper: 'Clanuwat et al., Deep learning for classical Japanese literature, 2018, arXiv:1812.01718',
    licence: 'CC BY-SA 4.0',
    trainSamples: 60000,
    testSamples: 10000,
  },
  mnistFiles('http://codh.rois.ac.jp/kmnist/dataset/kmnist/', [
    'bdb82020997e1d708af4cf47b453dcf7',
    'e144d726b3acfaa3e44228e80efcd344',
    '5c965bf0a639b31b8f53240b1b52f4d7',
    '7320c461ea6c1c855c0b718fb2a4b134',
  ]),
  { classNames: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'] },
);
