import * as nn from '../nn/index.ts';
import type { Network } from './network.ts';

/** Dense layers only. */
export const mlp: Network = {
  name: 'mlp',
  summary: 'Dense layers only, for rows of a table or small images.',
  notes: 'Dense layers of 256 and 256 with PReLU, then `dim`. Takes rows or images, which it flattens.',
  refuses: () => undefined,
  module: ({ dim }) =>
    nn.sequential(
      nn.flatten(),
      nn.linear({ out: 256 }),
      nn.prelu(),
      nn.linear({ out: 256 }),
      nn.prelu(),
      nn.linear({ out: dim }),
    ),
};
