// A variational autoencoder draws what it embeds; a metric term on its means makes the embedding tell classes apart.
//   npx jiti examples/vae.ts [data set] [epochs]
import { openRun, train } from 'nearfar';

const [dataset = 'mnist', epochs = '2'] = process.argv.slice(2);

for (const method of ['vae', 'vae-siamese', 'vae-triplet']) {
  const { metrics, runDir } = await train({ dataset, method, dim: 16, epochs: Number(epochs) });
  console.log(
    `${method}: ROC-AUC ${metrics.rocAuc.toFixed(4)}, precision@1 ${metrics.precisionAt1?.toFixed(4)}; ${runDir}/plots`,
  );
  const run = await openRun(runDir);
  const decoded = await run.decode({ data: new Float32Array(16), shape: [1, 16] }); // the middle of the latent space
  console.log(`  decoded from z = 0: shape [${decoded.shape}], mean intensity ${mean(decoded.data).toFixed(3)}`);
  await run.close();
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
