import * as nn from '../nn/index.ts';
import { imagesOfAtLeast, type Network } from './network.ts';

const stage = (out: number, kernel: number): nn.Module =>
  nn.sequential(nn.conv2d({ out, kernel, padding: (kernel - 1) / 2 }), nn.maxPool2d({ kernel: 2 }), nn.relu());

/** Convolutions, and a dense layer of sigmoid units. */
const units = (out: number): readonly nn.Module[] => [
  stage(64, 5),
  stage(128, 3),
  stage(128, 3),
  nn.conv2d({ out: 256, kernel: 3, padding: 1 }),
  nn.relu(),
  nn.flatten(),
  nn.linear({ out }),
  nn.sigmoid(),
];

/** The one-shot network of Koch. */
export const koch: Network = {
  name: 'koch',
  summary: 'Four wide convolutions and a sigmoid layer, Koch’s one-shot network scaled to the input.',
  notes:
    'Convolutions of 64, 128, 128 and 256 channels, max-pooling by 2 after the first three, a dense layer of 1024 with a sigmoid, then `dim`. The method `siamese-bce` compares the sigmoid units themselves, as in the paper: there the dense layer has `dim` units, and nothing follows. Takes images of at least 16×16.',
  differs:
    'Kernels are smaller (5, 3, 3, 3) and padded, for images of 28 pixels and more instead of 105×105. The paper compares 4096 units: `--method siamese-bce --dim 4096`.',
  paper: 'Koch, Zemel & Salakhutdinov 2015',
  refuses: imagesOfAtLeast(16),
  module: ({ dim }) => nn.sequential(...units(1024), nn.linear({ out: dim })),
  units: ({ dim }) => nn.sequential(...units(dim)),
};
