import { expect, it } from 'vitest';
import { readInputs } from '../../src/runs/read-input.ts';

it.each([
  ['nothing.png', 'nothing.png: expected a file, a folder or a data set (glyphs, mnist, '],
  ['nothing.png', 'got nothing there. Check the path.'],
  ['mnist:all', 'mnist:all: expected mnist:train, mnist:validation or mnist:test where it has that, got "all".'],
])('readInputs of %s says %s', async (source, message) => {
  await expect(readInputs([source], { shape: [1, 28, 28] })).rejects.toThrow(message);
});
