import { expect, it } from 'vitest';
import { cardUses } from '../../src/runs/card-uses.ts';

const images = { embeds: true, areTokens: false, sampleShape: [1, 28, 28], takesBytes: true };
const texts = { embeds: true, areTokens: true, sampleShape: [16], takesBytes: false };
const pairs = { ...images, embeds: false };

it('cardUses(model) says what goes in, and asks for it in each language', () => {
  const uses = cardUses(images, { accuracy: 1 }, 10);
  expect(uses).toContain('bytes from 0 to 255, [N, 1, 28, 28]');
  expect(uses).toContain('`nearfar search index NEW.jpg --run .` finds the nearest.');
  expect(uses).toContain('samples = np.zeros((2, 1, 28, 28), np.uint8)');
  expect(uses).toContain("new ort.Tensor('uint8', new Uint8Array(1568), [2, 1, 28, 28])");
});

it('cardUses(model) of texts takes texts, and tells how they become rows of tokens', () => {
  const uses = cardUses(texts, undefined, 10);
  expect(uses).toContain(
    'as rows of tokens by `tokenizer.json`, float32 [N, 16], cut or filled with −1. `nearfar search index "a text"',
  );
  expect(uses).toContain("const samples = ['One text of yours.', 'Another.'];");
});

it('cardUses(model) without an embedding, an index or thresholds shows the distance alone', () => {
  const uses = cardUses(pairs, undefined, undefined);
  expect(uses).not.toMatch(/embed|verify|retrieval|nearfar search/);
  expect(uses).toContain('(distance,) = session.run(["distance"], {"a": samples, "b": samples})');
});
