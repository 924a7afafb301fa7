import * as nn from '../nn/index.ts';
import { imagesOfAtLeast, type Network } from './network.ts';

const conv = (out: number, stride: number): nn.Module =>
  nn.sequential(nn.conv2d({ out, kernel: 3, stride, padding: 1, bias: false, initializer: nn.he }), nn.batchNorm());

/** Two convolutions with a shortcut; a `stride` of 2 halves the sides. */
const block = (out: number, stride: number): nn.Module => {
  const shortcut = nn.sequential(
    nn.conv2d({ out, kernel: 1, stride, bias: false, initializer: nn.he }),
    nn.batchNorm(),
  );
  return nn.sequential(nn.residual(nn.sequential(conv(out, stride), nn.relu(), conv(out, 1)), shortcut), nn.relu());
};

/** A small residual network. */
export const resnet: Network = {
  name: 'resnet',
  summary: 'A small residual network with batch norm, for grey or colour images of 28 to 64 pixels.',
  notes:
    'Three stages of 32, 64 and 128 channels, the mean over each channel, then `dim`. Takes images of at least 16×16.',
  paper: 'He et al. 2016',
  refuses: imagesOfAtLeast(16),
  module: ({ dim }) =>
    nn.sequential(
      conv(32, 1),
      nn.relu(),
      block(32, 1),
      block(64, 2),
      block(128, 2),
      nn.globalAvgPool2d(),
      nn.linear({ out: dim }),
    ),
};
