import { expect, it } from 'vitest';
import { publicDeclarations } from './support/public-declarations.ts';

/** Rooms whose declarations do not all have a doc comment yet. A room that is done is struck off. */
const toDo: readonly string[] = [
  'distances',
  'reducers',
  'regularizers',
  'miners',
  'losses',
  'data',
  'methods',
  'evaluation',
];

const declarations = publicDeclarations();

it('publicDeclarations() finds what namespaces export, and the members of it', () => {
  const names = new Map(declarations.map(({ name, room }) => [name, room]));
  const some = ['graph.conv2d', 'graph.Tensor.dtype', 'nn.OptimizerOptions.rate', 'nn.Scope.child', 'Random.normal'];
  expect(some.map(name => names.get(name))).toEqual(['graph', 'graph', 'nn', 'nn', 'random']);
});

it('every declaration that the package exports has a doc comment', () => {
  const without = declarations.filter(({ comment, room }) => comment.trim() === '' && !toDo.includes(room));
  expect(without.map(({ name }) => name)).toEqual([]);
});
