/** The names of a file's weights and ours: a whole name, or its beginning up to a dot; null leaves weights out. */
export type WeightNames = Readonly<Record<string, string | null>>;

/** PyTorch's names of a batch norm's statistics. */
const STATISTICS: Readonly<Record<string, string>> = { running_mean: 'mean', running_var: 'variance' };
/** PyTorch counts batches, which nothing here uses. */
const COUNTER = 'num_batches_tracked';

const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
const withLast = (name: string, last: string): string => name.slice(0, name.lastIndexOf('.') + 1) + last;

/** What is left of a name behind a beginning, with its dot; undefined where it begins otherwise. */
function restBehind(name: string, beginning: string): string | undefined {
  if (beginning === '') return `.${name}`;
  return name === beginning || name.startsWith(`${beginning}.`) ? name.slice(beginning.length) : undefined;
}

/** The name by the pair with the longest beginning, or as it is; undefined where it is left out. */
function replaced(name: string, pairs: readonly (readonly [from: string, to: string | null])[]): string | undefined {
  const [pair] = pairs.filter(([from]) => restBehind(name, from) !== undefined).sort(([a], [b]) => b.length - a.length);
  if (!pair) return name;
  const [from, to] = pair;
  return to === null ? undefined : (to + restBehind(name, from)!).replace(/^\./, '');
}

/** Our name of a weight of another program; undefined where it is left out. */
export function ownName(name: string, names: WeightNames): string | undefined {
  if (lastOf(name) === COUNTER) return undefined;
  const own = replaced(name, Object.entries(names));
  return own && withLast(own, STATISTICS[lastOf(own)] ?? lastOf(own));
}

/** The name that another program has for a weight of ours. */
export function foreignName(name: string, names: WeightNames): string {
  const pairs = Object.entries(names).flatMap(([from, to]) => (to === null ? [] : [[to, from] as const]));
  const foreign = replaced(name, pairs)!;
  const [theirs] = Object.entries(STATISTICS).find(([, ours]) => ours === lastOf(foreign)) ?? [lastOf(foreign)];
  return withLast(foreign, theirs);
}
