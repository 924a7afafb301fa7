// Three at a time: the triplet margin loss (Schroff 2015) and the softmax ratio (Hoffer & Ailon 2015) on random triplets.
//   npx jiti examples/triplet.ts [data set] [epochs]
import { train } from 'nearfar';

const [dataset = 'mnist', epochs = '2'] = process.argv.slice(2);

for (const method of ['triplet', 'triplet-ratio']) {
  const { metrics, imagesPerSecond } = await train({ dataset, method, dim: 16, epochs: Number(epochs) });
  const { precisionAt1, mapAtR, knn5Accuracy } = metrics;
  console.log(
    `${method}: precision@1 ${precisionAt1?.toFixed(4)}, MAP@R ${mapAtR?.toFixed(4)}, 5-NN ${knn5Accuracy?.toFixed(4)}`,
  );
  console.log(`  ${Math.round(imagesPerSecond)} images/s`);
}
