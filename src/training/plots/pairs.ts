import { distanceHistogram, hardestMistakes, rocCurve } from '../../report/index.ts';
import { type Verification, verify } from '../judge.ts';
import { areImages, type JudgedSamples, type Picture, type Subject } from './subject.ts';

/** What the model says of the fixed pairs of each part. */
export const judgedPairs = ({ model, parts }: Subject): Promise<Verification[]> =>
  Promise.all(parts.map(({ queries }) => verify(model, queries.dataset, queries.prepared)));

/** How well it tells pairs of one class from pairs of two: ROC curve, spread of the distances, the worst errors. */
export async function pairPictures(subject: Subject, judged: readonly Verification[]): Promise<Picture[]> {
  const { parts, title } = subject;
  const [main, verified] = [parts[0]!, judged[0]!];
  const threshold = subject.threshold ?? verified.threshold;
  const chosenOn = subject.threshold === undefined ? 'these pairs themselves' : 'validation pairs';
  const roc = rocCurve({
    title: `${title}: telling pairs apart`,
    subtitle: `ROC over ${judged.map((each, k) => `${described(each)} of ${parts[k]!.over}`).join('; ')}`,
    methods: judged.map(({ pairs }, k) => ({ name: parts[k]!.name, ...pairs })),
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
  return areImages(main.queries.dataset) ? [...pictures, await mistakes(title, main, verified, threshold)] : pictures;
}

const described = ({ pairs }: Verification): string => `${pairs.same.length.toLocaleString('en')} fixed pairs`;

async function mistakes(
  title: string,
  { queries: { dataset }, over }: JudgedSamples,
  { pairs, left, right }: Verification,
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
