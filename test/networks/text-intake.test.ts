import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenRows } from '../../src/data/tokens.ts';
import * as g from '../../src/graph/index.ts';
import * as networks from '../../src/networks/index.ts';
import { initialize, Scope } from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { temporaryFolder } from '../support/cli.ts';
import { expectClose } from '../support/close.ts';
import { floats, foreignModel, INT64, ints, node } from '../support/foreign-model.ts';
import { encoderPath, paraphrases, tokenizer } from '../support/paraphrases.ts';

const bytes = readFileSync(encoderPath);
const texts = [...paraphrases(3, 1).map(({ text }) => text), 'dog', 'the very big old cat was on the red ship'];
const list = ({ data }: { data: ArrayLike<number | bigint> }) => Array.from(data, Number);

/** The mean of the tokens that ONNX Runtime computes of the file itself, for each text alone, without padding. */
async function peer(): Promise<number[]> {
  const session = await g.openSession(bytes, { threads: 1 });
  const rows: number[] = [];
  for (const text of texts) {
    const ids = list(tokenRows([text], { tokenizer }).samples).filter(id => id >= 0);
    const whole = (values: readonly number[]) => g.buffer('int64', [1, ids.length], BigInt64Array.from(values, BigInt));
    const one = ids.map(() => 1);
    const { last_hidden_state: y } = await session.run({
      input_ids: whole(ids),
      attention_mask: whole(one),
      token_type_ids: whole(ids.map(() => 0)),
    });
    const width = y!.shape[2]!;
    for (let d = 0; d < width; d++) {
      let sum = 0;
      for (let t = 0; t < ids.length; t++) sum += Number(y!.data[t * width + d]);
      rows.push(sum / ids.length);
    }
  }
  await session.release();
  return rows;
}

/** The features that the head takes, of texts in rows of a length. */
async function features(length: number, options: networks.FromOnnxOptions = {}): Promise<number[]> {
  const { pretrained } = networks.fromOnnx(encoderPath, options);
  const { samples } = tokenRows(texts, { tokenizer }, length);
  const x = g.input('x', 'float32', samples.shape);
  const { y } = await g.evaluate(
    { y: pretrained!.features(x, new Scope({ training: true })) },
    { x: samples.data },
    { threads: 1 },
  );
  return list(y!);
}

describe('networks.fromOnnx(text encoder)', () => {
  it('gives the mean over the tokens of each text that ONNX Runtime computes, whatever the padding', async () => {
    const expected = await peer();
    expectClose(await features(16), expected, { what: 'features' });
    expectClose(await features(24), expected, { what: 'features of longer rows' });
  });

  it('gives the first token where pooling is class-token', async () => {
    const [mean, first] = [await features(16), await features(16, { pooling: 'class-token' })];
    expect(first).toHaveLength(mean.length);
    expectClose(await features(24, { pooling: 'class-token' }), first);
    expect(Math.max(...first.map((v, i) => Math.abs(v - mean[i]!)))).toBeGreaterThan(0.1);
  });

  it('differentiates to the words that a batch has, and to no others', async () => {
    const { samples } = tokenRows(['the dog'], { tokenizer }, 8);
    const scope = new Scope({ training: true });
    const x = g.input('x', 'float32', samples.shape);
    const y = networks.fromOnnx(encoderPath, { train: '^words' }).module({ dim: 4 })(x, scope);
    const words = scope.parameters.find(({ name }) => name === 'backbone.words.weight')!;
    const [dw] = g.gradients(g.sum(g.square(y)), [words.tensor]);
    const values = initialize(scope.parameters, new Random(1));
    const fed = Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, data]));
    const found = await g.evaluate({ dw: dw! }, { x: samples.data, ...fed }, { threads: 1 });
    const moved = list(found['dw']!).flatMap((v, i) => (v === 0 ? [] : [Math.floor(i / 16)]));
    expect([...new Set(moved)]).toEqual([2, 3, 4, 17]);
  });

  it('takes what is computed for a sentence where the file has it, and what a classifier takes', () => {
    const inputs = { input_ids: ['N', 'L'] };
    const initializers = [floats('words', [9, 4]), floats('fc', [4, 3]), ints('one', [1])];
    const nodes = [
      node('Gather', ['words', 'input_ids'], ['t']),
      node('ReduceMean', ['t'], ['s'], { axes: [1], keepdims: 0 }),
      node('MatMul', ['s', 'fc'], ['logits']),
    ];
    const of = (outputs: string[]) =>
      networks.fromOnnx(foreignModel({ inputs, initializers, nodes, outputs, elemType: INT64 }), { tokenizer }).summary;
    expect(of(['logits'])).toContain('"s"');
    expect(of(['t'])).toContain('"t"');
    const named = [...nodes, node('Identity', ['s'], ['sentence_embedding'])];
    const file = foreignModel({
      inputs,
      initializers,
      nodes: named,
      outputs: ['t', 'sentence_embedding'],
      elemType: INT64,
    });
    expect(networks.fromOnnx(file, { tokenizer }).summary).toContain('"sentence_embedding"');
  });

  it('says what is missing or too much', () => {
    const path = join(temporaryFolder(), 'model.onnx');
    writeFileSync(path, bytes);
    expect(() => networks.fromOnnx(path)).toThrow(
      `networks.fromOnnx: expected a tokenizer.json beside the text encoder, got none. Put it into the folder of ${path}.`,
    );
    expect(() => networks.fromOnnx(bytes)).toThrow('expected the option tokenizer, for a text encoder, got none.');
    for (const broken of ['no', 'null', '{"added_tokens": 1}']) {
      expect(() => networks.fromOnnx(bytes, { tokenizer: broken })).toThrow(
        'networks.fromOnnx: expected a tokenizer.json of the Hugging Face hub, got ',
      );
    }
    const network = networks.fromOnnx(bytes, { tokenizer });
    expect(network.refuses([1, 28, 28])).toBe('it takes texts, as a table with a column of words');
    expect(network.refuses([128])).toMatch(/^importOnnx/);
    const two = foreignModel({
      inputs: { input_ids: ['N', 'L'], pixel_values: ['N', 'L'] },
      initializers: [floats('words', [9, 4])],
      nodes: [node('Gather', ['words', 'input_ids'], ['y'])],
      elemType: INT64,
    });
    expect(networks.fromOnnx(two, { tokenizer }).refuses([8])).toBe(
      'networks.fromOnnx: expected a text encoder whose inputs are among input_ids, attention_mask, token_type_ids, got "pixel_values" too',
    );
  });
});
