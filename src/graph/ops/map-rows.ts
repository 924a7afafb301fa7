import { NearfarError } from '../../errors.ts';
import { cost } from '../cost.ts';
import { inputAttrs } from '../given.ts';
import { gradients } from '../gradients.ts';
import { valueInfo, writeIdentity, writeNodes } from '../onnx/nodes.ts';
import { type OnnxWriter, Subgraph } from '../onnx/writer.ts';
import { applyAll, type Op, type Tensor } from '../tensor.ts';
import { bytesOfTensor, shapeError, type TensorType } from '../tensor-type.ts';
import { ancestors } from '../walk.ts';
import { constant, input } from './constant.ts';
import { add, mul } from './elementwise.ts';
import { sum } from './reduce.ts';
import { broadcastTo } from './shape.ts';

/** What is computed for one row: `rows` and `shared` are its inputs, in that order those of the node. */
interface Body {
  readonly rows: readonly Tensor[];
  readonly shared: readonly Tensor[];
  /** Kept row by row. */
  readonly stacked: readonly Tensor[];
  /** Summed over the rows. */
  readonly totals: readonly Tensor[];
}

const mapRowsOp: Op<{ readonly body: Body }> = {
  name: 'mapRows',
  type: (xs, { body }) => [
    ...body.stacked.map(({ dtype, shape }) => ({ dtype, shape: [xs[0]!.shape[0]!, ...shape] })),
    ...body.totals.map(({ dtype, shape }) => ({ dtype, shape })),
  ],
  onnx: (write, xs, { body }) => {
    const states = body.totals.map(({ shape }) => write.node('ConstantOfShape', [write.ints(shape)]));
    const scanned = xs.slice(0, body.rows.length);
    const attributes = {
      body: new Subgraph(writeBody(write, body, xs.slice(body.rows.length))),
      num_scan_inputs: scanned.length,
    };
    const count = body.totals.length + body.stacked.length;
    const results = write.nodeWithOutputs(count, 'Scan', [...states, ...scanned], attributes);
    return [...results.slice(body.totals.length), ...results.slice(0, body.totals.length)];
  },
  cost: ({ xs, attrs: { body } }) => {
    const row = cost(outputsOf(body));
    return {
      operations: xs[0]!.shape[0]! * row.operations,
      bytes: row.peakBytes + row.givenBytes - bytesOfShared(body),
    };
  },
  // The body runs again for its gradient, so that nothing of a row is kept: memory is that of one row.
  gradient: ({ dys, xs, attrs: { body }, needs }) => {
    const places = [...body.stacked, ...body.totals];
    const given = places.map((y, i) => dys[i] && input(`dy_${i}`, y.dtype, y.shape));
    const parts = places.flatMap((y, i) => (given[i] ? [sum(mul(y, given[i]!))] : []));
    const wanted = [...body.rows, ...body.shared].filter((_, i) => needs[i]);
    const found = gradients(parts.reduce(add, constant(0)), wanted);
    const slopes = new Map(wanted.map((x, i) => [x, found[i]!]));
    const [rows, shared] = [body.rows.filter(x => slopes.has(x)), body.shared.filter(x => slopes.has(x))];
    const isRow = (_: unknown, i: number) => i < body.stacked.length;
    const present = (x: Tensor | undefined): x is Tensor => x !== undefined;
    const backward: Body = {
      rows: [...body.rows, ...given.filter(isRow).filter(present)],
      shared: [...body.shared, ...given.filter((_, i) => !isRow(_, i)).filter(present)],
      stacked: rows.map(x => slopes.get(x)!),
      totals: shared.map(x => slopes.get(x)!),
    };
    const results = applyAll(
      mapRowsOp,
      [
        ...xs.slice(0, body.rows.length),
        ...dys.filter(isRow).filter(present),
        ...xs.slice(body.rows.length),
        ...dys.filter((_, i) => !isRow(_, i)).filter(present),
      ],
      { body: backward },
    );
    const order = new Map([...rows, ...shared].map((x, i) => [x, results[i]!]));
    return [...body.rows, ...body.shared].map(x => order.get(x));
  },
};

