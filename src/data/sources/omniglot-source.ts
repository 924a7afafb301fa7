import type { PublishedFile } from '../cache.ts';
import { readOmniglot, selectAlphabets, smallestAlphabets } from '../omniglot.ts';
import type { Source } from './source.ts';

/** One of Omniglot's files at its usual address, `path` being where it lies in the repository's folder `python`. */
export const omniglotFile = (path: string, md5: string): PublishedFile => ({
  name: `${path.split('/').at(-1)}.zip`,
  url: `https://raw.githubusercontent.com/brendenlake/omniglot/master/python/${path}.zip`,
  md5,
});

/** The first minimal set. Its SHA-256 is f38eb80f…, as TensorFlow Datasets has it too. */
export const small1 = omniglotFile('images_background_small1', 'e704a628b5459e08445c13499850abc4');
/** The second minimal set. Its SHA-256 is 3ccaa407…, as TensorFlow Datasets has it too. */
export const small2 = omniglotFile('images_background_small2', 'b75a71a51d3b13f821f212756fe481fd');
/** The official one-shot runs. */
export const allRuns = omniglotFile('one-shot-classification/all_runs', 'e8996daecdf12afeeb4a53a179f06b19');

/** The folder that the files of all its parts share. */
export const OMNIGLOT_FOLDER = 'omniglot';

interface OmniglotParts extends Pick<Source, 'name' | 'about' | 'classes' | 'trainSamples' | 'testSamples'> {
  /** To train on, but for alphabets kept for validation. */
  readonly train: PublishedFile;
  /** How many alphabets, the smallest, are for validation. */
  readonly validationAlphabets: number;
  /** For testing: the alphabets that `train` does not have. */
  readonly test: PublishedFile;
}

/** A part of Omniglot, split by alphabet. */
export function omniglotSource({ train, validationAlphabets, test, ...about }: OmniglotParts): Source {
  return {
    ...about,
    folder: OMNIGLOT_FOLDER,
    home: 'https://github.com/brendenlake/omniglot',
    paper:
      'Lake, Salakhutdinov & Tenenbaum, Human-level concept learning through probabilistic program induction, 2015',
    licence: 'MIT',
    sampleShape: [1, 28, 28],
    resizes: true,
    files: [train, test],
    async load(read, { images }) {
      const all = await readOmniglot(about.name, await read(train), images);
      const learned = new Set(all.groups);
      const validation = smallestAlphabets(all, validationAlphabets);
      return {
        train: selectAlphabets(all, alphabet => !validation.has(alphabet)),
        validation: selectAlphabets(all, alphabet => validation.has(alphabet)),
        test: await readOmniglot(about.name, await read(test), images, alphabet => !learned.has(alphabet)),
      };
    },
  };
}
