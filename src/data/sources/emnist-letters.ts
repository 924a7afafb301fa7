import type { Archive, ArchivedFile } from '../cache.ts';
import { idxSource, imagesBytes, labelsBytes } from './idx-source.ts';

const NAMES = ['train-images-idx3', 'train-labels-idx1', 'test-images-idx3', 'test-labels-idx1'].map(
  part => `emnist-letters-${part}-ubyte.gz`,
);

const archive: Archive = {
  name: 'gzip.zip',
  url: 'https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip',
  md5: '58c8d27c78d21e728a6bc7b3cc06412e',
  entries: NAMES.map(name => `gzip/${name}`),
};

const SIZES = [imagesBytes(124800), labelsBytes(124800), imagesBytes(20800), labelsBytes(20800)];

const [trainImages, trainLabels, testImages, testLabels] = NAMES.map(
  (name, i): ArchivedFile => ({ name, archive, mostBytes: SIZES[i]! }),
);

/** EMNIST letters (Cohen et al. 2017): 26 classes, 28 × 28. */
export const emnistLetters = idxSource(
  {
    name: 'emnist-letters',
    about: 'Handwritten letters, capital and small in one class. (The download holds all of EMNIST: half a gigabyte.)',
    home: 'https://www.nist.gov/itl/products-and-services/emnist-dataset',
    paper: 'Cohen, Afshar, Tapson & van Schaik, EMNIST, 2017, arXiv:1702.05373',
    licence: 'not stated; made from NIST Special Database 19',
    trainSamples: 124800,
    testSamples: 20800,
  },
  { trainImages: trainImages!, trainLabels: trainLabels!, testImages: testImages!, testLabels: testLabels! },
  { classNames: [...'abcdefghijklmnopqrstuvwxyz'], firstLabel: 1, transposed: true },
);
