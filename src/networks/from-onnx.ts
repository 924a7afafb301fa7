import { z } from 'zod';
import { NearfarError, UsageError } from '../errors.ts';
import { type ImportedOnnx, importOnnx } from '../graph/import/import-onnx.ts';
import type { External } from '../graph/onnx/tensor-data.ts';
import { constant, input } from '../graph/ops/index.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import * as nn from '../nn/index.ts';
import { type Encode, forAnyBatch } from './any-batch.ts';
import { blocksOf, classifierOperand, isUnnamed, type Outline, outlineOf, statisticsOf } from './foreign-features.ts';
import { isHubName } from './hub-name.ts';
import { imageIntake } from './image-intake.ts';
import { readBeside, readModel } from './model-file.ts';
import type { Network, NetworkOptions } from './network.ts';
import { takesTokens, textIntake, textOutput, tokenizerBeside } from './text-intake.ts';

const side = z.int().min(1);

/** What `fromOnnx` takes by name, on the command line too. */
export const fromOnnxOptions = z.strictObject({
  output: z.string().optional(),
  cut: z.boolean().default(true),
  pooling: z.enum(['mean', 'class-token']).default('mean'),
  head: z.enum(['linear', 'two-layer']).default('linear'),
  train: z.union([z.int().min(1), z.string().min(1)]).default('head'),
  normalization: z
    .strictObject({ mean: z.array(z.number()).min(1), deviation: z.array(z.number().positive()).min(1) })
    .optional(),
  size: z.union([side, z.tuple([side, side])]).optional(),
  length: z.int().min(2).max(8192).optional(),
});

/** Whether a network is named by an ONNX file, on this machine or on the hub. */
export const isNetworkFile = (network: unknown): network is string =>
  isHubName(network) || (typeof network === 'string' && network.endsWith('.onnx'));

/** How a network of an ONNX file becomes an encoder. */
export interface FromOnnxOptions {
  /** The name of the value in the file that gives the features. Default: what the classifier takes. */
  readonly output?: string;
  /** Whether the classifier, the last Gemm or MatMul with weights, is cut off; without, the file's first output gives the features. Default true. */
  readonly cut?: boolean;
  /**
   * What makes one row of a sample's features: their mean over an image's places or over tokens [N, T, D], or the first token
   * alone, which of a ViT or BERT stands for the whole. Default `mean`.
   */
  readonly pooling?: 'mean' | 'class-token';
  /** What leads from the features to the embedding: a dense layer, or two with ReLU between. Default `linear`. */
  readonly head?: 'linear' | 'two-layer';
  /**
   * What is trained beside the head: nothing (`head`), all weights (`all`), those of the last N blocks, or those whose names
   * match a regular expression. Statistics of batch norms always stay. Default `head`.
   */
  readonly train?: 'head' | 'all' | number | string;
  /** Mean and standard deviation of the intensities (0 to 1) of each channel. Default: the file's, or ImageNet's for colour. */
  readonly normalization?: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
  /** Height and width that images are brought to. Default: the file's, where it has fixed ones, else as they come. */
  readonly size?: number | readonly [number, number];
  /** Of a text encoder: tokens of a text, at most; a longer text is cut. Default 128. */
  readonly length?: number;
  /** Of a text encoder: the content of its `tokenizer.json`. Default: the file's beside the model. */
  readonly tokenizer?: string;
  /** Gives the bytes of a file beside the model, for weights that lie there; of a path, its folder does. */
  readonly external?: External;
}

const WHO = 'networks.fromOnnx';

/**
 * A network of an ONNX file as an encoder: its classifier cut off, pooled, with a head of its own. Grey images are widened to
 * colour, images are resized and normalised as the network was trained. A text encoder takes rows of tokens. Frozen weights are
 * constants of the graph.
 */
