import { describe, expect, it } from 'vitest';
import { tokenRows } from '../../src/data/tokens.ts';
import { tokenizer } from '../support/paraphrases.ts';

const [CLS, SEP] = [2, 3];
const rows = (...given: Parameters<typeof tokenRows>) => {
  const { samples, cut } = tokenRows(...given);
  return { data: Array.from(samples.data), shape: samples.shape, cut };
};

describe('tokenRows(texts, text)', () => {
  it('gives the numbers of tokens, as many as the longest text has, up to a multiple of 8', () => {
    expect(rows(['The DOG', 'the dog of the house'], { tokenizer })).toEqual({
      data: [CLS, 4, 17, SEP, -1, -1, -1, -1, CLS, 4, 17, 9, 4, 23, SEP, -1],
      shape: [2, 8],
      cut: 0,
    });
    expect(rows(['dog '.repeat(7)], { tokenizer }).shape).toEqual([1, 16]);
  });

  it('cuts longer texts, and keeps the token at their end', () => {
    expect(rows(['the dog of the house', 'dog'], { tokenizer, length: 4 })).toEqual({
      data: [CLS, 4, 17, SEP, CLS, 17, SEP, -1],
      shape: [2, 4],
      cut: 1,
    });
    expect(rows(['dog'], { tokenizer, length: 64 }, 5)).toMatchObject({ shape: [1, 5] });
  });

  it('says what is no tokenizer', () => {
    expect(() => tokenRows(['a'], { tokenizer: '{}' })).toThrow(
      'tokenizer.json: expected a tokenizer of the Hugging Face hub, got ',
    );
    expect(() => tokenRows(['a'], { tokenizer: 'no' })).toThrow('tokenizer.json: expected a tokenizer');
  });
});
