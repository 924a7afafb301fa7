// Are two photographs of one person? Train on some people, decide about others by a threshold that was measured.
//   npx jiti examples/face-verification.ts [epochs]
import { mkdirSync, writeFileSync } from 'node:fs';
import { calibrate, evaluation, openRun, Random, train } from 'nearfar';
import sharp from 'sharp';

const epochs = Number(process.argv[2] ?? 8);
const random = new Random(7);
const between = (low: number, high: number) => random.uniform(low, high);

/** What stays the same of a person. */
const person = () => ({
  face: [between(10, 14), between(13, 16)],
  skin: between(0.45, 0.95),
  hair: [between(0.05, 0.75), between(2, 9)],
  eyes: [between(3.5, 6.5), between(1.1, 2.2), between(-3, 0.5)],
  brows: [between(-0.35, 0.35), between(2, 4.5)],
  nose: [between(2, 6), between(0.6, 1.6)],
  mouth: [between(3, 7), between(5.5, 9)],
  glasses: random.uniform() < 0.3,
});

/** A photograph of a person: turned, moved, in some light, in some mood. */
async function photograph(
  { face, skin, hair, eyes, brows, nose, mouth, glasses }: ReturnType<typeof person>,
  path: string,
) {
  const [light, smile, open] = [between(0.75, 1.15), between(-2.5, 3.5), between(0.5, 1.1)];
  const grey = (value: number) => `rgb(${Array(3).fill(Math.round(255 * Math.min(1, Math.max(0, value * light))))})`;
  const side = (s: number) => `
    <ellipse cx="${s * eyes[0]!}" cy="${eyes[2]}" rx="${eyes[1]! * 1.5}" ry="${eyes[1]! * open}" fill="${grey(1)}"/>
    <circle cx="${s * eyes[0]! + smile / 8}" cy="${eyes[2]}" r="${eyes[1]! * 0.6 * open}" fill="${grey(0.05)}"/>
    <line x1="${s * (eyes[0]! - 2)}" y1="${eyes[2]! - brows[1]! + brows[0]! * 3}" x2="${s * (eyes[0]! + 2.4)}"
      y2="${eyes[2]! - brows[1]! - brows[0]! * 3}" stroke="${grey(hair[0]! * 0.8)}" stroke-width="1.2"/>
    ${glasses ? `<circle cx="${s * eyes[0]!}" cy="${eyes[2]}" r="${eyes[1]! * 2}" fill="none" stroke="${grey(0.1)}"/>` : ''}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28" viewBox="-18 -18 36 36">
    <rect x="-18" y="-18" width="36" height="36" fill="${grey(between(0.1, 0.9))}"/>
    <g transform="translate(${between(-1.5, 1.5)} ${between(-1, 2)}) rotate(${between(-12, 12)}) scale(${between(0.88, 1.08)})">
      <ellipse cy="-2" rx="${face[0]! + 1}" ry="${face[1]! + 1}" fill="${grey(hair[0]!)}"/>
      <ellipse cy="${hair[1]! / 2}" rx="${face[0]}" ry="${face[1]! - hair[1]! / 2}" fill="${grey(skin)}"/>
      ${side(-1)}${side(1)}
      <line x1="0" y1="${eyes[2]}" x2="0.5" y2="${eyes[2]! + nose[0]!}" stroke="${grey(skin * 0.7)}" stroke-width="${nose[1]}"/>
      <path d="M ${-mouth[0]!} ${mouth[1]} Q 0 ${mouth[1]! + smile} ${mouth[0]} ${mouth[1]}" fill="none" stroke="${grey(0.2)}" stroke-width="1.3"/>
    </g></svg>`;
  await sharp(Buffer.from(svg)).toColourspace('b-w').png().toFile(path);
}

/** A folder with a folder a person; `photos` of each. */
async function album(folder: string, people: number, photos: number): Promise<void> {
  for (let p = 0; p < people; p++) {
    mkdirSync(`${folder}/p${p}`, { recursive: true });
    const one = person();
    for (let k = 0; k < photos; k++) await photograph(one, `${folder}/p${p}/${k}.png`);
  }
}

/** A table of pairs of the album's photographs, half of them of one person. Gives the answers. */
function pairs(folder: string, people: number, photos: number, count: number): boolean[] {
  const answers = Array.from({ length: count }, (_, i) => i % 2 === 0);
  const rows = answers.map(same => {
    const [p, k] = [random.int(people), random.int(photos)];
    const q = same ? p : (p + 1 + random.int(people - 1)) % people;
    const l = same ? (k + 1 + random.int(photos - 1)) % photos : random.int(photos);
    return `${folder}/p${p}/${k}.png,${folder}/p${q}/${l}.png,${Number(same)}`;
  });
  writeFileSync(`${folder}.csv`, `a,b,same\n${rows.join('\n')}\n`);
  return answers;
}

await album('faces', 120, 10); // to train on
await album('strangers', 150, 4); // nobody of these is trained on
await album('visitors', 150, 4); // nor of these
const answers = pairs('strangers', 150, 4, 3000);
pairs('visitors', 150, 4, 3000);

const { runDir } = await train({
  dataset: 'faces',
  method: 'online-triplet',
  network: 'embedding-net',
  imageSize: 28,
  channels: 1,
  dim: 32,
  epochs,
  unseenFraction: 0,
  plots: false,
});

// As LFW reports it: pairs of people never seen in ten folds, each decided by the threshold that is best on the nine others.
const run = await openRun(runDir);
const { distances } = await run.verifyPairs('strangers.csv');
const { rocAuc, eer } = evaluation.verification({ distances, same: answers });
const { folds, accuracy, tarAtFar } = evaluation.verificationByFolds({ distances, same: answers, folds: 10 });
const share = ({ mean, standardError }: evaluation.FoldMean) => `${mean.toFixed(4)} ± ${standardError.toFixed(4)}`;
console.log(`strangers: ROC-AUC ${rocAuc.toFixed(4)}, EER ${eer.toFixed(4)}`);
console.log(`in ${folds} folds: accuracy ${share(accuracy)}, TAR at FAR 0.01 ${share(tarAtFar['0.01']!)}`);
await run.close();

// The threshold for a door: found on strangers, so that 1 % of those who are not who they say get in; and tried on visitors.
const { points } = await calibrate(runDir, { pairs: 'strangers.csv' });
const point = points['far@1e-2']!;
const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
console.log(
  `far@1e-2: the same up to ${point.threshold.toFixed(3)}; expect ${percent(point.falseAcceptRate)} false accepts, ${percent(point.falseRejectRate)} false rejects`,
);
const door = await openRun(runDir);
const { decisions } = await door.verifyPairs('visitors.csv', { at: 'far@1e-2' });
console.log(
  `visitors: ${percent(decisions!.falseAcceptRate)} false accepts, ${percent(decisions!.falseRejectRate)} false rejects`,
);
const { samples } = await door.read(['visitors/p0/0.png', 'visitors/p0/1.png', 'visitors/p1/0.png']);
const [first, second, other] = [0, 1, 2].map(i => ({
  data: samples.data.slice(i * 784, (i + 1) * 784),
  shape: [1, 1, 28, 28],
}));
for (const [who, photo] of [
  ['p0', second!],
  ['p1', other!],
] as const) {
  const { distances: apart, same } = await door.verify(first!, photo, { at: 'far@1e-2' });
  console.log(`p0 and ${who}: ${apart[0]!.toFixed(3)} apart, ${same[0] ? 'the same' : 'two people'}`);
}
await door.close();
