// Recognise a class from one example: train on some classes, evaluate on others that were never seen.
//   npx jiti examples/one-shot.ts [data set] [epochs] [unseen classes]
import { openRun, train } from 'nearfar';

const [dataset = 'mnist', epochs = '2', unseen = '7,8,9'] = process.argv.slice(2);
const unseenClasses = dataset === 'glyphs' ? [] : unseen.split(','); // the test characters of glyphs are unseen as it is

const { runDir, metrics } = await train({
  dataset,
  method: 'online-triplet',
  dim: 16,
  epochs: Number(epochs),
  unseenClasses,
});
for (const split of metrics.unseen ? [metrics, metrics.unseen] : [metrics]) {
  console.log(
    `${split.evaluatedOn}: precision@1 ${split.precisionAt1?.toFixed(4)}, ROC-AUC ${split.rocAuc.toFixed(4)}`,
  );
}

const run = await openRun(runDir);
const ways = dataset === 'glyphs' ? 20 : unseenClasses.length;
const { metrics: fewShot } = await run.evaluate({ protocol: 'few-shot', ways, shots: 1 });
console.log(`one-shot over the unseen classes: ${JSON.stringify(fewShot['fewShot'])}`);
await run.close();
