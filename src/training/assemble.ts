import type { DatasetParts } from '../data/dataset.ts';
import type { Taken } from '../data/formats/listing.ts';
import { readParts } from '../data/given-parts.ts';
import { fetchedNetwork, fetchNetwork } from '../data/hub.ts';
import { isOwnPath, load } from '../data/load.ts';
import type { Distance } from '../distances/index.ts';
import * as distances from '../distances/index.ts';
import { UsageError } from '../errors.ts';
import type { SessionOptions } from '../graph/runtime.ts';
import type { Shape } from '../graph/tensor.ts';
import * as losses from '../losses/index.ts';
import type { Loss } from '../losses/loss.ts';
import type { Architecture, Method } from '../methods/index.ts';
import * as methods from '../methods/index.ts';
import * as miners from '../miners/index.ts';
import type { Miner } from '../miners/miner.ts';
import { isNetworkFile } from '../networks/from-onnx.ts';
import { isHubName } from '../networks/hub-name.ts';
import type { Network } from '../networks/index.ts';
import * as networks from '../networks/index.ts';
import * as nn from '../nn/index.ts';
import type { TrainConfig } from './config.ts';
import type { TrainEvent } from './events.ts';
import type { SampleType } from './sample-type.ts';

/** The data set of a config, loaded. `like` is what a trained network takes, where there is one. */
export async function datasetOf(
  config: TrainConfig,
  onEvent: (event: TrainEvent) => void,
  like?: Taken,
): Promise<DatasetParts> {
  const { dataset, dataDir, images, label, group, samples, imageSize, fit, channels, validation } = config;
  if (typeof dataset !== 'string') return readParts(dataset);
  onEvent({ type: 'phase', text: `Loading ${dataset}` });
  const text = like ? like.text : networkOf(config)?.text;
  return load(dataset, {
    ...(dataDir !== undefined && { dataDir }),
    ...(images !== undefined && { images }),
    label,
    group,
    samples,
    imageSize,
    fit,
    channels,
    ...(isOwnPath(dataset) && {
      text,
      like,
      validation,
      onRead: (done, total) => onEvent({ type: 'read', done, total }),
    }),
    onProgress: progress => onEvent({ type: 'download', ...progress }),
  });
}

export function methodOf({ method, methodOptions, batchSize, ...config }: TrainConfig): Method {
  if (method === undefined) throw undecided();
  if (typeof method !== 'string') return own('method', method, ['batches', 'objective']);
  const options = { ...methodOptions, ...(batchSize !== undefined && { batchSize }) };
  const distance = distanceOf(config);
  return methods.byName(method, options, { loss: lossOf(config, distance), miner: minerOf(config, distance) });
}

const undecided = (): UsageError =>
  new UsageError({ who: 'train', expected: 'a method, which the data decide', got: 'a config without one' });

/** A thing of one's own, once it is found to be one: a config file may hold any object. */
function own<T extends object>(kind: string, thing: T, members: readonly (keyof T & string)[]): T {
  const missing = members.find(name => typeof thing[name] !== 'function');
  if (missing === undefined) return thing;
  const expected = `${kind} to be a name or a ${kind} of your own, with the function ${missing}`;
  throw new UsageError({ who: 'train', expected, got: JSON.stringify(thing) });
}

type Chosen = Pick<TrainConfig, `${'loss' | 'miner' | 'distance'}${'' | 'Options'}`>;

function lossOf({ loss, lossOptions, ...config }: Chosen, distance: Distance | undefined): Loss | undefined {
  if (typeof loss === 'string') return losses.byName(loss, { ...lossOptions, ...(distance && { distance }) });
  if (lossOptions) throw unnamed('loss', 'options for one');
  if (distance) throw unnamed('loss', `distance "${config.distance}"`);
  return loss && own('loss', loss, ['compute']);
}

function minerOf({ miner, minerOptions }: Chosen, distance: Distance | undefined): Miner | undefined {
  if (typeof miner === 'string') return miners.byName(miner, { ...minerOptions, ...(distance && { distance }) });
  if (minerOptions) throw unnamed('miner', 'options for one');
  return miner && own('miner', miner, ['mine']);
}

function distanceOf({ distance, distanceOptions }: Chosen): Distance | undefined {
  if (distance !== undefined) return distances.byName(distance, distanceOptions);
  if (distanceOptions) throw unnamed('distance', 'options for one');
  return undefined;
}

const unnamed = (kind: string, got: string): UsageError =>
  new UsageError({ who: 'train', expected: `a ${kind} by name`, got, fix: `Name one with --${kind}` });

/** Fetches the network of a config, where it is on the hub. */
export async function fetchNetworkOf({ network }: TrainConfig, onEvent: (event: TrainEvent) => void): Promise<void> {
  if (!isHubName(network)) return;
  onEvent({ type: 'phase', text: `Loading ${network}` });
  await fetchNetwork(network, { onProgress: progress => onEvent({ type: 'download', ...progress }) });
}

/** @throws UsageError for a network that is not there, or that does not fit its options; one of the hub may be fetched yet */
export function requireNetwork(config: TrainConfig): void {
  if (!isHubName(config.network) || fetchedNetwork(config.network) !== undefined)
    requireTrained(config, networkOf(config));
}

