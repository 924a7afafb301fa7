import { nearestRows } from '../../evaluation/nearest-rows.ts';
import { takeRows } from '../../nd-array.ts';
import { Random } from '../../random.ts';
import { neighbourStrips } from '../../report/index.ts';
import { embeddingsOf } from '../encoded.ts';
import type { Picture, Subject } from './subject.ts';

/** Queries that are searched for errors, neighbours shown of each, and strips of each kind. */
const SEARCHED = 2000;
const NEIGHBOURS = 8;
const STRIPS = 5;
/** Differences of coordinates that the search takes at most: some seconds. */
const WORK = 4e9;

/** Test samples with their nearest labelled ones: some at random, then some whose nearest is of another class. */
export async function neighbourPicture({ splits, title }: Subject): Promise<Picture> {
  const { queries, gallery, evaluatedOn } = splits[0]!;
  const n = queries.dataset.labels.length;
  const [count = 1, dim = 1] = embeddingsOf(gallery).shape;
  const most = Math.max(STRIPS, Math.min(SEARCHED, Math.floor(WORK / (count * dim))));
  const searched = new Random(0).fork('neighbour strips').permutation(n).subarray(0, most);
  const k = Math.min(NEIGHBOURS, gallery.dataset.labels.length);
  const nearest = await nearestRows(takeRows(embeddingsOf(queries), searched), embeddingsOf(gallery), k);
  const labelOf = (place: number) => queries.dataset.labels[searched[place]!]!;
  const wrong = [...nearest.keys()].filter(
    place => place >= STRIPS && gallery.dataset.labels[nearest[place]!.rows[0]!] !== labelOf(place),
  );
  const shown = [...[...nearest.keys()].slice(0, STRIPS), ...wrong.slice(0, STRIPS)];
  const rows = shown.map(place => searched[place]!);
  const errors =
    wrong.length === 0
      ? 'no other has a nearest sample of another class'
      : 'then some whose nearest sample is of another class';
  const svg = await neighbourStrips({
    subject: title,
    title: 'nearest neighbours',
    subtitle: `Queries: ${evaluatedOn}, ${Math.min(STRIPS, n)} at random, ${errors}. Neighbours: among ${gallery.dataset.labels.length.toLocaleString('en')} labelled samples.`,
    queries: {
      samples: takeRows(queries.dataset.samples, rows),
      labels: rows.map(row => queries.dataset.labels[row]!),
    },
    reference: gallery.dataset,
    neighbours: shown.map(place => nearest[place]!.rows),
    distances: shown.map(place => nearest[place]!.distances),
    classNames: queries.dataset.classNames,
  });
  return { name: 'neighbours', svg };
}
