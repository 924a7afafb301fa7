import { unknownName } from '../errors.ts';
import type { ThingDescription } from '../thing.ts';
import { conv4 } from './conv4.ts';
import { embeddingNet } from './embedding-net.ts';
import { koch } from './koch.ts';
import { mlp } from './mlp.ts';
import type { Network } from './network.ts';
import { resnet } from './resnet.ts';

export { type FromOnnxOptions, fromOnnx } from './from-onnx.ts';
export type { Network, NetworkOptions, Pretrained, TextInput } from './network.ts';
export { conv4, embeddingNet, koch, mlp, resnet };

const all: readonly Network[] = [embeddingNet, koch, conv4, resnet, mlp];

/** The names that `byName` knows. */
export const names: readonly string[] = all.map(({ name }) => name);

/** A network by name. An unknown name is an error. */
export function byName(name: string): Network {
  const network = all.find(candidate => candidate.name === name);
  if (network) return network;
  throw unknownName('networks', 'a network', name, names);
}

/** What there is to know about the network of that name; it has no options of its own. */
export function about(name: string): ThingDescription {
  const { refuses: _refuses, module: _module, units: _units, takesIntensities: _, ...description } = byName(name);
  return { ...description, options: {} };
}
