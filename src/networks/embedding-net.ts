import * as nn from '../nn/index.ts';
import { imagesOfAtLeast, type Network } from './network.ts';

/** The network of the tutorials. */
export const embeddingNet: Network = {
  name: 'embedding-net',
  summary: 'Two 5×5 convolutions and three dense layers with PReLU, the network of the tutorials.',
  notes:
    'Convolutions of 32 and 64 channels, each with max-pooling by 2 and PReLU, then dense layers of 256, 256 and `dim`. 8.1 MFLOP forward for an image of 28×28. Takes images of at least 16×16.',
  refuses: imagesOfAtLeast(16),
  module: ({ dim }) =>
    nn.sequential(
      // Pooled before the activation: the same values while the slope of PReLU is not negative, for a quarter of the work.
      nn.conv2d({ out: 32, kernel: 5 }),
      nn.maxPool2d({ kernel: 2 }),
      nn.prelu(),
      nn.conv2d({ out: 64, kernel: 5 }),
      nn.maxPool2d({ kernel: 2 }),
      nn.prelu(),
      nn.flatten(),
      nn.linear({ out: 256 }),
      nn.prelu(),
      nn.linear({ out: 256 }),
      nn.prelu(),
      nn.linear({ out: dim }),
    ),
};
