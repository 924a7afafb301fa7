import { group } from 'd3-array';
import { NearfarError } from '../errors.ts';
import { takeRows } from '../nd-array.ts';
import { eachRow } from './distance-rows.ts';
import { checked, type Embedded } from './embedded.ts';
import { kNearest } from './nearest-rows.ts';
import { requireThreshold } from './roc-curve.ts';

/** What `openSet` takes. */
export interface OpenSetOptions extends Embedded {
  /** A sample gets the class of its nearest only where that is at most so far away. Default the one that is right most often. */
  readonly threshold?: number;
}

/** How well samples are recognised where some are of classes that are not known. Parts from 0 to 1. */
export interface OpenSetMetrics {
  /** The nearest may be so far away. */
  readonly threshold: number;
  /** Of samples whose class is known: those that get an answer, right or wrong. */
  readonly coverage: number;
  /** Of the answers, where half the samples are of classes that are not known: the right ones. */
  readonly precision: number;
  /** Of samples whose class is not known: those that get an answer, which is wrong. Lower is better. */
  readonly falseMatchRate: number;
  /** Answered rightly, or rightly not: the mean over samples whose class is known and over those whose class is not. */
  readonly accuracy: number;
}

/**
 * Recognising a class, or "none of these", by the nearest labelled sample. Each sample is recognised twice among all others: with
 * its class there, and with its class taken out, as if it had never been seen.
 *
 * @throws NearfarError if embeddings are not finite or not as many as labels; unless there are two classes, and two samples
 *   in one of them; UsageError for a threshold that is no number
 */
export async function openSet({ threshold, ...embedded }: OpenSetOptions): Promise<OpenSetMetrics> {
  if (threshold !== undefined) requireThreshold('evaluation.openSet', threshold);
  return openSetOf(await nearestOfEach(embedded, 'evaluation.openSet'), threshold);
}

/** How far away the nearest sample of the own class is, and the nearest of all other classes; infinity where there is none. */
export interface NearestOfEach {
  readonly own: Float64Array;
  readonly other: Float64Array;
}

/** The nearest of each sample, or of those of some rows, among all others. */
export async function nearestOfEach(given: Embedded, who: string, rows?: readonly number[]): Promise<NearestOfEach> {
  const { embeddings, labels, n, d } = checked(given, who);
  const chosen = rows ?? [...Array(n).keys()];
  const far = () => new Float64Array(chosen.length).fill(Number.POSITIVE_INFINITY);
  const [own, other] = [far(), far()];
  const members = group(Array(n).keys(), i => labels[i]!);
  const queries = rows ? takeRows(embeddings, rows) : embeddings;
  await eachRow(queries, embeddings, undefined, (place, { values, exact, ...row }) => {
    const query = chosen[place]!;
    for (const i of members.get(labels[query]!)!) {
      if (i !== query) own[place] = Math.min(own[place]!, distance(query, i));
      values[i] = Number.POSITIVE_INFINITY;
    }
    const isOut = (i: number) => values[i] === Number.POSITIVE_INFINITY;
    const [nearest] = kNearest({ ...row, values, exact: i => (isOut(i) ? Number.POSITIVE_INFINITY : exact(i)) }, 1);
    if (!isOut(nearest!)) other[place] = distance(query, nearest!);
  });
  return { own, other };

  function distance(query: number, reference: number): number {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += (embeddings.data[query * d + c]! - embeddings.data[reference * d + c]!) ** 2;
    return Math.sqrt(sum);
  }
}

/** An answer that a sample gets from some distance on: whether it is right, and how much it counts. */
interface Answer {
  readonly from: number;
  readonly right: boolean;
  readonly known: boolean;
}

/** The metrics of samples of which these distances are known, at a threshold or at the best. */
export function openSetOf({ own, other }: NearestOfEach, threshold?: number): OpenSetMetrics {
  const answers: Answer[] = [];
  own.forEach((distance, i) => {
    const known = Number.isFinite(distance);
    if (known) answers.push({ from: Math.min(distance, other[i]!), right: distance < other[i]!, known });
    if (Number.isFinite(other[i]!)) answers.push({ from: other[i]!, right: false, known: false });
  });
  const known = answers.filter(answer => answer.known).length;
  const unknown = answers.length - known;
  if (known === 0 || unknown === 0) {
    const got = known === 0 ? 'no class with two' : 'one class';
    throw new NearfarError({ who: 'evaluation.openSet', expected: 'two classes, and two samples in one of them', got });
  }
  answers.sort((a, b) => a.from - b.from);
  const metricsAt = (given: Counts, at: number): OpenSetMetrics => {
    const [coverage, right, falseMatchRate] = [given.known / known, given.right / known, given.unknown / unknown];
    const precision = coverage + falseMatchRate === 0 ? 1 : right / (coverage + falseMatchRate);
    return { threshold: at, coverage, precision, falseMatchRate, accuracy: (right + 1 - falseMatchRate) / 2 };
  };
  const counts: Counts = { known: 0, right: 0, unknown: 0 };
  let best = metricsAt(counts, threshold ?? answers[0]!.from - 1);
  for (const [i, answer] of answers.entries()) {
    if (threshold !== undefined && answer.from > threshold) break;
    counts[answer.known ? 'known' : 'unknown']++;
    counts.right += Number(answer.right);
    const next = answers[i + 1]?.from;
    if (threshold === undefined && next === answer.from) continue; // equal distances are one point
    const found = metricsAt(counts, threshold ?? (next === undefined ? answer.from : (answer.from + next) / 2));
    if (threshold !== undefined || found.accuracy > best.accuracy) best = found;
  }
  return best;
}

interface Counts {
  known: number;
  right: number;
  unknown: number;
}