export function fromOnnx(pathOrBytes: string | Uint8Array, options: FromOnnxOptions = {}): Network {
  const { external, tokenizer, ...named } = options;
  const parsed = fromOnnxOptions.safeParse(named);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const got = JSON.stringify(named);
    throw new UsageError({ who: WHO, expected: `options that fit (${issue!.path.join('.')}: ${issue!.message})`, got });
  }
  const { output, cut, pooling, head, train, length, ...given } = parsed.data;
  if (isHubName(pathOrBytes)) throw notFetched(pathOrBytes);
  const path = typeof pathOrBytes === 'string' ? pathOrBytes : undefined;
  const bytes = typeof pathOrBytes === 'string' ? readModel(pathOrBytes) : pathOrBytes;
  const outline = outlineOf(bytes);
  const text = takesTokens(outline) ? { tokenizer: tokenizer ?? tokenizerBeside(path), length } : undefined;
  const usual = () => (cut ? classifierOperand(outline) : outline.outputs[0]!);
  const name = output ?? (text ? textOutput(outline, cut) : usual());
  const beside = external ?? (path === undefined ? undefined : (location: string) => readBeside(path, location));
  const imported = importOnnx(bytes, { outputs: [name], anyExtents: true, ...(beside && { external: beside }) });
  const intake = text ? textIntake(imported, text.tokenizer, pooling) : imageIntake(imported, given, path, pooling);
  const trained = trainedNames(outline, imported, train);
  const encode: Encode = (x, weights) => {
    const parameters = Object.fromEntries(trained.map((weight, i) => [weight, weights[i]!]));
    return intake(x, feeds => imported.apply(feeds, parameters)[name]!);
  };
  const initial = trained.map(weight => imported.parameters[weight]!);
  const kept = initial.map(({ data, shape }) => constant(data, { shape }));
  const run = forAnyBatch(encode, kept);
  const features = (x: Tensor, scope: nn.Scope): Tensor => {
    const own = scope.child('backbone');
    const weights = initial.map(({ data, shape }, i) => own.parameter(trained[i]!, shape, () => data.slice()));
    return run(x, weights, scope.training);
  };
  const behind =
    ({ dim }: NetworkOptions): nn.Module =>
    (x, scope) =>
      headOf(head, dim)(x, scope.child('head'));
  const module =
    (options: NetworkOptions): nn.Module =>
    (x, scope) =>
      behind(options)(features(x, scope), scope);
  return {
    name: path ?? 'onnx',
    summary: `A network from an ONNX file, its features the value "${name}".`,
    takesIntensities: true,
    refuses: sample => intake.refuses(sample) ?? refusal(sample, module),
    module,
    ...(text && { text }),
    pretrained: { isFrozen: trained.length === 0, features: (x, scope) => run(x, kept, scope.training), head: behind },
  };
}

const notFetched = (name: string): UsageError =>
  new UsageError({
    who: WHO,
    expected: 'the path of a file on this machine, or its bytes',
    got: `"${name}"`,
    fix: `Fetch it first: networks.fromOnnx(await fetchNetwork('${name}'))`,
  });

/** The weights to train, in the file's order. Scalars are constants of a formula, like the 2 of a square. */
function trainedNames(outline: Outline, { parameters }: ImportedOnnx, train: number | string): readonly string[] {
  const statistics = statisticsOf(outline);
  const isAble = (name: string) =>
    !statistics.has(name) && !isUnnamed(outline, name) && parameters[name]!.shape.length > 0;
  const able = Object.keys(parameters).filter(isAble);
  if (train === 'head') return [];
  if (train === 'all') return able;
  if (typeof train === 'number') {
    const blocks = blocksOf(outline).map(block => block.filter(name => able.includes(name)));
    const last = new Set(
      blocks
        .filter(block => block.length > 0)
        .slice(-train)
        .flat(),
    );
    return able.filter(name => last.has(name));
  }
  const pattern = patternOf(train);
  const matching = able.filter(name => pattern.test(name));
  if (matching.length > 0) return matching;
  const shown = able.slice(0, 10).join(', ');
  throw new UsageError({ who: WHO, expected: `train: a pattern that weights match (${shown}, …)`, got: `"${train}"` });
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    const expected = 'train: head, all, a number of blocks, or a regular expression';
    throw new UsageError({ who: WHO, expected, got: `"${text}" (${(cause as Error).message})` });
  }
}

const headOf = (kind: 'linear' | 'two-layer', dim: number): nn.Module =>
  kind === 'linear'
    ? nn.linear({ out: dim })
    : (x, scope) => nn.sequential(nn.linear({ out: x.shape[1]! }), nn.relu(), nn.linear({ out: dim }))(x, scope);

/** Why samples cannot go through; found by building the network for them. */
function refusal(sample: Shape, module: (options: NetworkOptions) => nn.Module): string | undefined {
  try {
    module({ dim: 2 })(input('x', 'float32', [1, ...sample]), new nn.Scope({ training: false }));
    return undefined;
  } catch (error) {
    if (error instanceof NearfarError) return error.message.replace(/\.$/, '');
    throw error;
  }
}