/** Stops options for pretrained weights where none are trained. */
export function requireTrained({ backboneLr, unfreezeAfter, init }: TrainConfig, network: Network | undefined): void {
  const who = backboneLr === undefined ? '--unfreeze-after' : '--backbone-lr';
  if (backboneLr === undefined && unfreezeAfter === undefined) return;
  if (network?.pretrained === undefined || network.pretrained.isFrozen) {
    throw new UsageError({
      who,
      expected: 'a network with pretrained weights that are trained',
      got: network?.pretrained ? 'a frozen one' : 'another',
      fix: 'Give an ONNX file by --network, with --network-option train=all (or a part of it), or leave it out',
    });
  }
  if (unfreezeAfter === undefined || init === undefined) return;
  const expected = 'a network with the weights of its file';
  throw new UsageError({ who: '--unfreeze-after', expected, got: '--init', fix: 'Leave one of them out' });
}

/** The network of a config; undefined where it is left to the data. */
export function networkOf({ network, networkOptions }: TrainConfig): Network | undefined {
  if (isHubName(network)) return networks.fromOnnx(fetchedNetwork(network) ?? network, networkOptions);
  if (isNetworkFile(network)) return networks.fromOnnx(network, networkOptions);
  if (networkOptions) {
    throw new UsageError({
      who: 'train',
      expected: 'a network that is an ONNX file',
      got: 'networkOptions for another',
      fix: 'Name one with --network',
    });
  }
  if (network === undefined) return undefined;
  return typeof network === 'string' ? networks.byName(network) : own('network', network, ['module', 'refuses']);
}

/** How samples go into the network of a config: one that normalises by itself takes intensities. */
export function sampleFor(config: TrainConfig, sample: SampleType): SampleType {
  const network = networkOf(config);
  if (!network?.takesIntensities) return sample;
  const { scale, mean, deviation } = sample.normalization;
  const normalization = { scale, mean: mean.map(() => 0), deviation: deviation.map(() => 1) };
  return { ...sample, normalization, ...(network.text && sample.shape.length === 1 && { areTokens: true }) };
}

/** The network of a config at any width, for samples of a type. */
export function architectureOf(config: TrainConfig, sample: SampleType): Architecture {
  const network = networkOf(config) ?? networks.byName(networkFor(sample.shape));
  const refusal = network.refuses(sample.shape);
  const { units } = network;
  if (refusal === undefined) {
    const net = (width: number) => network.module({ dim: width });
    return { dim: config.dim, net, ...(units && { units: width => units({ dim: width }) }) };
  }
  throw new UsageError({
    who: `network ${network.name}`,
    expected: 'samples that it can take',
    got: `samples of shape [${sample.shape.join(', ')}]; ${refusal}`,
    fix: network.text ? forTexts(sample) : 'Use --network mlp',
  });
}

/** @throws UsageError for a method that makes samples anew, where these are texts */
export function requireMethodFor({ name, decoder }: Method, { areTokens }: SampleType): void {
  if (!areTokens || !decoder) return;
  const expected = 'images or rows of numbers, which it decodes';
  throw new UsageError({ who: `method ${name}`, expected, got: 'texts', fix: 'Use another --method' });
}

const forTexts = ({ areTokens }: SampleType): string =>
  areTokens ? 'Set fewer tokens by --network-option length=N' : 'Train on a table with a column of texts';

/** Images of so many pixels a side get a deeper network. */
const LARGE = 48;

/** The name of the network for samples of a shape, where none is named. */
export function networkFor(shape: Shape): string {
  if (shape.length !== 3) return 'mlp';
  if (Math.min(shape[1]!, shape[2]!) >= LARGE) return 'resnet';
  return networks.byName('embedding-net').refuses(shape) === undefined ? 'embedding-net' : 'mlp';
}

/** The learning rate of pretrained weights, as a part of the others'. */
const BACKBONE = 0.5;
/** Where a network's pretrained weights are among the parameters. */
const BACKBONES = ['encoder.backbone.', 'pair.backbone.'];

/** The optimiser of a config for a run of so many steps. */
export function optimizerOf(config: TrainConfig, steps: number): nn.Transform {
  const { optimizer, lr, lossLr, backboneLr = BACKBONE * lr, schedule, warmUp, weightDecay, clipNorm } = config;
  if (warmUp !== undefined && warmUp >= steps) {
    const expected = `fewer than the ${steps} steps of the run`;
    throw new UsageError({ who: '--warm-up', expected, got: String(warmUp) });
  }
  const warmed = (next: nn.Schedule) => (warmUp ? nn.warmUp({ steps: warmUp, next }) : next);
  const schedules = {
    constant: () => warmed(nn.constantRate({ rate: lr })),
    cosine: () => warmed(nn.cosine({ rate: lr, steps: steps - (warmUp ?? 0) })),
    'one-cycle': () => nn.oneCycle({ rate: lr, steps, ...(warmUp !== undefined && { rise: warmUp / steps }) }),
  };
  const optimizers = {
    adam: () => nn.adam({ rate: schedules[schedule](), weightDecay }),
    adamw: () => nn.adamW({ rate: schedules[schedule](), weightDecay }),
    sgd: () => nn.sgd({ rate: schedules[schedule](), weightDecay, momentum: 0.9 }),
  };
  return nn.chain(
    ...(clipNorm === undefined ? [] : [nn.clipByGlobalNorm({ maxNorm: clipNorm })]),
    optimizers[optimizer](),
    ...(lossLr === undefined ? [] : [nn.scaleGroup({ prefix: 'loss.', factor: lossLr / lr })]),
    ...BACKBONES.map(prefix => nn.scaleGroup({ prefix, factor: backboneLr / lr })),
  );
}

/** The runtime's device and threads. */
export const sessionOptions = ({ device, threads }: TrainConfig): SessionOptions => ({
  device: device === 'auto' ? 'cpu' : device,
  ...(threads !== undefined && { threads }),
});
