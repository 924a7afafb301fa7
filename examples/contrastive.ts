// Near and far: the contrastive loss (Hadsell 2006) puts MNIST into the plane, so that it can be looked at.
//   npx jiti examples/contrastive.ts [data set] [epochs]
import { losses, train } from 'nearfar';

const [dataset = 'mnist', epochs = '2'] = process.argv.slice(2);

// The loss on its own: a pair of one class is pulled together, a pair of two classes pushed apart up to the margin.
const loss = losses.contrastiveLoss({ posMargin: 0, negMargin: 1 });
const { value, gradients } = await losses.evaluate(loss, {
  embeddings: [
    [1, 0],
    [0.8, 0.6],
    [0, 1],
  ],
  labels: [0, 0, 1],
});
console.log(
  `loss ${value.toFixed(4)}, gradient of the first embedding [${[...gradients.embeddings.data].slice(0, 2)}]`,
);

const { metrics, runDir } = await train({ dataset, method: 'siamese', dim: 2, epochs: Number(epochs) });
console.log(
  `precision@1 ${metrics.precisionAt1?.toFixed(4)}, MAP@R ${metrics.mapAtR?.toFixed(4)} over ${metrics.evaluatedOn}`,
);
console.log(`look at ${runDir}/plots/embeddings.png`);
