import sharp from 'sharp';
import { expect, test } from 'vitest';
import { episodeSheet } from '../../src/report/episode-sheet.ts';
import { hardestMistakes } from '../../src/report/hardest-mistakes.ts';
import { imageGrid } from '../../src/report/image-grid.ts';
import { latentWalk } from '../../src/report/latent-walk.ts';
import { neighbourStrips } from '../../src/report/neighbour-strips.ts';
import { reconstructions } from '../../src/report/reconstructions.ts';
import { count, expectWholePicture, look, written } from './pictures.ts';

const image = /<image /g;
const right = /aria-label="right"/g;
const wrong = /aria-label="wrong"/g;

/** Images of 4×4 pixels, each with its own number as brightness. */
function images(n: number, channels = 1) {
  const data = Uint8Array.from({ length: n * channels * 16 }, (_, i) => (Math.floor(i / 16) * 20) % 256);
  return { data, shape: [n, channels, 4, 4] };
}
const labelled = (labels: number[]) => ({ samples: images(labels.length), labels });
const pictures = (svg: string) =>
  Promise.all([...svg.matchAll(/base64,([^"]+)"/g)].map(([, png]) => look(Buffer.from(png!, 'base64'))));

test('imageGrid({ images, captions, verdicts }) draws each image, its caption, and right or wrong by a symbol', async () => {
  const verdicts = ['right', 'wrong', undefined] as const;
  const svg = await imageGrid({ title: 'Samples', images: images(3), captions: ['a', 'b', 'c'], verdicts });
  expectWholePicture(svg);
  expect([count(svg, image), count(svg, right), count(svg, wrong)]).toEqual([3, 1, 1]);
  expect(written(svg)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  expect(await imageGrid({ title: 'Samples', images: images(3), captions: ['a', 'b', 'c'], verdicts })).toBe(svg);
});

test('imageGrid({ images }) takes colours and floats, and scales large images down', async () => {
  const large = { data: new Float32Array(3 * 400 * 200).fill(0.5), shape: [1, 3, 400, 200] };
  const svg = await imageGrid({ title: 'Samples', images: large });
  expect(await pictures(svg)).toEqual([{ width: 80, height: 160, spread: 0 }]);
});

test('neighbourStrips(options) marks the neighbours of the query’s class right and the others wrong', async () => {
  const svg = await neighbourStrips({
    title: 'Neighbours',
    queries: labelled([0, 1]),
    reference: labelled([0, 0, 1]),
    neighbours: [
      [1, 2],
      [2, 0],
    ],
    distances: [
      [0.1, 0.2],
      [0.3, 1234],
    ],
    classNames: ['cat', 'dog'],
  });
  expectWholePicture(svg);
  expect([count(svg, image), count(svg, right), count(svg, wrong)]).toEqual([6, 2, 2]);
  const strip = written(svg).filter(line => /cat|dog|\d|right|wrong/.test(line));
  expect(strip).toEqual(
    [
      ['cat', 'cat', '0.100', 'right', 'dog', '0.200', 'wrong'],
      ['dog', 'dog', '0.300', 'right', 'cat', '1234', 'wrong'],
    ].flat(),
  );
});

test('hardestMistakes(options) shows the widest mistakes first, and no pair that is judged rightly', async () => {
  const svg = await hardestMistakes({
    title: 'Mistakes',
    images: labelled([0, 0, 1, 1]),
    pairs: [
      [0, 1],
      [3, 2],
      [0, 2],
      [1, 2],
    ],
    distances: [0.6, 0.9, 0.3, 0.8],
    threshold: 0.5,
  });
  expectWholePicture(svg);
  expect(count(svg, image)).toBe(6);
  const lines = written(svg).filter(line => /than|distance/.test(line));
  expect(lines).toEqual([
    'Same class, farther apart than 0.500: 2 of 2',
    'distance 0.900',
    'distance 0.600',
    'Different classes, no farther apart than 0.500: 1 of 2',
    'distance 0.300',
  ]);
});

test('hardestMistakes(options) shows each pair of classes once, by its worst pair, and calls a score a score', async () => {
  const svg = await hardestMistakes({
    title: 'Mistakes',
    images: labelled([0, 0, 1, 1]),
    pairs: [
      [0, 1],
      [1, 0],
      [0, 2],
      [3, 1],
    ],
    distances: [0.6, 0.9, 0.3, 0.2],
    threshold: 0.5,
    measure: 'score',
  });
  expect(written(svg).filter(line => /core /.test(line))).toEqual([
    'Same class, score above 0.500: 2 of 2',
    'score 0.900',
    'Different classes, score up to 0.500: 2 of 2',
    'score 0.200',
  ]);
});

test.each(['red square', 'red disc'])('a tile wraps the name "%s" into two lines that are not cut', async name => {
  const svg = await neighbourStrips({
    title: '',
    queries: labelled([0]),
    reference: labelled([0]),
    neighbours: [[0]],
    classNames: [name],
  });
  const narrow = { samples: { data: new Uint8Array(28 * 28), shape: [1, 1, 28, 28] }, labels: [0] };
  const pairs = [[0, 0] as const];
  const mistakes = await hardestMistakes({
    title: '',
    images: narrow,
    pairs,
    distances: [1],
    threshold: 0,
    classNames: [`${name}s of paper`],
  });
  expect(written(svg).join(' ')).toContain(name);
  expect(written(mistakes).some(line => line.startsWith('red'))).toBe(true);
  expect(written(mistakes).some(line => line.endsWith('paper'))).toBe(true);
});

test('hardestMistakes(options) says "none" where nothing is wrong', async () => {
  const pairs = [[0, 1] as const];
  const svg = await hardestMistakes({ title: '', images: labelled([0, 0]), pairs, distances: [0.1], threshold: 0.5 });
  expect(written(svg).filter(line => line === 'none')).toHaveLength(2);
});

test('episodeSheet(options) draws the support and judges the queries', async () => {
  const classNames = ['cat', 'dog'];
  const [support, queries] = [labelled([0, 1]), labelled([0, 1, 1])];
  const svg = await episodeSheet({ title: 'Episode', support, queries, predicted: [0, 1, 0], classNames });
  expectWholePicture(svg);
  expect([count(svg, image), count(svg, right), count(svg, wrong)]).toEqual([5, 2, 1]);
  expect(written(svg)).toEqual(
    expect.arrayContaining(['Known: 2 classes, 1 example each', 'Queries: 2 of 3 right', 'as cat', 'is dog']),
  );
});

test('reconstructions(options) draws an original above each reconstruction', async () => {
  const svg = await reconstructions({ title: 'VAE', originals: images(12), reconstructions: images(12) });
  expectWholePicture(svg);
  expect(count(svg, image)).toBe(24);
  expect(written(svg).filter(line => line === 'reconstruction')).toHaveLength(2);
});

test('latentWalk(options) puts the images edge to edge into one, row by row', async () => {
  const [x, y] = [
    { label: 'dimension 1', values: [-1, 0, 1] },
    { label: 'dimension 2', values: [2, 3] },
  ];
  const svg = await latentWalk({ title: 'Walk', images: images(6, 3), x, y });
  expectWholePicture(svg);
  const [, png] = svg.match(/base64,([^"]+)"/)!;
  const { data, info } = await sharp(Buffer.from(png!, 'base64')).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([12, 8, 3]);
  const corner = (row: number, column: number) => [...data.subarray((row * 4 * 12 + column * 4) * 3).subarray(0, 3)];
  expect([corner(0, 0), corner(0, 2), corner(1, 0)]).toEqual([
    [0, 20, 40],
    [120, 140, 160],
    [180, 200, 220],
  ]);
  expect(written(svg)).toEqual(expect.arrayContaining(['−1.0', '0.0', '1.0', '2.0', '3.0']));
});

test('sheets of images say what is wrong with their input', async () => {
  const title = '';
  const one = images(1);
  await expect(imageGrid({ title, images: { data: one.data, shape: [16] } })).rejects.toThrow(
    'imageGrid: expected images [n, 1 or 3, height, width], got shape [16] with 16 numbers.',
  );
  await expect(imageGrid({ title, images: images(0) })).rejects.toThrow(
    'expected at least one image in images, got none.',
  );
  await expect(imageGrid({ title, images: one, captions: [] })).rejects.toThrow(
    'expected 1 captions, one an image, got 0.',
  );
  await expect(
    neighbourStrips({ title, queries: labelled([0]), reference: labelled([0]), neighbours: [[1]] }),
  ).rejects.toThrow('neighbourStrips: expected neighbours[0] to be rows from 0 to 0, got 1.');
  await expect(
    hardestMistakes({ title, images: labelled([0]), pairs: [[0, 0]], distances: [], threshold: 1 }),
  ).rejects.toThrow('hardestMistakes: expected 1 distances, one a pair, got 0.');
  await expect(
    episodeSheet({ title, support: labelled([0]), queries: { ...labelled([0]), labels: [] }, predicted: [] }),
  ).rejects.toThrow('episodeSheet: expected 1 numbers in queries.labels, one an image, got 0.');
  await expect(reconstructions({ title, originals: one, reconstructions: images(2) })).rejects.toThrow(
    'reconstructions: expected 1 reconstructions, got 2.',
  );
  const axis = { label: '', values: [0, 1] };
  await expect(latentWalk({ title, images: one, x: axis, y: axis })).rejects.toThrow(
    'latentWalk: expected 4 images, for 2 rows of 2, got 1.',
  );
});
