import * as nn from '../nn/index.ts';
import { imagesOfAtLeast, type Network } from './network.ts';

/**
 * The reference network of the tutorials: two convolutions (32 and 64 channels, 5×5), each with max-pooling by 2 and
 * PReLU, then dense layers of 256, 256 and `dim`. 8.1 MFLOP an image of 28×28 forward.
 *
 * Pooling comes before the activation: as long as PReLU's slope is not negative the values are the same, for a quarter
 * of the work.
 */
export const embeddingNet: Network = {
  name: 'embedding-net',
  summary: 'two 5×5 convolutions and three dense layers with PReLU, the network of the tutorials',
  refuses: imagesOfAtLeast(16),
  module: ({ dim }) =>
    nn.sequential(
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
