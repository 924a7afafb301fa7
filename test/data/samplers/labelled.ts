/** Labels with the given number of samples in each class, in an order that mixes the classes. */
export function mixedLabels(sizes: readonly number[]): Int32Array {
  const left = [...sizes];
  const labels: number[] = [];
  while (left.some(count => count > 0)) {
    left.forEach((count, label) => {
      if (count > 0) labels.push(label);
      left[label] = count - 1;
    });
  }
  return Int32Array.from(labels);
}

/** The message of the error that `action` throws. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
