// Most random triplets teach nothing once training is under way. Mining picks those of a batch that still do.
//   npx jiti examples/mining.ts [data set] [epochs]
import { train } from 'nearfar';

const [dataset = 'mnist', epochs = '1'] = process.argv.slice(2);

for (const miner of ['all', 'semihard', 'random-hard', 'hard']) {
  const warnings: string[] = [];
  const { metrics, trainSeconds } = await train(
    { dataset, method: 'online-triplet', miner, dim: 2, epochs: Number(epochs) },
    { onEvent: event => event.type === 'warning' && warnings.push(event.text) },
  );
  console.log(`${miner}: MAP@R ${metrics.mapAtR?.toFixed(4)} after ${trainSeconds.toFixed(0)} s of training`);
  for (const text of warnings) console.log(`  warning: ${text}`);
}
