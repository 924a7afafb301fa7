import { type Episode, episodes } from '../../data/samplers/episodes.ts';
import { takeRows } from '../../nd-array.ts';
import { episodeSheet } from '../../report/index.ts';
import { FEW_SHOT, QUERIES, tell } from '../evaluate-model.ts';
import type { Looked } from '../encoded.ts';
import type { Picture, Subject } from './subject.ts';

/** Episodes of the fixed list that the worst one is looked for among. */
const LOOKED_AT = 40;

interface Told {
  readonly episode: Episode;
  /** For each query the place of the class it was taken for. */
  readonly taken: readonly number[];
  readonly right: number;
}

/** One-shot episodes of the list that the run was judged by: the first, and the worst of the first forty. */
export async function episodePictures({ model, parts, title }: Subject): Promise<Picture[]> {
  const { queries, over } = parts[0]!;
  const told: Told[] = [];
  const { ways, shots } = FEW_SHOT;
  const list = episodes({ ways, shots, queries: QUERIES, perEpoch: LOOKED_AT }).over(queries.dataset);
  for (const episode of list.epoch(0, 0)) {
    const taken = await tell(model, queries.prepared, episode, shots);
    told.push({ episode, taken, right: taken.filter((way, i) => way === Math.floor(i / QUERIES)).length });
  }
  const worst = told.reduce((worst, each) => (each.right < worst.right ? each : worst));
  const task = `${ways}-way ${shots}-shot`;
  return [
    await sheet('episode', `${title}: a ${task} episode`, `The first of the fixed list, over ${over}`, told[0]!),
    await sheet(
      'episode-worst',
      `${title}: a hard ${task} episode`,
      `The worst of the list’s first ${LOOKED_AT}`,
      worst,
    ),
  ];

  async function sheet(name: string, title: string, subtitle: string, { episode, taken }: Told): Promise<Picture> {
    const svg = await episodeSheet({
      title,
      subtitle,
      support: rowsOf(queries, episode.support),
      queries: rowsOf(queries, episode.query),
      predicted: taken.map(way => episode.classes[way]!),
      classNames: queries.dataset.classNames,
    });
    return { name, svg };
  }
}

const rowsOf = ({ dataset }: Looked, rows: Int32Array) => ({
  samples: takeRows(dataset.samples, rows),
  labels: Array.from(rows, row => dataset.labels[row]!),
});
