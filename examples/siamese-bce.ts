// Same or different? A siamese network with a binary head (Koch 2015), beside the two-channel baseline.
//   npx jiti examples/siamese-bce.ts [data set] [epochs]
import { train } from 'nearfar';

const [dataset = 'mnist', epochs = '2'] = process.argv.slice(2);

for (const method of ['two-channel', 'siamese-bce']) {
  const { metrics, trainSeconds, runDir } = await train({ dataset, method, epochs: Number(epochs) });
  const { rocAuc, eer, pairAccuracy = 0 } = metrics;
  console.log(
    `${method}: ROC-AUC ${rocAuc.toFixed(4)}, EER ${eer.toFixed(4)}, ${(100 * pairAccuracy).toFixed(1)} % of pairs right`,
  );
  console.log(`  over ${metrics.evaluatedOn}; ${trainSeconds.toFixed(0)} s of training; ${runDir}/plots`);
}
