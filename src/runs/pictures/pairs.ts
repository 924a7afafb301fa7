import { distanceHistogram, hardestMistakes, rocCurve } from '../../report/index.ts';
import type { EvaluationSplit } from '../evaluation-split.ts';
import type { Verification } from '../verification.ts';
import { areImages, type Picture, type Subject } from './subject.ts';

/** How well the model tells pairs of one class from pairs of two: ROC curve, spread of the distances, the worst errors. */
export async function pairPictures(subject: Subject): Promise<Picture[]> {
  const { splits, title } = subject;
  const main = splits[0]!;
  const { verification } = main;
  const threshold = subject.threshold ?? verification.threshold;
  const chosenOn = subject.threshold === undefined ? 'these pairs themselves' : 'validation pairs';
  const roc = rocCurve({
    title: `${title}: telling pairs apart`,
    subtitle: `ROC over ${splits.map(split => `${described(split.verification)} of ${split.evaluatedOn}`).join('; ')}`,
    methods: splits.map(({ seenClasses, verification: { pairs } }) => ({
      name: seenClasses ? 'classes trained on' : 'classes never trained on',
      ...pairs,
    })),
  });
  const histogram = distanceHistogram({
    title: `${title}: distances of pairs`,
    subtitle: `Over ${described(verification)} of ${main.evaluatedOn}; the threshold is the best on ${chosenOn}`,
    threshold,
    ...verification.pairs,
  });
  const pictures = [
    { name: 'roc', svg: roc },
    { name: 'distances', svg: histogram },
  ];
  return areImages(main.queries.dataset) ? [...pictures, await mistakes(title, main, threshold)] : pictures;
}

const described = ({ pairs }: Verification): string => `${pairs.same.length.toLocaleString('en')} fixed pairs`;

async function mistakes(
  title: string,
  { queries: { dataset }, evaluatedOn, verification: { pairs, left, right } }: EvaluationSplit,
  threshold: number,
): Promise<Picture> {
  const svg = await hardestMistakes({
    title: `${title}: the hardest mistakes`,
    subtitle: `Over ${pairs.same.length.toLocaleString('en')} fixed pairs of ${evaluatedOn}, the worst first`,
    images: dataset,
    classNames: dataset.classNames,
    pairs: Array.from(left, (row, i) => [row, right[i]!] as const),
    distances: pairs.distances,
    threshold,
  });
  return { name: 'mistakes', svg };
}
