import { slice } from '../graph/ops/index.ts';
import type { Shape } from '../graph/tensor.ts';
import * as nn from '../nn/index.ts';

/**
 * Points of a latent space [N, dim] → logits of images [N, …sample]: a dense layer, then two transposed convolutions
 * that each double the sides (64 → 32 → the channels of the image). Samples that are no images come from dense layers.
 */
export function decoder(sample: Shape): nn.Module {
  if (sample.length !== 3) return nn.sequential(nn.linear({ out: 256 }), nn.relu(), nn.linear({ out: sample[0]! }));
  const [channels, height, width] = sample as readonly [number, number, number];
  const [h, w] = [Math.ceil(height / 4), Math.ceil(width / 4)];
  const enlarge = (out: number) => nn.convTranspose2d({ out, kernel: 4, stride: 2, padding: 1 });
  return nn.sequential(
    nn.linear({ out: 256 }),
    nn.relu(),
    nn.linear({ out: 64 * h * w }),
    nn.relu(),
    nn.reshape({ shape: [64, h, w] }),
    enlarge(32),
    nn.relu(),
    enlarge(channels),
    x => slice(x, { ends: [x.shape[0]!, channels, height, width] }),
  );
}
