import { distanceHistogram, hardestMistakes, rocCurve } from '../../report/index.ts';
import type { EvaluationSplit } from '../evaluation-split.ts';
import type { Verification } from '../verification.ts';
import { areImages, type Picture, type Subject } from './subject.ts';

/** How well the model separates pairs of one class from pairs of two: ROC curve, spread of the distances, worst mistakes. */
export async function pairPictures(subject: Subject): Promise<Picture[]> {
  const { splits, title } = subject;
  const main = splits[0]!;
  const { verification } = main;
  const { match: _, ...found } = subject.thresholds;
  const threshold = found.accuracy ?? verification.threshold;
  const chosenOn = found.accuracy === undefined ? 'these pairs themselves' : 'validation pairs';
  const named = Object.fromEntries(
    Object.entries({ accuracy: threshold, ...found }).map(([name, value]) => [`at ${name}`, value]),
  );
  const measure = subject.model.hasLearnedDistance ? 'score' : 'distance';
  const groups = splits.map(({ seenClasses, verification: { pairs } }) => ({
    name: seenClasses ? 'classes trained on' : 'classes never trained on',
    ...pairs,
  }));
  const over = splits.map(split => `${described(split.verification)} of ${split.evaluatedOn}`).join('; ');
  const roc = rocCurve({
    subject: title,
    title: 'verification, ROC curve',
    subtitle: `Over ${over}; ${found.accuracy === undefined ? 'the threshold is the best' : 'thresholds (at …) are found'} on ${chosenOn}`,
    methods: groups.map(group => ({ ...group, threshold: found.accuracy === undefined ? threshold : named })),
  });
  const histogram = distanceHistogram({
    subject: title,
    title: `${measure}s of pairs`,
    subtitle: `Over ${over}; ${measure === 'score' ? 'a small score means one class; ' : ''}the threshold is the best on ${chosenOn}`,
    threshold,
    measure,
    groups: groups.length === 1 ? groups.map(({ name: _, ...group }) => group) : groups,
  });
  const pictures = [
    { name: 'roc', svg: roc },
    { name: 'distances', svg: histogram },
  ];
  return areImages(main.queries.dataset) ? [...pictures, await mistakes(title, main, threshold, measure)] : pictures;
}

const described = ({ pairs }: Verification): string => `${pairs.same.length.toLocaleString('en')} fixed pairs`;

async function mistakes(
  title: string,
  { queries: { dataset }, evaluatedOn, verification: { pairs, left, right } }: EvaluationSplit,
  threshold: number,
  measure: 'distance' | 'score',
): Promise<Picture> {
  const svg = await hardestMistakes({
    subject: title,
    title: 'hardest mistakes',
    subtitle: `Over ${pairs.same.length.toLocaleString('en')} fixed pairs of ${evaluatedOn}; each pair of classes once, by its worst pair of samples`,
    images: dataset,
    classNames: dataset.classNames,
    pairs: Array.from(left, (row, i) => [row, right[i]!] as const),
    distances: pairs.distances,
    threshold,
    measure,
  });
  return { name: 'mistakes', svg };
}
