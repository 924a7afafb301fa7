import { z } from 'zod';
import type { GivenParts } from '../data/dataset.ts';
import type { Fit } from '../data/formats/listing.ts';
import type { ImageOptions } from '../data/sources/source.ts';
import * as distances from '../distances/index.ts';
import * as losses from '../losses/index.ts';
import type { Loss } from '../losses/loss.ts';
import * as methods from '../methods/index.ts';
import type { Method } from '../methods/method.ts';
import * as miners from '../miners/index.ts';
import type { Miner } from '../miners/miner.ts';
import { fromOnnxOptions, isNetworkFile } from '../networks/from-onnx.ts';
import type { Network } from '../networks/network.ts';
import { type AugmentOptions, augmentSchema } from './augment-options.ts';
import type { DatasetName, DistanceName, LossName, MethodName, MinerName, NetworkName } from './known-names.ts';
import { entries, list, names, number, off, text } from './option-flags.ts';
import { bound, defaultOf, type Row, type TrainFlag } from './option-row.ts';

export type { TrainFlag } from './option-row.ts';

/** A name that the library knows, for editors to complete, or any other text. */
export type Name<Known extends string> = Known | (string & {});

/** Options of a thing that is given by name: `{ margin: 0.2 }`. */
export type NamedOptions = Readonly<Record<string, z.core.util.JSONType>>;

