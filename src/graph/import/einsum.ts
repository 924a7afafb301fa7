import { sizeOf } from '../../nd-array.ts';
import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';

/** Says what is wrong. */
type Fail = (expected: string, got: string) => never;

/** A tensor whose axes have names of one letter each; axes of the ellipsis are named by digits, from the last one on. */
interface Named {
  readonly x: Tensor;
  readonly names: string;
}

/** Einstein's summation over float32 tensors, as `numpy.einsum` has it, ellipsis and repeated names included. */
export function einsum(equation: string, xs: readonly Tensor[], fail: Fail): Tensor {
  const [left, right] = equation.replaceAll(/\s/g, '').split('->') as [string, string | undefined];
  const terms = left.split(',');
  if (terms.length !== xs.length) fail(`an equation with ${xs.length} terms`, `"${equation}"`);
  const named = xs.map((x, i) => diagonal(nameAxes(x, terms[i]!, fail), fail));
  const result = right === undefined ? implicit(named, left) : spellOut(right, ellipsisOf(named));
  if (![...result].every((name, i) => result.indexOf(name) === i && named.some(({ names }) => names.includes(name)))) {
    fail('a result of names that the terms have, each once', `"${equation}"`);
  }
  const product = named.reduce((a, b, i) => {
    const later = named.slice(i + 1).map(({ names }) => names);
    return contract(a, b, new Set([...result, ...later.join('')]), fail);
  });
  const rest = [...product.names].filter(name => !result.includes(name));
  const reduced = g.sum(
    product.x,
    rest.map(name => product.names.indexOf(name)),
  );
  const left2 = [...product.names].filter(name => result.includes(name));
  return inOrder({ x: reduced, names: left2.join('') }, result);
}

const ELLIPSIS = '...';

/** Digits for the axes of an ellipsis. */
const digits = (count: number): string => Array.from({ length: count }, (_, i) => `${count - 1 - i}`).join('');

const spellOut = (term: string, ellipsis: string): string => term.replace(ELLIPSIS, ellipsis);

function nameAxes(x: Tensor, term: string, fail: Fail): Named {
  const letters = term.replace(ELLIPSIS, '');
  const hidden = term.includes(ELLIPSIS) ? x.shape.length - letters.length : 0;
  if (hidden < 0 || hidden > 9 || !/^[A-Za-z]*$/.test(letters) || letters.length + hidden !== x.shape.length) {
    fail(`a term for ${x.shape.length} axes`, `"${term}"`);
  }
  return { x, names: spellOut(term, digits(hidden)) };
}

const ellipsisOf = (named: readonly Named[]): string =>
  digits(Math.max(...named.map(({ names }) => names.replaceAll(/\D/g, '').length)));

/** Without an arrow, the result has the names that occur once, in alphabetical order, after the ellipsis. */
function implicit(named: readonly Named[], left: string): string {
  const letters = left.replaceAll(/[^A-Za-z]/g, '');
  const once = [...letters].filter(name => letters.indexOf(name) === letters.lastIndexOf(name)).sort();
  return ellipsisOf(named) + once.join('');
}

/** Where a name is repeated within a term, the diagonal. */
function diagonal(named: Named, fail: Fail): Named {
  const again = [...named.names].findIndex((name, i) => named.names.indexOf(name) !== i);
  if (again < 0) return named;
  const first = named.names.indexOf(named.names[again]!);
  const { shape } = named.x;
  if (shape[first] !== shape[again]) fail('equal extents of one name', `[${shape.join(', ')}]`);
  const others = shape.map((_, axis) => axis).filter(axis => axis !== first && axis !== again);
  const moved = g.transpose(named.x, [...others, first, again]);
  const n = shape[first]!;
  const flat = g.reshape(moved, [...others.map(axis => shape[axis]!), n * n]);
  const indices = g.constant(
    Array.from({ length: n }, (_, i) => i * (n + 1)),
    { dtype: 'int64' },
  );
  const names = others.map(axis => named.names[axis]!).join('') + named.names[first]!;
  return diagonal({ x: g.gather(flat, indices, others.length), names }, fail);
}

/** The product of two terms, summed over the names that only they have. */
function contract(a: Named, b: Named, kept: ReadonlySet<string>, fail: Fail): Named {
  const own = (t: Named, other: Named) => [...t.names].filter(name => !other.names.includes(name) && kept.has(name));
  const alone = (t: Named, other: Named) => [...t.names].filter(name => !other.names.includes(name) && !kept.has(name));
  const [x, y] = [drop(a, alone(a, b)), drop(b, alone(b, a))];
  const shared = [...x.names].filter(name => y.names.includes(name));
  const batch = shared.filter(name => kept.has(name));
  const summed = shared.filter(name => !kept.has(name));
  const [rows, columns] = [own(x, y), own(y, x)];
  const extent = (t: Named, name: string) => t.x.shape[t.names.indexOf(name)]!;
  const odd = shared.find(
    name => extent(x, name) !== extent(y, name) && extent(x, name) !== 1 && extent(y, name) !== 1,
  );
  if (odd) fail(`one extent of "${odd}"`, `${extent(x, odd)} and ${extent(y, odd)}`);
  const wide = (name: string) => Math.max(extent(x, name), extent(y, name));
  const arranged = (t: Named, names: readonly string[], groups: readonly (readonly string[])[]) => {
    const ordered = inOrder(t, names.join(''));
    const full = g.broadcastTo(
      ordered,
      names.map(name => (shared.includes(name) ? wide(name) : extent(t, name))),
    );
    const size = (group: readonly string[]) =>
      sizeOf(group.map(name => (shared.includes(name) ? wide(name) : extent(t, name))));
    return g.reshape(full, groups.map(size));
  };
  const left = arranged(x, [...batch, ...rows, ...summed], [batch, rows, summed]);
  const right = arranged(y, [...batch, ...summed, ...columns], [batch, summed, columns]);
  const names = [...batch, ...rows, ...columns];
  const shape = names.map(name => (shared.includes(name) ? wide(name) : extent(rows.includes(name) ? x : y, name)));
  return { x: g.reshape(g.matmul(left, right), shape), names: names.join('') };
}

const drop = ({ x, names }: Named, gone: readonly string[]): Named => ({
  x: g.sum(
    x,
    gone.map(name => names.indexOf(name)),
  ),
  names: [...names].filter(name => !gone.includes(name)).join(''),
});

function inOrder({ x, names }: Named, wanted: string): Tensor {
  const order = [...wanted].map(name => names.indexOf(name));
  return order.every((axis, i) => axis === i) ? x : g.transpose(x, order);
}
