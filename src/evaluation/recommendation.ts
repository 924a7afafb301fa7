import { NearfarError } from '../errors.ts';
import { described, isList, toCounts, toList } from '../given-array.ts';

/** What `recommendation` takes. */
export interface RecommendationOptions {
  /** What is recommended to each user: items by id, the best first, without those known to the user already. As many as the largest k, or all there are. */
  readonly recommended: readonly (readonly (string | number)[])[];
  /** The items that each user did choose, kept out of training. Users without any are left out of all means. */
  readonly relevant: readonly (readonly (string | number)[])[];
  /** The k of recall@k and nDCG@k; default 10 and 20. */
  readonly at?: readonly number[];
}

/** All from 0 to 1, higher is better; means over the users that have relevant items. */
export interface RecommendationMetrics {
  /** For each k: the part of a user's relevant items that is among the first k. */
  readonly recallAt: Readonly<Record<number, number>>;
  /** For each k: the gain of the relevant items among the first k, 1 / log₂(place + 1) each, divided by the greatest possible (Järvelin & Kekäläinen 2002). */
  readonly ndcgAt: Readonly<Record<number, number>>;
  /** How often the first k have a relevant item. */
  readonly hitRateAt: Readonly<Record<number, number>>;
  /** Users that the means are over. */
  readonly users: number;
}

/**
 * How well lists of recommendations hold what users went on to choose.
 *
 * @throws NearfarError unless there are as many lists as users, or where a list has an item twice; UsageError if `at` is not of
 *   whole numbers from 1
 */
export function recommendation({
  recommended,
  relevant,
  at: ks = [10, 20],
}: RecommendationOptions): RecommendationMetrics {
  const who = 'evaluation.recommendation';
  const lists = listsOf(who, 'recommended', recommended);
  const chosen = listsOf(who, 'relevant', relevant, lists.length);
  const at = toCounts(ks, who, 'at');
  const sums = at.map(() => ({ recall: 0, ndcg: 0, hits: 0 }));
  let users = 0;
  for (const [user, list] of lists.entries()) {
    const wanted = new Set(chosen[user]!);
    const places = placesOf(who, user, list, wanted);
    if (wanted.size === 0) continue;
    users++;
    at.forEach((k, i) => {
      const within = places.filter(place => place <= k);
      sums[i]!.recall += within.length / wanted.size;
      sums[i]!.ndcg += gain(within) / gain(firstPlaces(Math.min(k, wanted.size)));
      sums[i]!.hits += Number(within.length > 0);
    });
  }
  const means = (of: 'recall' | 'ndcg' | 'hits') =>
    Object.fromEntries(at.map((k, i) => [k, users === 0 ? 0 : sums[i]![of] / users]));
  return { recallAt: means('recall'), ndcgAt: means('ndcg'), hitRateAt: means('hits'), users };
}

type Id = string | number;

function listsOf(who: string, name: string, given: unknown, count?: number): readonly (readonly Id[])[] {
  const lists = toList(given, { who, what: `lists of ${name} items`, each: 'user', count });
  return Array.from(lists as ArrayLike<unknown>, (list, user) => {
    if (isList(list)) return Array.from(list as ArrayLike<Id>);
    const got = `${described(list)} for user ${user}`;
    throw new NearfarError({ who, expected: `a list of ${name} items for each user`, got });
  });
}

/** The places, from 1, of the wanted items in a list. */
function placesOf(who: string, user: number, list: readonly Id[], wanted: ReadonlySet<Id>): number[] {
  if (new Set(list).size < list.length) {
    const twice = list.find((item, i) => list.indexOf(item) < i);
    const expected = 'different items in each list of recommendations';
    throw new NearfarError({ who, expected, got: `"${twice}" twice for user ${user}` });
  }
  return list.flatMap((item, i) => (wanted.has(item) ? [i + 1] : []));
}

const firstPlaces = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

const gain = (places: readonly number[]): number => places.reduce((sum, place) => sum + 1 / Math.log2(place + 1), 0);
