import { occurrences } from '../occurrences.ts';
import { Random } from '../random.ts';

/**
 * Marks about a fraction of the samples of each class, whole groups only. Each class keeps a group that is not marked; with
 * `each`, every class that has several groups gets one marked.
 */
export function divideGroups(
  labels: Int32Array,
  groups: readonly string[],
  fraction: number,
  { seed, each }: { readonly seed: number; readonly each: boolean },
): Uint8Array {
  const membersOf = new Map<string, number[]>();
  for (const [i, group] of groups.entries()) {
    const members = membersOf.get(group);
    if (members) members.push(i);
    else membersOf.set(group, [i]);
  }
  const wanted = new Map<number, number>();
  const groupsLeft = new Map<number, number>();
  for (const label of labels) wanted.set(label, (wanted.get(label) ?? 0) + fraction);
  for (const all of membersOf.values()) {
    for (const label of new Set(all.map(i => labels[i]!))) groupsLeft.set(label, (groupsLeft.get(label) ?? 0) + 1);
  }
  const marked = new Uint8Array(labels.length);
  const countsOf = (all: readonly number[]) => occurrences(all.map(i => labels[i]!));
  const mark = (all: readonly number[], counts: ReadonlyMap<number, number>) => {
    for (const i of all) marked[i] = 1;
    for (const [label, count] of counts) {
      wanted.set(label, wanted.get(label)! - count);
      groupsLeft.set(label, groupsLeft.get(label)! - 1);
    }
  };
  const canSpare = (counts: ReadonlyMap<number, number>) =>
    [...counts.keys()].every(label => groupsLeft.get(label)! >= 2);
  const names = [...membersOf.keys()].sort();
  const inTurn = Array.from(
    new Random(seed).fork('groups').permutation(names.length),
    turn => membersOf.get(names[turn]!)!,
  );
  for (const all of inTurn) {
    const counts = countsOf(all);
    // What a class still lacks counts for the group, what would be over counts against it.
    const gain = [...counts].reduce(
      (sum, [label, count]) => sum + Math.min(2 * Math.max(0, wanted.get(label)!), count),
      0,
    );
    if (gain >= all.length && canSpare(counts)) mark(all, counts);
  }
  if (!each) return marked;
  const isMarked = new Set(Array.from(labels).filter((_, i) => marked[i]));
  for (const all of inTurn.toSorted((a, b) => a.length - b.length)) {
    const counts = countsOf(all);
    if ([...counts.keys()].every(label => isMarked.has(label)) || !canSpare(counts)) continue;
    mark(all, counts);
    for (const label of counts.keys()) isMarked.add(label);
  }
  return marked;
}
