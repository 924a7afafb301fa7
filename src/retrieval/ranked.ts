/** Candidates with their Euclidean distances to a query, from differences in float64; the nearest first, of equals the one named first. */
export function ranked<T>(
  query: Float32Array,
  candidates: readonly T[],
  vectorOf: (candidate: T) => Float32Array,
): { readonly of: T; readonly distance: number }[] {
  return candidates
    .map(of => {
      const vector = vectorOf(of);
      let sum = 0;
      for (let c = 0; c < query.length; c++) sum += (query[c]! - vector[c]!) ** 2;
      return { of, distance: Math.sqrt(sum) };
    })
    .sort((a, b) => a.distance - b.distance);
}
