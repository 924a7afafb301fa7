import type { DataFile, PublishedFile } from '../cache.ts';
import type { Dataset } from '../dataset.ts';
import { readIdxDataset } from '../idx.ts';
import type { Source } from './source.ts';

/** The files of a data set in IDX format. */
export interface IdxParts {
  readonly trainImages: DataFile;
  readonly trainLabels: DataFile;
  readonly testImages: DataFile;
  readonly testLabels: DataFile;
}

type About = Omit<Source, 'classes' | 'sampleShape' | 'files' | 'load'>;

interface IdxFormat {
  readonly classNames: readonly string[];
  /** The number of the first class in the files. Default 0. */
  readonly firstLabel?: number;
  /** Whether the images are stored column by column. Default false. */
  readonly transposed?: boolean;
}

/** A data set of 28 × 28 images in IDX format: MNIST and its kin. */
export function idxSource(about: About, files: IdxParts, format: IdxFormat): Source {
  const { trainImages, trainLabels, testImages, testLabels } = files;
  const { classNames, firstLabel = 0, transposed = false } = format;
  return {
    ...about,
    classes: classNames.length,
    sampleShape: [1, 28, 28],
    files: [trainImages, trainLabels, testImages, testLabels],
    async load(read) {
      const part = async (imagesFile: DataFile, labelsFile: DataFile): Promise<Dataset> => {
        const [images, labels] = [await read(imagesFile), await read(labelsFile)];
        const dataset = await readIdxDataset(about.name, { images, labels }, classNames, firstLabel);
        if (transposed) transposeImages(dataset.samples.data, dataset.samples.shape);
        return dataset;
      };
      return { train: await part(trainImages, trainLabels), test: await part(testImages, testLabels) };
    },
  };
}

/** Swaps rows and columns of each square image, in place. */
function transposeImages(pixels: Uint8Array, shape: readonly number[]): void {
  const size = shape[3]!;
  for (let start = 0; start < pixels.length; start += size * size) {
    for (let row = 1; row < size; row++) {
      for (let column = 0; column < row; column++) {
        const [a, b] = [start + row * size + column, start + column * size + row];
        const pixel = pixels[a]!;
        pixels[a] = pixels[b]!;
        pixels[b] = pixel;
      }
    }
  }
}

/** Bytes of an IDX file of so many 28 × 28 images: header and pixels. */
export const imagesBytes = (n: number): number => 16 + n * 28 * 28;
/** Bytes of an IDX file of so many labels. */
export const labelsBytes = (n: number): number => 8 + n;

/** MNIST's four files, as its kin name them too, at one address; checksums in the order of `IdxParts`. */
export function mnistFiles(address: string, md5: readonly string[], contentMd5: readonly string[] = []): IdxParts {
  const file = (name: string, i: number, mostBytes: number): PublishedFile => ({
    name,
    url: address + name,
    md5: md5[i]!,
    mostBytes,
    ...(contentMd5[i] !== undefined && { contentMd5: contentMd5[i] }),
  });
  return {
    trainImages: file('train-images-idx3-ubyte.gz', 0, imagesBytes(60000)),
    trainLabels: file('train-labels-idx1-ubyte.gz', 1, labelsBytes(60000)),
    testImages: file('t10k-images-idx3-ubyte.gz', 2, imagesBytes(10000)),
    testLabels: file('t10k-labels-idx1-ubyte.gz', 3, labelsBytes(10000)),
  };
}
