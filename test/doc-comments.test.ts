import { expect, it } from 'vitest';
import { publicDeclarations } from './support/public-declarations.ts';

const declarations = publicDeclarations();

it('publicDeclarations() finds what namespaces export, and the members of it', () => {
  const names = new Map(declarations.map(({ name, room }) => [name, room]));
  const some = ['graph.conv2d', 'graph.Tensor.dtype', 'nn.OptimizerOptions.rate', 'nn.Scope.child', 'Random.normal'];
  expect(some.map(name => names.get(name))).toEqual(['graph', 'graph', 'nn', 'nn', 'random']);
});

it('every declaration that the package exports has a doc comment', () => {
  const without = declarations.filter(({ comment }) => comment.trim() === '');
  expect(without.map(({ name }) => name)).toEqual([]);
});
