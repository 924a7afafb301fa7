// How many dimensions does an embedding need? One run a size, a table and a chart.
//   npx jiti examples/embedding-size.ts [data set] [epochs]
import { parseAxis, saveSweep, sweep } from 'nearfar';

const [dataset = 'mnist', epochs = '1'] = process.argv.slice(2);
const folder = `runs/embedding-size-${dataset}`;
const axes = [parseAxis('dim=2,4,8,16,32,64')];

const outcomes = await sweep({ dataset, method: 'online-triplet', epochs: Number(epochs) }, axes, folder, {
  onOutcome: outcome => {
    if ('result' in outcome) console.log(`${outcome.trial.name}: MAP@R ${outcome.result.metrics.mapAtR?.toFixed(4)}`);
  },
});
const best = await saveSweep(outcomes, axes, folder);
console.log(`best: ${best.trial.name}; the chart is ${folder}/plots/sweep.png`);
