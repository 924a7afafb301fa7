// A shop's pictures: find those that are in the catalogue twice, and what is like a new one.
//   npx jiti examples/duplicates.ts [epochs]
import { mkdirSync } from 'node:fs';
import { evaluation, losses, openRun, Random, type retrieval, train } from 'nearfar';
import sharp from 'sharp';

const epochs = Number(process.argv[2] ?? 16);
const random = new Random(3);
const between = (low: number, high: number) => random.uniform(low, high);
const color = () => `hsl(${between(0, 360)},${between(20, 90)}%,${between(25, 75)}%)`;

/** What there is to buy: an outline of some height and width. */
const kinds: Readonly<Record<string, (w: number, h: number) => string>> = {
  bag: (w, h) =>
    `<path d="M ${-w / 2} 0 C ${-w / 2} ${-1.6 * h} ${w / 2} ${-1.6 * h} ${w / 2} 0" fill="none" stroke="black"/><rect x="${-w}" width="${2 * w}" height="${h}"/>`,
  mug: (w, h) =>
    `<circle cx="${w}" r="${h / 2}" fill="none" stroke="black" stroke-width="2"/><rect x="${-w}" y="${-h}" width="${2 * w}" height="${2 * h}" rx="2"/>`,
  shirt: (w, h) =>
    `<path d="M ${-w / 2} ${-h} L ${-1.5 * w} ${-h / 3} L ${-w} 0 L ${-w * 0.7} ${-h / 4} V ${h} H ${w * 0.7} V ${-h / 4} L ${w} 0 L ${1.5 * w} ${-h / 3} L ${w / 2} ${-h} Z"/>`,
  lamp: (w, h) =>
    `<path d="M ${-w / 2} ${-h} H ${w / 2} L ${w} 0 H ${-w} Z"/><rect x="-1" width="2" height="${h}"/><ellipse cy="${h}" rx="${w / 2}" ry="2"/>`,
  vase: (w, h) =>
    `<path d="M ${-w / 3} ${-h} C ${-w / 3} 0 ${-1.6 * w} ${h / 2} ${-w / 2} ${h} H ${w / 2} C ${1.6 * w} ${h / 2} ${w / 3} 0 ${w / 3} ${-h} Z"/>`,
};

/** A picture of a new article: its own measures, colours and pattern, in front of some wall. */
function article(kind: string): Promise<Buffer> {
  const outline = kinds[kind]!(between(5, 10), between(7, 13));
  const stripes = `<pattern id="p" width="${between(2, 9)}" height="${between(2, 9)}" patternUnits="userSpaceOnUse"
    patternTransform="rotate(${between(0, 180)})"><rect width="9" height="9" fill="${color()}"/><rect width="${between(0, 4)}" height="9" fill="${color()}"/></pattern>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="-18 -18 36 36"><defs>${stripes}</defs>
    <rect x="-18" y="-18" width="36" height="36" fill="hsl(${between(0, 360)},15%,${between(60, 95)}%)"/>
    <g transform="translate(${between(-3, 3)} ${between(-3, 3)}) rotate(${between(-15, 15)})" fill="url(#p)">${outline}</g></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** The picture again, as another seller has it: cropped a little, brighter or darker, as a JPEG. */
async function copyOf(picture: Buffer): Promise<Buffer> {
  const [left, top] = [random.int(4), random.int(4)];
  const cropped = sharp(picture).extract({ left, top, width: 60, height: 60 }).resize(64, 64);
  return cropped
    .modulate({ brightness: between(0.85, 1.15) })
    .jpeg({ quality: 40 + random.int(40) })
    .toBuffer();
}

/** A folder with a folder a kind. The first `twice` of each kind are there again, as copies under other names. */
async function shop(folder: string, each: number, twice: number): Promise<void> {
  for (const kind of Object.keys(kinds)) {
    mkdirSync(`${folder}/${kind}`, { recursive: true });
    for (let i = 0; i < each; i++) {
      const picture = await article(kind);
      await sharp(picture).toFile(`${folder}/${kind}/${i}.png`);
      if (i < twice) await sharp(await copyOf(picture)).toFile(`${folder}/${kind}/${i}-copy.jpg`);
    }
  }
}
await shop('old', 160, 0); // to train on
await shop('known', 80, 80); // to find a threshold
await shop('catalogue', 100, 20); // where duplicates are looked for
await shop('new', 20, 0); // what is searched for

// Every picture is a class of its own, seen as copies change it: so what a copy changes counts little, and all else counts.
const { runDir } = await train({
  dataset: 'old',
  loss: losses.selfSupervisedLoss(),
  augment: { crop: 0.15, color: 0.2, noise: 0.03 },
  network: 'embedding-net',
  imageSize: 28,
  batchSize: 200,
  dim: 32,
  epochs,
  unseenFraction: 0,
  plots: false,
});
const run = await openRun(runDir);

/** What each is a copy of, or it is an original: its name without what copies add. */
const original = (id: string) => id.replace(/(-copy\.jpg|\.png)$/, '');

/** The pairs of an index that are nearer than a threshold, and of each whether they are the same article. */
async function pairsOf(index: retrieval.RetrievalIndex, threshold: number) {
  const { vectors, entries } = await index.all();
  const hits = await index.search(vectors, { k: 4 });
  const found = new Map<
    string,
    { readonly ids: readonly string[]; readonly distance: number; readonly same: boolean }
  >();
  for (const [i, { id }] of entries.entries()) {
    hits[i]!.ids.forEach((other, k) => {
      const distance = hits[i]!.distances[k]!;
      const ids = [id, other].sort();
      if (other !== id && distance <= threshold)
        found.set(ids.join(), { ids, distance, same: original(id) === original(other) });
    });
  }
  return [...found.values()];
}

// How near is a copy? Among articles that are not in the catalogue, by all pairs of near neighbours.
const known = await pairsOf(await run.index('known'), Number.POSITIVE_INFINITY);
const points = evaluation.calibrate({
  distances: known.map(({ distance }) => distance),
  same: known.map(({ same }) => same),
});
const { threshold, falseAcceptRate, falseRejectRate } = points['far@1e-2']!;
const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
console.log(
  `a copy is nearer than ${threshold.toFixed(3)}: ${percent(1 - falseRejectRate)} are, and ${percent(falseAcceptRate)} of other neighbours`,
);

// The catalogue, its duplicates, and an index of it for the command line: nearfar search catalogue.index new.png
const index = await run.index('catalogue', { thumbnails: true });
await index.save('catalogue.index');
const named = await pairsOf(index, threshold);
const right = named.filter(({ same }) => same);
console.log(
  `duplicates: ${right.length} of ${20 * Object.keys(kinds).length} found, ${named.length - right.length} other pairs named`,
);
console.log(`the first: ${right[0]?.ids.join(' and ')}, ${right[0]?.distance.toFixed(3)} apart`);

// What is like a new picture?
const { samples, ids, labels } = await run.read('new');
const hits = await index.search(await run.embed(samples), { k: 5 });
console.log(`${ids[0]} is like ${hits[0]!.ids.join(', ')}`);
const alike = hits.map(({ labels: near }, i) => near!.filter(label => label === labels![i]).length / 5);
console.log(`of the five nearest, ${percent(alike.reduce((a, b) => a + b, 0) / alike.length)} are of its kind`);
await run.close();
