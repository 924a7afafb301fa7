import { idxSource, mnistFiles } from './idx-source.ts';

/** MNIST (LeCun et al. 1998): ten classes, 28 × 28. */
export const mnist = idxSource(
  {
    name: 'mnist',
    about: 'Handwritten digits.',
    home: 'http://yann.lecun.com/exdb/mnist/',
    paper: 'LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition, 1998',
    licence: 'CC BY-SA 3.0',
    trainSamples: 60000,
    testSamples: 10000,
  },
  mnistFiles(
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    [
      'f68b3c2dcbeaaa9fbdd348bbdeb94873',
      'd53e105ee54ea40749a09fcbcd1e9432',
      '9fb629c4189551a2d022fa330f9573f3',
      'ec29112dd5afa0611ce80d1b7f02629c',
    ],
    [
      '6bbc9ace898e44ae57da46a324031adb',
      'a25bea736e30d166cdddb491f175f624',
      '2646ac647ad5339dbf082846283269ea',
      '27ae3e4e09519cfbb04c329615203637',
    ],
  ),
  { classNames: [...'0123456789'] },
);
