import type { Interval, PointName } from '../../evaluation/index.ts';
import { type Html, html, htmlTable } from '../../report/html/index.ts';
import type { Calibration, pointsOn } from '../calibration.ts';

/** What thresholds come to on the test set. */
interface Tested {
  readonly evaluatedOn: string;
  readonly points: ReturnType<typeof pointsOn>;
}

const REMARKS: Readonly<Record<PointName, string>> = {
  eer: 'both errors equally frequent',
  accuracy: 'most pairs decided rightly; pictures use it',
  f1: 'the best F1 score of “same”',
  'far@1e-2': 'at most 1 in 100 pairs of two classes accepted',
  'far@1e-3': 'at most 1 in 1000 pairs of two classes accepted',
};

const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`;
const number = (value: number): string => value.toFixed(3);

/** A value with the 95 % interval below it. */
const withInterval = (value: number, [low, high]: Interval, show: (value: number) => string) => ({
  text: html`${show(value)}<small>${show(low)} – ${show(high)}</small>`,
  value,
  kind: 'number' as const,
});

/** A row a threshold: what to expect of it, and what it came to on the test set. */
export function thresholdsTable({ calibratedOn, points, match }: Calibration, tested: Tested): Html {
  const columns = [
    { heading: 'Threshold' },
    { heading: 'Up to', kind: 'number' as const },
    { heading: 'False accepts, expected', kind: 'number' as const },
    { heading: 'on the test set', kind: 'number' as const },
    { heading: 'False rejects, expected', kind: 'number' as const },
    { heading: 'on the test set', kind: 'number' as const },
  ];
  const rows = Object.entries(points).map(([name, point]) => {
    const found = tested.points[name as PointName]!;
    const { threshold, falseAcceptRate, falseRejectRate, intervals } = point;
    const measured = (rate: number) => ({ text: percent(rate), value: rate, kind: 'number' as const });
    return [
      { text: html`${name}<small>${REMARKS[name as PointName]}</small>`, kind: 'head' as const },
      withInterval(threshold, intervals.threshold, number),
      withInterval(falseAcceptRate, intervals.falseAcceptRate, percent),
      measured(found.falseAcceptRate),
      withInterval(falseRejectRate, intervals.falseRejectRate, percent),
      measured(found.falseRejectRate),
    ];
  });
  const recognised =
    match &&
    html`<p>To recognise a class, or none of these, by the nearest labelled sample: up to ${number(match.threshold)}. ${percent(match.coverage)} of samples of known classes get an answer, and ${percent(match.falseMatchRate)} of unknown ones; where half are unknown, ${percent(match.precision)} of the answers are right.</p>`;
  return html`<p>Found on ${calibratedOn}; below the numbers their 95 % intervals. The test set here: ${tested.evaluatedOn}.</p>${htmlTable('Thresholds', columns, rows)}${recognised}`;
}
