import { expect, it } from 'vitest';
import { toOnnx } from '../../src/graph/onnx/export.ts';
import { readOnnx } from '../../src/graph/onnx/import.ts';
import { withMetadata } from '../../src/graph/onnx/metadata.ts';
import { add, input } from '../../src/graph/ops/index.ts';
import { program } from '../../src/graph/program.ts';

const y = add(input('x', 'float32', [2]), 1);
const file = (metadata: Record<string, string>) => Uint8Array.from(toOnnx(program({ y }), { metadata }));

it('withMetadata(bytes, pairs) replaces pairs of the same keys and adds the others', () => {
  const changed = withMetadata(file({ a: '1', b: '2' }), { b: 'two', ü: '', c: '3' });
  expect(readOnnx(changed).metadata).toEqual({ a: '1', b: 'two', ü: '', c: '3' });
});

it('withMetadata(bytes, pairs) leaves all else byte for byte: the file is the one that is written with the pairs', () => {
  expect(withMetadata(file({ a: '1' }), { b: '2' })).toEqual(file({ a: '1', b: '2' }));
  expect(withMetadata(file({ a: '1', b: '2' }), { b: '3' })).toEqual(file({ a: '1', b: '3' }));
  expect(withMetadata(file({ a: '1' }), {})).toEqual(file({ a: '1' }));
});
