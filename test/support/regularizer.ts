import { evaluate } from '../../src/graph/evaluate.ts';
import { gradients, input } from '../../src/graph/index.ts';
import type { Regularizer } from '../../src/regularizers/index.ts';
import { type Rows, slopes } from './by-loops.ts';
import { expectClose } from './close.ts';

/** A regulariser has the value of the loops, and their slopes as its gradient. */
export async function expectRegularizerAsByLoops(
  regularizer: Regularizer,
  rows: Rows,
  byLoops: (rows: Rows) => number,
): Promise<void> {
  const x = input('rows', 'float32', [rows.length, rows[0]!.length]);
  const value = regularizer.compute(x);
  const [dx] = gradients(value, [x]);
  const results = await evaluate({ value, dx: dx! }, { rows: rows.flat() });
  expectClose(results['value']!.data, [byLoops(rows)], { what: 'value' });
  expectClose(results['dx']!.data, slopes(byLoops, rows), { what: 'gradient' });
}