/** What a run does. Every option has a default. Not every thing has every option: an error says which it has. */
export interface RunOptions {
  /** The data set: by name, by the path of your own (a folder of images, a table, a list of pairs, an array), or in memory. @default 'glyphs' */
  readonly dataset?: Name<DatasetName> | GivenParts;
  /** The method: by name, or one of your own. @default 'online-triplet', or 'online' with a `loss`; of data of your own with few and large classes 'online' with 'normalized-softmax' */
  readonly method?: Name<MethodName> | Method;
  /** The loss of an online method, over the tuples that the miner chooses. @default the method's */
  readonly loss?: Name<LossName> | Loss;
  /** The miner of an online method: which pairs or triplets of a batch the loss goes over. @default the method's, or all */
  readonly miner?: Name<MinerName> | Miner;
  /** The distance of a loss and a miner that are given by name. @default the loss's own */
  readonly distance?: Name<DistanceName>;
  /** Options of a method that is given by name, like `{ margin: 2 }`. @default its own */
  readonly methodOptions?: NamedOptions;
  /** Options of a loss that is given by name, like `{ temperature: 0.1 }`. @default its own */
  readonly lossOptions?: NamedOptions;
  /** Options of a miner that is given by name, like `{ epsilon: 0.2 }`. @default its own */
  readonly minerOptions?: NamedOptions;
  /** Options of the distance, like `{ p: 1 }`. @default its own */
  readonly distanceOptions?: NamedOptions;
  /** The encoder: by name, an ONNX file (its path, or `hf:OWNER/NAME[/FILE]` on the Hugging Face hub), or one of your own. @default 'resnet' for images of 48 pixels and more, 'embedding-net' for smaller ones, 'mlp' for rows */
  readonly network?: Name<NetworkName> | Network;
  /** Options of a network that is an ONNX file, like `{ train: 'all' }`: those of `networks.fromOnnx`. @default its own */
  readonly networkOptions?: NamedOptions;
  /** A finished run with the same network, whose weights are where training begins; a head or a loss's weights are taken where their shapes agree. Or a `.safetensors` file with the network's weights. @default new weights */
  readonly init?: string;
  /** A JSON file with the names of a `.safetensors` file and those of the network, like `{ "conv1": "encoder.0", "fc": null }`: whole names, or their beginnings up to a dot; null leaves weights out. @default the same names */
  readonly initMapping?: string;
  /** Width of the embedding, 1 to 4096. @default 16 */
  readonly dim?: number;
  /** Times through the training set, 1 to 100 000. @default 5, and more of data of your own that are few, up to 100 */
  readonly epochs?: number;
  /** Pairs, triplets or samples in a step, as the method counts them; at least 1. @default the method's */
  readonly batchSize?: number;
  /** The optimiser; `sgd` has momentum 0.9. @default 'adam' */
  readonly optimizer?: 'adam' | 'adamw' | 'sgd';
  /** Learning rate, above 0: the highest of its schedule. @default 0.002 */
  readonly lr?: number;
  /** Learning rate of the loss's own weights, above 0, on the same schedule. @default that of `lr` */
  readonly lossLr?: number;
  /** Learning rate of the pretrained weights of an ONNX network, above 0, on the same schedule. @default half of `lr` */
  readonly backboneLr?: number;
  /** Epochs in which the pretrained weights of an ONNX network stay as they are, before they are trained too; fewer than `epochs`. @default none */
  readonly unfreezeAfter?: number;
  /** How the learning rate changes over the run. One cycle reaches in one epoch what a constant 0.001 takes several for. @default 'one-cycle' */
  readonly schedule?: 'one-cycle' | 'cosine' | 'constant';
  /** Steps in which the learning rate rises, at least 0 and fewer than the run has: of one cycle, or before another schedule. @default 30 % of the steps of one cycle, else none */
  readonly warmUp?: number;
  /** Weight decay, at least 0: L2 with `adam` and `sgd`, decoupled with `adamw`. @default 0 */
  readonly weightDecay?: number;
  /** The greatest length of a step's gradient, above 0; a longer one is shrunk to it. @default no limit */
  readonly clipNorm?: number;
  /** Where all randomness comes from, 0 to 2³² − 1: the same seed gives the same result. @default 0 */
  readonly seed?: number;
  /** Names of classes that are kept out of training and evaluated apart. @default none */
  readonly unseenClasses?: readonly (string | number)[];
  /** The part of the classes to keep out of training and evaluate apart, chosen once and for all, 0 to 0.9; `unseenClasses` come before it. @default a fifth, where data of your own without parts have ten classes or more */
  readonly unseenFraction?: number;
  /** The column with the classes of a table; of NumPy arrays the array or file. @default the one named label, class, target or y */
  readonly label?: string;
  /** A column of a table whose values (a person, a camera, a session) never cross from training to validation and testing. @default none */
  readonly group?: string;
  /** Of a list of pairs or triplets: the samples that its ids name (a table, an array), or the folder of its images. @default the list's own folder */
  readonly samples?: string;
  /** Height and width of your own images as samples, in pixels, 1 to 512. @default the images' common size up to 64, else 64 */
  readonly imageSize?: number;
  /** How your own images come to that size: `cover` cuts what is over, `contain` pads, `fill` stretches. @default 'cover' */
  readonly fit?: Fit;
  /** Channels of your own images: 1 for grey, 3 for colour. @default 3 where an image has colour, else 1 */
  readonly channels?: 1 | 3;
  /** How training samples are made more of: a preset (`light`, `strong`), transforms by name (`flip,crop`, or a list), or how much of each. @default not at all */
  readonly augment?: string | readonly string[] | AugmentOptions;
  /** How images are resized as a data set is loaded that is stored otherwise than it is used. @default 28 pixels a side */
  readonly images?: ImageOptions;
  /** The part of the training samples to validate on, 0 to 0.9; 0 trains on a data set's own validation part too. @default the data set's own validation part, or a tenth, at most 5000 samples */
  readonly validation?: number;
  /** Where the graph runs; `auto` is the CPU. @default 'auto' */
  readonly device?: 'auto' | 'cpu' | 'webgpu' | 'cuda';
  /** Threads of the runtime, 1 to 256, at most 4 for each core. @default one for each core */
  readonly threads?: number;
  /** A folder that has the data sets' files already. @default the environment's NEARFAR_DATA */
  readonly dataDir?: string;
  /** Whether pictures and a report are made when training is done. @default true */
  readonly plots?: boolean;
  /** How more than two dimensions come into the picture of the embeddings; `auto` is UMAP above ten classes, else principal components. @default 'auto' */
  readonly projection?: 'auto' | 'pca' | 'umap';
}

/** What `train` is asked to do, and where. */
export interface TrainOptions extends RunOptions {
  /** The run's folder, not there yet or empty. @default a new one under runs/, named after the run */
  readonly out?: string;
  /** Goes on with the run in `out` from its checkpoint, to the same result as if it had never stopped. @default false */
  readonly resume?: boolean;
}

/** A thing of the library by its name, or one of your own. */
const named = <T extends object>() =>
  z.union([z.string().min(1), z.custom<T>(value => typeof value === 'object' && value !== null)]);

const record = z.record(z.string(), z.json()).optional();
const count = z.int().min(1);
const positive = z.number().positive();
const imagesSchema = z.strictObject({ size: z.int().optional(), invert: z.boolean().optional() });
const classNames = z.array(z.union([z.string(), z.number()]).transform(String)).readonly();