const outputsOf = (body: Body): readonly Tensor[] => [...body.totals, ...body.stacked];

/** The bytes of what the computation uses of the tensors that are handed to it whole. */
function bytesOfShared(body: Body): number {
  const used = new Set(ancestors(outputsOf(body)));
  return body.shared.filter(({ node }) => used.has(node)).reduce((total, x) => total + bytesOfTensor(x), 0);
}

/** The body as a graph of its own; what is shared it takes from outside by name. */
function writeBody(write: OnnxWriter, body: Body, shared: readonly string[]) {
  const inner = write.inner();
  const names = new Map<Tensor, string>();
  body.shared.forEach((x, i) => {
    names.set(x, shared[i]!);
  });
  for (const x of body.rows) names.set(x, inner.name('row'));
  writeNodes(
    inner,
    ancestors(outputsOf(body)).filter(node => inputAttrs(node) === undefined),
    names,
  );
  const before = body.totals.map(() => inner.name('before'));
  const totals = body.totals.map((y, i) => inner.node('Add', [before[i]!, names.get(y)!]));
  const results = [...totals, ...body.stacked.map(y => names.get(y)!)].map(from => {
    const to = inner.name('result');
    writeIdentity(inner, from, to);
    return to;
  });
  const info = (list: readonly string[], types: readonly TensorType[]) => list.map((n, i) => valueInfo(n, types[i]!));
  return {
    name: inner.name('rows'),
    node: inner.nodes,
    initializer: inner.initializers,
    input: [
      ...info(before, body.totals),
      ...info(
        body.rows.map(x => names.get(x)!),
        body.rows,
      ),
    ],
    output: info(results, outputsOf(body)),
  };
}

/**
 * Runs a computation for one row after another, in the memory of one row: `rows` [N, …] are handed to it as […], `shared`
 * whole. What it returns as `stacked` […] comes as [N, …], what it returns as `totals` comes summed over the rows. All it
 * uses must be handed to it: a tensor from outside is an error. The gradient runs the rows once more instead of keeping what
 * they computed.
 */
export function mapRows(
  compute: (
    rows: readonly Tensor[],
    shared: readonly Tensor[],
  ) => { stacked?: readonly Tensor[]; totals?: readonly Tensor[] },
  rows: readonly Tensor[],
  shared: readonly Tensor[] = [],
): { stacked: readonly Tensor[]; totals: readonly Tensor[] } {
  const n = rows[0]?.shape[0];
  if (n === undefined || rows.some(x => x.shape[0] !== n)) {
    throw shapeError('mapRows', 'at least one tensor of rows, and as many rows in each', rows);
  }
  const inner = rows.map((x, i) => input(`row_${i}`, x.dtype, x.shape.slice(1)));
  const whole = shared.map((x, i) => input(`shared_${i}`, x.dtype, x.shape));
  const { stacked = [], totals = [] } = compute(inner, whole);
  const known = new Set([...inner, ...whole].map(x => x.node));
  if (ancestors([...stacked, ...totals]).some(node => inputAttrs(node) !== undefined && !known.has(node))) {
    throw new NearfarError({
      who: 'mapRows',
      expected: 'a computation that uses only what is handed to it',
      got: 'a tensor from outside',
      fix: 'Pass it in rows or shared',
    });
  }
  // A result that is an input as it came would be one name for two things.
  const own = (y: Tensor) => (known.has(y.node) ? broadcastTo(add(y, 0), y.shape) : y);
  const body = { rows: inner, shared: whole, stacked: stacked.map(own), totals: totals.map(own) };
  const results = applyAll(mapRowsOp, [...rows, ...shared], { body });
  return { stacked: results.slice(0, stacked.length), totals: results.slice(stacked.length) };
}
