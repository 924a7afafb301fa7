import { describe, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { input, type Tensor } from '../../src/graph/index.ts';
import { initialize, Scope } from '../../src/nn/scope.ts';
import { Random } from '../../src/random.ts';
import { checkOp, normals, op } from '../support/op.ts';

const [M, N, D] = [3, 2, 4];
const [a, b] = [normals([M, D], 1), normals([N, D], 2)];
const rows = Array.from({ length: M * N }, (_, i) => [Math.floor(i / N), i % N] as const);
const row = ({ data }: { readonly data: readonly number[] }, i: number) => data.slice(i * D, (i + 1) * D);

describe.each(distances.names)('distances.byName(%j)', name => {
  const distance = distances.byName(name);
  const [x, y] = [input('x', 'float32', [M * N, D]), input('y', 'float32', [M * N, D])];
  const learned = new Scope({ training: true });
  distance.paired(x, y, learned);
  const scope = new Scope({ training: false, values: initialize(learned.parameters, new Random(0)) });

  it('gives in its matrix what it gives row by row, and both have the gradient that differences find', async () => {
    const [left, right] = [rows.map(([i]) => row(a, i)), rows.map(([, j]) => row(b, j))];
    const { d } = await evaluate({ d: distance.paired(x, y, scope) }, { x: left.flat(), y: right.flat() });
    const paired = Array.from(d!.data, Number);
    const matrix = Array.from({ length: M }, (_, i) => paired.slice(i * N, (i + 1) * N));
    const both = (by: 'matrix' | 'paired') => (u: Tensor, v: Tensor) => distance[by](u, v, scope);
    await checkOp(op('matrix', both('matrix'), [a, b], matrix));
    await checkOp(op('paired', both('paired'), [left, right], paired));
  });
});
