import { distanceHistogram, hardestMistakes, rocCurve } from '../../report/index.ts';
import type { JudgedSamples, Verification } from '../evaluate-model.ts';
import { areImages, type Picture, type Subject } from './subject.ts';

/** How well the model tells pairs of one class from pairs of two: ROC curve, spread of the distances, the worst errors. */
export async function pairPictures(subject: Subject): Promise<Picture[]> {
  const { parts, title } = subject;
  const main = parts[0]!;
  const { verified } = main;
  const threshold = subject.threshold ?? verified.threshold;
  const chosenOn = subject.threshold === undefined ? 'these pairs themselves' : 'validation pairs';
  const roc = rocCurve({
    title: `${title}: telling pairs apart`,
    subtitle: `ROC over ${parts.map(part => `${described(part.verified)} of ${part.over}`).join('; ')}`,
    methods: parts.map(({ trained, verified: { pairs } }) => ({
      name: trained ? 'classes trained on' : 'classes never trained on',
      ...pairs,
    })),
  });
  const histogram = distanceHistogram({
    title: `${title}: distances of pairs`,
    subtitle: `Over ${described(verified)} of ${main.over}; the threshold is the best on ${chosenOn}`,
    threshold,
    ...verified.pairs,
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
  { queries: { dataset }, over, verified: { pairs, left, right } }: JudgedSamples,
  threshold: number,
): Promise<Picture> {
  const svg = await hardestMistakes({
    title: `${title}: the hardest mistakes`,
    subtitle: `Over ${pairs.same.length.toLocaleString('en')} fixed pairs of ${over}, the worst first`,
    images: dataset,
    classNames: dataset.classNames,
    pairs: Array.from(left, (row, i) => [row, right[i]!] as const),
    distances: pairs.distances,
    threshold,
  });
  return { name: 'mistakes', svg };
}