const keysOf = (room: { optionsOf: (name: string) => object }, name: unknown): readonly string[] =>
  typeof name === 'string' ? Object.keys(room.optionsOf(name)) : [];

/** The options of a run, in the order of the help. An option is added here and in `RunOptions`. */
// biome-ignore format: a row an option
const rows = {
  dataset: { schema: named<GivenParts>().default('glyphs'), flag: text('name|path'), about: 'a data set’s name ("nearfar datasets" lists them), or path', main: true },
  method: { schema: named<Method>().optional(), flag: text('name'), about: 'the method ("nearfar methods" lists them)', otherwise: 'by loss and data', main: true },
  loss: { schema: named<Loss>().optional(), flag: text('name'), about: 'a loss over mined batches ("nearfar losses" lists them)', otherwise: 'the method’s', main: true },
  miner: { schema: named<Miner>().optional(), flag: text('name'), about: 'what the loss goes over ("nearfar miners" lists them)', otherwise: 'the method’s, or all', main: true },
  distance: { schema: z.string().optional(), flag: text('name'), about: `of the loss and the miner: ${distances.names.join(', ')}`, otherwise: 'the loss’s' },
  methodOptions: { schema: record, flag: entries, about: 'an option of the method, like margin=2; may be repeated', varies: false, keys: ({ method, loss }) => keysOf(methods, method ?? methods.defaultFor(loss)) },
  lossOptions: { schema: record, flag: entries, about: 'an option of the loss; may be repeated', varies: false, keys: ({ loss }) => keysOf(losses, loss) },
  minerOptions: { schema: record, flag: entries, about: 'an option of the miner; may be repeated', varies: false, keys: ({ miner }) => keysOf(miners, miner) },
  distanceOptions: { schema: record, flag: entries, about: 'an option of the distance; may be repeated', varies: false, keys: ({ distance }) => keysOf(distances, distance) },
  network: { schema: named<Network>().optional(), flag: text('name|file'), about: 'encoder ("nearfar networks"), ONNX file, hf:OWNER/NAME', otherwise: 'resnet, embedding-net or mlp, by the data', main: true },
  networkOptions: { schema: record, flag: entries, about: 'an option of a network that is an ONNX file, like train=all; may be repeated', varies: false, keys: ({ network }) => (isNetworkFile(network) ? Object.keys(fromOnnxOptions.shape) : []) },
  init: { schema: z.string().min(1).optional(), flag: text('run|file'), about: 'a run to start from, or FILE.safetensors', otherwise: 'none', main: true },
  initMapping: { schema: z.string().min(1).optional(), flag: text('file'), about: 'of --init FILE.safetensors: a JSON file with its names and ours', otherwise: 'the same names', varies: false },
  dim: { schema: count.max(4096).default(16), flag: number('n'), about: 'width of the embedding', main: true },
  epochs: { schema: count.max(100_000).optional(), flag: number('n'), about: 'times through the training set', otherwise: '5, or more', main: true },
  batchSize: { schema: count.optional(), flag: number('n'), about: 'pairs or samples a step', otherwise: 'the method’s', main: true },
  optimizer: { schema: z.enum(['adam', 'adamw', 'sgd']).default('adam'), flag: text('name'), about: 'the optimiser' },
  lr: { schema: positive.default(2e-3), flag: number('x'), about: 'the highest learning rate', main: true },
  lossLr: { schema: positive.optional(), flag: number('x'), about: 'learning rate of the loss’s own weights', otherwise: 'that of --lr' },
  backboneLr: { schema: positive.optional(), flag: number('x'), about: 'learning rate of an ONNX network’s own weights, where they are trained', otherwise: 'half of --lr' },
  unfreezeAfter: { schema: count.optional(), flag: number('n'), about: 'epochs before an ONNX network’s own weights are trained', otherwise: 'none' },
  schedule: { schema: z.enum(['one-cycle', 'cosine', 'constant']).default('one-cycle'), flag: text('name'), about: 'how the learning rate changes over the run' },
  warmUp: { schema: z.int().min(0).optional(), flag: number('n'), about: 'steps in which the learning rate rises', otherwise: '30 % of one cycle, else none' },
  weightDecay: { schema: z.number().min(0).default(0), flag: number('x'), about: 'weight decay' },
  clipNorm: { schema: positive.optional(), flag: number('x'), about: 'shrink longer gradients to this length', otherwise: 'no limit' },
  seed: { schema: z.int().min(0).max(2 ** 32 - 1).default(0), flag: number('n'), about: 'same seed, same result', main: true },
  unseenClasses: { schema: classNames.default([]), flag: list('a,b'), about: 'classes to keep out of training and evaluate apart', otherwise: 'none', main: true, varies: false },
  unseenFraction: { schema: z.number().min(0).max(0.9).optional(), flag: number('x'), about: 'the part of the classes to keep out of training', otherwise: 'a fifth of ten classes or more, of your own data without parts' },
  label: { schema: z.string().min(1).optional(), flag: text('column'), about: 'of a table: the classes', otherwise: 'label, class, target or y', main: true, varies: false },
  group: { schema: z.string().min(1).optional(), flag: text('column'), about: 'of a table: what never crosses from training to testing, like a person', otherwise: 'none', varies: false },
  samples: { schema: z.string().min(1).optional(), flag: text('path'), about: 'of a list of pairs or triplets: what its ids name, or the folder of its images', otherwise: 'the list’s folder', varies: false },
  imageSize: { schema: count.max(512).optional(), flag: number('n'), about: 'height and width of your own images, in pixels', otherwise: 'their common size up to 64, else 64', main: true },
  fit: { schema: z.enum(['cover', 'contain', 'fill']).optional(), flag: text('name'), about: 'how your own images come to that size', otherwise: 'cover' },
  channels: { schema: z.union([z.literal(1), z.literal(3)]).optional(), flag: number('n'), about: 'of your own images: 1 for grey, 3 for colour', otherwise: '3 where one has colour' },
  augment: { schema: z.union([z.string(), z.array(z.string()).readonly(), augmentSchema]).optional(), flag: names('how'), about: 'vary images: light, strong, flip,color', otherwise: 'none', main: true },
  images: { schema: imagesSchema.optional(), about: 'how images are resized as they are loaded', otherwise: 'to 28 pixels a side', varies: false },
  validation: { schema: z.number().min(0).max(0.9).optional(), about: 'the part of the training samples to validate on', otherwise: 'the data set’s own, or a tenth' },
  device: { schema: z.enum(['auto', 'cpu', 'webgpu', 'cuda']).default('auto'), flag: text('name'), about: 'where it runs; auto is the CPU' },
  threads: { schema: count.max(256).optional(), flag: number('n'), about: 'threads of the runtime', otherwise: 'one for each core' },
  dataDir: { schema: z.string().optional(), flag: text('dir'), about: 'a folder that has the data files already', otherwise: '$NEARFAR_DATA', free: true, varies: false },
  plots: { schema: z.boolean().default(true), flag: off, about: 'draw no pictures', free: true },
  projection: { schema: z.enum(['auto', 'pca', 'umap']).default('auto'), flag: text('name'), about: 'how more than two dimensions are drawn; auto is umap above ten classes, else pca', free: true },
} satisfies { readonly [Option in keyof Required<RunOptions>]: Row<RunOptions> };

type Shape = { readonly [Option in keyof typeof rows]: (typeof rows)[Option]['schema'] };

/** Checks the options of a run and fills in the defaults. */
export const runSchema = z.strictObject(
  Object.fromEntries(Object.entries(rows).map(([name, { schema }]) => [name, schema])) as unknown as Shape,
);

/** What people and tools can know of an option of `train`. */
export interface TrainOption extends Omit<Row<RunOptions>, 'schema' | 'flag'> {
  /** Its name in code and in config files. */
  readonly name: keyof RunOptions;
  /** What it is when it is left out. Absent where `otherwise` says what is done. */
  readonly default?: unknown;
  /** All that it may be, where it is one of a few names. */
  readonly choices?: readonly string[];
  /** Its flag; without one, only a config file or code gives it. */
  readonly flag?: TrainFlag;
}

/** The options of `train`, `compare` and `sweep`, in the order of the help. */
export const trainOptions: readonly TrainOption[] = Object.entries<Row<RunOptions>>(rows).map(
  ([name, { schema, flag, ...row }]) => ({
    name: name as keyof RunOptions,
    ...row,
    ...defaultOf(schema),
    ...(flag && { flag: bound(name, flag) }),
  }),
);
