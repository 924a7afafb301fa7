// How many dimensions does an embedding need? One run a size, a table and a chart.
//   npx jiti examples/embedding-size.ts [data set] [epochs]
import { sweep } from 'nearfar';

const [dataset = 'mnist', epochs = '1'] = process.argv.slice(2);
const out = `runs/embedding-size-${dataset}`;

const { best } = await sweep(
  { dataset, method: 'online-triplet', epochs: Number(epochs), vary: { dim: [2, 4, 8, 16, 32, 64] }, out },
  {
    onOutcome: outcome => {
      if ('result' in outcome) console.log(`${outcome.trial.name}: MAP@R ${outcome.result.metrics.mapAtR?.toFixed(4)}`);
    },
  },
);
console.log(`best on validation samples: ${best?.name}; the chart is ${out}/plots/sweep.png`);
