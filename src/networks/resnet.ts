import * as nn from '../nn/index.ts';
import { imagesOfAtLeast, type Network } from './network.ts';

const conv = (out: number, stride: number, kernel = 3): nn.Module =>
  nn.sequential(
    nn.conv2d({ out, kernel, stride, padding: (kernel - 1) / 2, bias: false, initializer: nn.he }),
    nn.batchNorm(),
  );

/** The first convolution. It makes images smaller from 48 pixels on, to 24 to 47 a side: at full size they would cost most of the time. */
const stem: nn.Module = (x, scope) => {
  const side = Math.min(x.shape[2]!, x.shape[3]!);
  const stride = 2 ** Math.max(0, Math.floor(Math.log2(side / 24)));
  return conv(32, stride, 2 * stride + 1)(x, scope);
};

/** Two convolutions with a shortcut; a `stride` of 2 halves the sides. */
const block = (out: number, stride: number): nn.Module => {
  const shortcut = nn.sequential(
    nn.conv2d({ out, kernel: 1, stride, bias: false, initializer: nn.he }),
    nn.batchNorm(),
  );
  return nn.sequential(nn.residual(nn.sequential(conv(out, stride), nn.relu(), conv(out, 1)), shortcut), nn.relu());
};

/** Cells a side of the grid: a mean over the whole would lose where things are, and it takes long to learn without. */
const CELLS = 4;

/** The mean of each cell of a grid. */
const grid: nn.Module = (x, scope) => {
  const stride = [x.shape[2]!, x.shape[3]!].map(side => Math.floor(side / CELLS)) as [number, number];
  const kernel = stride.map((step, axis) => x.shape[axis + 2]! - (CELLS - 1) * step) as [number, number];
  return nn.avgPool2d({ kernel, stride })(x, scope);
};

/** A small residual network. */
export const resnet: Network = {
  name: 'resnet',
  summary: 'A small residual network with batch norm, for grey or colour images of 28 pixels and more.',
  notes:
    'A convolution of 3×3, with a stride of 2 and 5×5 from 48 pixels a side on, 4 and 9×9 from 96 on, and so forth; three stages of 32, 64 and 128 channels; the mean of each cell of a 4×4 grid over each channel; then `dim`. Takes images of at least 16×16.',
  paper: 'He et al. 2016',
  refuses: imagesOfAtLeast(16),
  module: ({ dim }) =>
    nn.sequential(
      stem,
      nn.relu(),
      block(32, 1),
      block(64, 2),
      block(128, 2),
      grid,
      nn.flatten(),
      nn.linear({ out: dim }),
    ),
};
