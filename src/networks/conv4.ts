import * as nn from '../nn/index.ts';
import { imagesOfAtLeast, type Network } from './network.ts';

const block = (): nn.Module =>
  nn.sequential(
    nn.conv2d({ out: 64, kernel: 3, padding: 1, bias: false }),
    nn.batchNorm(),
    nn.maxPool2d({ kernel: 2 }),
    nn.relu(),
  );

/** The network of the few-shot literature. */
export const conv4: Network = {
  name: 'conv4',
  summary: 'Four blocks of 64 channels with batch norm, the few-shot literature’s network.',
  notes:
    'Each block is a 3×3 convolution, batch norm, max-pooling by 2 and ReLU; then a dense layer. Takes images of at least 16×16.',
  paper: 'Vinyals et al. 2016',
  refuses: imagesOfAtLeast(16),
  module: ({ dim }) => nn.sequential(block(), block(), block(), block(), nn.flatten(), nn.linear({ out: dim })),
};
