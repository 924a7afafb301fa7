/**
 * Pearson's χ² of counts against their expectations, less its mean and over its standard deviation, (χ² − k) / √2k with k
 * degrees of freedom: about normal, so that more than 5 comes once in millions of fair draws.
 */
export function chiSquared(counts: readonly number[], expected: readonly number[]): number {
  const chi2 = counts.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
  const degrees = counts.length - 1;
  return (chi2 - degrees) / Math.sqrt(2 * degrees);
}
