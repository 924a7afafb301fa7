// Milliseconds of one training step of the reference network in TensorFlow.js: tfjs_step.js BATCH
// Its pure JavaScript backend is the only one of its own that trains in Node. A step's cost is proportional to its
// images and one takes minutes, so a few of them are timed and scaled up.
const tf = require('@tensorflow/tfjs');

const batch = Number(process.argv[2]);
const few = 6;
const { conv2d, prelu, maxPooling2d, flatten, dense } = tf.layers;

async function main() {
  await tf.setBackend('cpu');
  const x = tf.randomNormal([few, 28, 28, 1]);
  const net = tf.sequential({
    layers: [
      conv2d({ filters: 32, kernelSize: 5, inputShape: [28, 28, 1] }),
      prelu({ sharedAxes: [1, 2, 3] }),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 64, kernelSize: 5 }),
      prelu({ sharedAxes: [1, 2, 3] }),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({ units: 256 }),
      prelu({ sharedAxes: [1] }),
      dense({ units: 256 }),
      prelu({ sharedAxes: [1] }),
      dense({ units: 2 }),
    ],
  });
  const adam = tf.train.adam(1e-3);
  const d2 = (u, v) => tf.sum(tf.square(tf.sub(u, v)), 1);
  const start = performance.now();
  const loss = adam.minimize(() => {
    const [a, p, n] = tf.split(net.apply(x, { training: true }), 3);
    return tf.mean(tf.relu(tf.add(tf.sub(d2(a, p), d2(a, n)), 1)));
  }, true);
  await loss.data();
  console.log(JSON.stringify([((performance.now() - start) * batch) / few]));
}

main();
