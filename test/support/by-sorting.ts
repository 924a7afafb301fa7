/** ‖a − b‖² of float32 numbers, by differences in float64, rounded to float32 as embeddings are compared. */
export const squaredDistance = (a: readonly number[], b: readonly number[]): number =>
  Math.fround(a.reduce((sum, x, k) => sum + (Math.fround(x) - Math.fround(b[k]!)) ** 2, 0));

/** Places of the matches from 1, by sorting all references; of a match and another equally far the other is first. */
export function ranksBySorting(distances: readonly number[], matches: readonly boolean[]): number[] {
  const order = distances
    .map((_, j) => j)
    .sort((i, j) => distances[i]! - distances[j]! || Number(matches[i]) - Number(matches[j]));
  return order.flatMap((j, place) => (matches[j] ? [place + 1] : []));
}

/** MAP@R and MAP of rows that search one another, each left out of its own search. */
export function averagePrecisions(rows: readonly (readonly number[])[], labels: readonly number[]) {
  let [atR, all] = [0, 0];
  rows.forEach((row, i) => {
    const others = rows.map((_, j) => j).filter(j => j !== i);
    const ranks = ranksBySorting(
      others.map(j => squaredDistance(row, rows[j]!)),
      others.map(j => labels[j] === labels[i]),
    );
    const r = ranks.length;
    const precisions = ranks.map((rank, k) => (k + 1) / rank);
    all += precisions.reduce((a, b) => a + b, 0) / r;
    atR += precisions.filter((_, k) => ranks[k]! <= r).reduce((a, b) => a + b, 0) / r;
  });
  return { mapAtR: atR / rows.length, meanAveragePrecision: all / rows.length };
}
