import { NearfarError } from '../../errors.ts';
import type { PublishedFile } from '../cache.ts';
import type { Dataset } from '../dataset.ts';
import { gunzipped, type NamedBytes } from '../gunzip.ts';
import { readAtIn, tarMembers } from '../tar-members.ts';
import type { Source } from './source.ts';

const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const SHAPE = [3, 32, 32] as const;
const PIXELS = 3 * 32 * 32;
/** Images in each of its files. */
const IN_FILE = 10_000;
const TRAIN = [1, 2, 3, 4, 5].map(number => `data_batch_${number}.bin`);
const TEST = ['test_batch.bin'];

/** The binary version. It unpacks to 185 MB. */
const archive: PublishedFile = {
  name: 'cifar-10-binary.tar.gz',
  url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  mostBytes: 200_000_000,
};

/** CIFAR-10 (Krizhevsky 2009): ten classes of photographs, 32 × 32, in colour. */
export const cifar10: Source = {
  name: 'cifar10',
  about: 'Small colour photographs of ten kinds of vehicles and animals.',
  home: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  paper: 'Krizhevsky, Learning multiple layers of features from tiny images, 2009',
  licence: 'none stated',
  classes: 10,
  trainSamples: 50_000,
  testSamples: 10_000,
  sampleShape: SHAPE,
  files: [archive],
  async load(read) {
    const files = unpacked(await gunzipped(await read(archive), archive.mostBytes));
    return { train: partOf(files, TRAIN), test: partOf(files, TEST) };
  },
};

interface Files {
  /** The archive, for errors. */
  readonly name: string;
  readonly byName: ReadonlyMap<string, Uint8Array>;
}

function unpacked({ name, bytes }: NamedBytes): Files {
  const readAt = readAtIn(bytes);
  try {
    const members = tarMembers(readAt, bytes.length).filter(member => member.name.endsWith('.bin'));
    const files = members.map(({ name, start, length }) => [name.split('/').at(-1)!, readAt(start, length)] as const);
    return { name, byName: new Map(files) };
  } catch (cause) {
    throw new NearfarError({ who: name, expected: 'a tar file', got: (cause as Error).message }, { cause });
  }
}

/** Files of records, each a byte for the class and the pixels of a channel after the other. */
function partOf({ name, byName }: Files, names: readonly string[]): Dataset {
  const n = IN_FILE * names.length;
  const [data, labels] = [new Uint8Array(n * PIXELS), new Int32Array(n)];
  for (const [k, file] of names.entries()) {
    const bytes = byName.get(file);
    const wanted = IN_FILE * (1 + PIXELS);
    if (bytes?.length !== wanted) {
      const got = bytes ? `${bytes.length} bytes` : 'none';
      throw new NearfarError({ who: `${name}, ${file}`, expected: `${wanted} bytes`, got });
    }
    for (let i = 0; i < IN_FILE; i++) {
      const start = i * (1 + PIXELS);
      const label = bytes[start]!;
      if (label >= CLASSES.length) {
        const expected = `a class below ${CLASSES.length}`;
        throw new NearfarError({ who: `${name}, ${file}, record ${i}`, expected, got: String(label) });
      }
      labels[k * IN_FILE + i] = label;
      data.set(bytes.subarray(start + 1, start + 1 + PIXELS), (k * IN_FILE + i) * PIXELS);
    }
  }
  return { name: 'cifar10', samples: { data, shape: [n, ...SHAPE] }, labels, classNames: CLASSES };
}
