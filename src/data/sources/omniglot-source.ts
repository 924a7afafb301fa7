import type { PublishedFile } from '../cache.ts';
import { readOmniglot, selectAlphabets, smallestAlphabets } from '../omniglot.ts';
import type { Source } from './source.ts';

/** One of Omniglot's files at its usual address. */
export const omniglotFile = (name: string, md5?: string): PublishedFile => ({
  name: `${name}.zip`,
  url: `https://raw.githubusercontent.com/brendenlake/omniglot/master/python/${name}.zip`,
  ...(md5 !== undefined && { md5 }),
});

/** The folder that the files of all its parts share. */
export const OMNIGLOT_FOLDER = 'omniglot';

interface OmniglotParts extends Pick<Source, 'name' | 'about' | 'classes' | 'trainSamples' | 'testSamples'> {
  /** To train on, but for alphabets kept for validation. */
  readonly train: PublishedFile;
  /** How many alphabets, the smallest, are for validation. */
  readonly validationAlphabets: number;
  /** To judge on: the alphabets that `train` does not have. */
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
