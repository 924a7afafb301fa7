import { NearfarError } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import type { Dataset } from '../dataset.ts';

/**
 * Square images four times over: as they are and turned by 90°, 180° and 270°, each turn of a class being a class of
 * its own (Vinyals et al. 2016; Santoro et al. 2016). So are the groups.
 *
 * @throws NearfarError if the samples are no square images
 */
export function quarterTurns(dataset: Dataset): Dataset {
  const { samples, labels, classNames, groups } = dataset;
  const turned = [samples];
  for (let turn = 1; turn < 4; turn++) turned.push(turnedOnce(turned.at(-1)!, dataset.name));
  const times4 = (names: readonly string[]) =>
    [0, 90, 180, 270].flatMap(angle => names.map(name => (angle === 0 ? name : `${name} turned by ${angle}°`)));
  const data = new (samples.data.constructor as typeof Uint8Array)(4 * samples.data.length);
  turned.forEach((part, turn) => {
    data.set(part.data, turn * samples.data.length);
  });
  return {
    ...dataset,
    samples: { data, shape: [4 * samples.shape[0]!, ...samples.shape.slice(1)] },
    labels: Int32Array.from({ length: 4 * labels.length }, (_, i) => {
      const turn = Math.floor(i / labels.length);
      return labels[i % labels.length]! + turn * classNames.length;
    }),
    classNames: times4(classNames),
    ...(groups && { groups: times4(groups) }),
  };
}

/** Counter-clockwise: the last column becomes the first row. */
function turnedOnce<T extends Uint8Array | Float32Array>({ data, shape }: NdArray<T>, name: string): NdArray<T> {
  const [, , size, width] = shape;
  if (shape.length !== 4 || size !== width) {
    const got = `samples of shape [${shape.slice(1).join(', ')}]`;
    throw new NearfarError({ who: 'quarterTurns', expected: `${name} to have square images`, got });
  }
  const side = size!;
  const turned = data.slice() as T;
  for (let start = 0; start < data.length; start += side * side) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) turned[start + y * side + x] = data[start + x * side + (side - 1 - y)]!;
    }
  }
  return { data: turned, shape };
}
