import { expect, it } from 'vitest';
import { commandOf, compareCommandOf, sweepCommandOf } from '../../src/runs/repeat-command.ts';
import { parseConfig } from '../../src/training/config.ts';
import type { TrainOptions } from '../../src/training/train-options.ts';

const command = (options: TrainOptions) => commandOf(parseConfig(options));

it.each<[TrainOptions, string]>([
  [{}, 'nearfar train'],
  [{ dataset: 'mnist', dim: 2, epochs: 1 }, 'nearfar train --dataset mnist --dim 2 --epochs 1'],
  [
    { loss: 'contrastive', distance: 'lp', distanceOptions: { p: 1 } },
    'nearfar train --method online --loss contrastive --distance lp --distance-option p=1',
  ],
  [{ method: 'siamese', methodOptions: { margin: 2 } }, 'nearfar train --method siamese --method-option margin=2'],
  [{ unseenClasses: ['7', 'a b'], plots: false }, "nearfar train --unseen-classes '7,a b' --no-plots"],
  [{ dataDir: "it's", batchSize: 64 }, "nearfar train --batch-size 64 --data-dir 'it'\\''s'"],
  [{ validation: 0.2, dim: 4 }, 'nearfar train --config config.json'],
])('commandOf(%j) names what is not the default', (options, expected) => {
  expect(command(options)).toBe(expected);
});

it('commandOf(config) has no command for a loss of one’s own', () => {
  expect(command({ loss: { name: 'mine' } as never })).toBeUndefined();
});

it('compareCommandOf(datasets, methods, config) has the options that all runs share', () => {
  const config = parseConfig({ dataset: 'mnist', method: 'vae', epochs: 2 });
  expect(compareCommandOf(['glyphs', 'mnist'], ['vae', 'siamese'], config)).toBe(
    'nearfar compare --datasets glyphs,mnist --methods vae,siamese --epochs 2',
  );
});

it('sweepCommandOf(vary, config) has the axes, and the options that all runs share', () => {
  const vary = { dim: [2, 4], margin: [0.5, 1] };
  const methodOptions = { margin: 0.5, batchSize: 20 };
  const config = parseConfig({ dataset: 'mnist', method: 'siamese', dim: 2, methodOptions });
  expect(sweepCommandOf(vary, config)).toBe(
    'nearfar sweep --vary dim=2,4 --vary margin=0.5,1 --dataset mnist --method siamese --method-option batchSize=20',
  );
});
