import type { Calibration, evaluation, Table } from '../index.ts';
import { tables } from './output.ts';

/** A rate from 0 to 1 in percent. */
export const percent = (rate: number): string => `${(100 * rate).toFixed(1)}%`;
const number = (value: number): string => value.toFixed(4);

/** The thresholds of a run, what to expect of each, and the 95 % intervals. */
export function calibrationText({ calibratedOn, points, match }: Calibration): string {
  const rates = ([low, high]: evaluation.Interval) => `${(100 * low).toFixed(1)}–${percent(high)}`;
  const rows = Object.entries(points).map(([name, { threshold, falseAcceptRate, falseRejectRate, intervals }]) => [
    name,
    number(threshold),
    intervals.threshold.map(number).join('–'),
    percent(falseAcceptRate),
    rates(intervals.falseAcceptRate),
    percent(falseRejectRate),
    rates(intervals.falseRejectRate),
  ]);
  const headings = ['point', 'threshold', '95 %', 'FAR', '95 %', 'FRR', '95 %'];
  const recognised = match && `\n\n${matchText(match)}`;
  return `Thresholds, found on ${calibratedOn}:\n\n${tables({ headings, rows }, 1)}\n\n${RATES}${recognised ?? ''}`;
}

const RATES = `FAR: pairs of two classes that are accepted; FRR: pairs of one class that are
rejected; behind each its 95 % interval`;

/** How pairs are decided by thresholds that were found on others. */
export function pointsTable(
  points: Readonly<Record<string, evaluation.Decisions & { readonly threshold: number }>>,
): Table {
  const rows = Object.entries(points).map(([name, { threshold, accuracy, falseAcceptRate, falseRejectRate }]) => [
    name,
    number(threshold),
    percent(accuracy),
    percent(falseAcceptRate),
    percent(falseRejectRate),
  ]);
  return { headings: ['point', 'threshold', 'pairs right', 'false accepts', 'false rejects'], rows };
}

/** How classes are recognised where some are not known. */
export const matchText = ({ threshold, coverage, precision, falseMatchRate }: evaluation.OpenSetMetrics): string =>
  `match: a class up to ${number(threshold)}, else none; ${percent(coverage)} of known classes get an answer, ${percent(falseMatchRate)} of
unknown ones do; of the answers, where half are unknown, ${percent(precision)} are right`;
