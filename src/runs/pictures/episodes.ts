import { type Episode, episodes } from '../../data/samplers/episodes.ts';
import { correct } from '../../evaluation/index.ts';
import { takeRows } from '../../nd-array.ts';
import { episodeSheet } from '../../report/index.ts';
import type { EncodedDataset } from '../encoded.ts';
import { classifyQueries, FEW_SHOT, QUERIES } from '../few-shot.ts';
import type { Picture, Subject } from './subject.ts';

/** Episodes of the fixed list that the worst one is looked for among. */
const SEARCHED = 40;

interface Classified {
  readonly episode: Episode;
  /** For each query the place of the class it was predicted for. */
  readonly predicted: Int32Array;
  readonly right: number;
}

/** One-shot episodes of the list that the run was evaluated on: the first, and the worst of the first forty. */
export async function episodePictures({ model, splits, title }: Subject): Promise<Picture[]> {
  const { queries, evaluatedOn } = splits[0]!;
  const classified: Classified[] = [];
  const { ways, shots } = FEW_SHOT;
  const list = episodes({ ways, shots, queries: QUERIES, perEpoch: SEARCHED }).over(queries.dataset);
  for (const episode of list.epoch(0, 0)) {
    const predicted = await classifyQueries(model, queries.encoded, episode);
    classified.push({ episode, predicted, right: correct(predicted, episode.answers) });
  }
  const worst = classified.reduce((worst, each) => (each.right < worst.right ? each : worst));
  const task = `${ways}-way ${shots}-shot`;
  return [
    await sheet('episode', `a ${task} episode`, `The first of the fixed list, over ${evaluatedOn}`, classified[0]!),
    await sheet('episode-worst', `a hard ${task} episode`, `The worst of the list’s first ${SEARCHED}`, worst),
  ];

  async function sheet(
    name: string,
    what: string,
    subtitle: string,
    { episode, predicted }: Classified,
  ): Promise<Picture> {
    const svg = await episodeSheet({
      subject: title,
      title: what,
      subtitle,
      support: rowsOf(queries, episode.support),
      queries: rowsOf(queries, episode.query),
      predicted: Array.from(predicted, place => episode.classes[place]!),
      classNames: queries.dataset.classNames,
    });
    return { name, svg };
  }
}

const rowsOf = ({ dataset }: EncodedDataset, rows: Int32Array) => ({
  samples: takeRows(dataset.samples, rows),
  labels: Array.from(rows, row => dataset.labels[row]!),
});
