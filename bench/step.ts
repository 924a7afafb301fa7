import { cpus } from 'node:os';
import { nearfar } from './nearfar.ts';
import { median, type Peer } from './peer.ts';
import { saveResult } from './results.ts';
import { tfjs } from './tfjs.ts';
import { torch } from './torch.ts';

/**
 * One training step of the reference network (128 triplets of 28×28 images, Adam), every peer in one run: in rounds of
 * alternating order, since the machine is never quite quiet. Prints each peer's steps and the ratios to ours.
 */
const OPTIONS = { batch: 384, threads: 2, steps: 9 };
const ROUNDS = 4;

const times = new Map<Peer, number[]>();
const slow: Peer[] = [];
for (const peer of [nearfar, torch, tfjs]) {
  const missing = await peer.missing();
  if (missing === undefined) times.set(peer, []);
  else console.log(`${peer.name}: left out, ${missing}`);
}
for (let round = 0; round < ROUNDS; round++) {
  const order = [...times.keys()].filter(peer => !slow.includes(peer));
  for (const peer of round % 2 === 0 ? order : order.toReversed()) {
    times.get(peer)!.push(...(await peer.run(OPTIONS)));
    if (peer === tfjs) slow.push(peer); // one step takes minutes' worth
  }
}

const rate = (peer: Peer) => (OPTIONS.batch / median(times.get(peer)!)) * 1000;
const ours = rate(nearfar);
console.log(`\none training step, ${OPTIONS.batch} images, ${OPTIONS.threads} threads, ${cpus()[0]!.model}`);
for (const [peer, all] of times) {
  const ratio = peer === nearfar ? '' : `   nearfar is ${(ours / rate(peer)).toFixed(2)} times as fast`;
  console.log(
    `${peer.name.padEnd(20)} ${median(all).toFixed(1).padStart(9)} ms  ${rate(peer).toFixed(0).padStart(6)} images/s${ratio}`,
  );
}

const versions: Record<string, string> = {};
for (const { name, version } of times.keys()) if (version) versions[name] = await version();
saveResult('step', {
  options: OPTIONS,
  versions,
  series: Object.fromEntries([...times].map(([{ name }, values]) => [name, { unit: 'ms', values }])),
});
