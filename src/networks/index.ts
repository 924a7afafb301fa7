import { unknownName } from '../errors.ts';
import { conv4 } from './conv4.ts';
import { embeddingNet } from './embedding-net.ts';
import { koch } from './koch.ts';
import { mlp } from './mlp.ts';
import type { Network } from './network.ts';
import { resnet } from './resnet.ts';

export type { Network, NetworkOptions } from './network.ts';
export { conv4, embeddingNet, koch, mlp, resnet };

const all: readonly Network[] = [embeddingNet, koch, conv4, resnet, mlp];

/** The names that `byName` knows. */
export const names: readonly string[] = all.map(({ name }) => name);

export function byName(name: string): Network {
  const network = all.find(candidate => candidate.name === name);
  if (network) return network;
  throw unknownName('networks', 'a network', name, names);
}
