import { Tokenizer } from '@huggingface/tokenizers';
import { NearfarError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import { NO_TOKEN, type TextInput } from '../networks/network.ts';

/** Tokens of a text, at most, where nothing else is said. */
const MOST_TOKENS = 128;
/** Rows are a multiple of so many tokens long. */
const STEP = 8;

/** Texts as rows of tokens. */
export interface TokenRows {
  /** [n, length]: the numbers of tokens, and `NO_TOKEN` behind the last one. */
  readonly samples: NdArray<Float32Array>;
  /** How many texts were cut, since they have more tokens than a row. */
  readonly cut: number;
}

/**
 * Texts as rows of tokens: as long as the longest text, rounded up to a multiple of 8, or as `fixed` says. A text that is cut keeps
 * the special tokens at its end.
 */
export function tokenRows(texts: readonly string[], text: TextInput, fixed?: number): TokenRows {
  const tokenizer = tokenizerOf(text.tokenizer);
  const all = texts.map(each => tokenizer.encode(each).ids as readonly number[]);
  const longest = all.reduce((most, { length }) => Math.max(most, length), 1);
  const length = fixed ?? Math.min(text.length ?? MOST_TOKENS, Math.ceil(longest / STEP) * STEP);
  const ending = endingOf(tokenizer);
  const data = new Float32Array(texts.length * length).fill(NO_TOKEN);
  for (const [i, ids] of all.entries()) {
    const kept = ids.length <= length ? ids : [...ids.slice(0, length - ending), ...ids.slice(ids.length - ending)];
    data.set(kept, i * length);
  }
  return { samples: { data, shape: [texts.length, length] }, cut: all.filter(ids => ids.length > length).length };
}

/** The special tokens behind a text. */
function endingOf(tokenizer: Tokenizer): number {
  const plain = tokenizer.encode('a', { add_special_tokens: false }).ids as readonly number[];
  const whole = tokenizer.encode('a').ids as readonly number[];
  const before = whole.findIndex((_, i) => plain.every((id, k) => whole[i + k] === id));
  return before < 0 ? 0 : whole.length - before - plain.length;
}

let last: { readonly json: string; readonly tokenizer: Tokenizer } | undefined;

/** @throws NearfarError for what is no tokenizer */
function tokenizerOf(json: string): Tokenizer {
  if (last?.json === json) return last.tokenizer;
  try {
    last = { json, tokenizer: new Tokenizer(JSON.parse(json) as object, {}) };
    return last.tokenizer;
  } catch (cause) {
    const got = (cause as Error).message;
    throw new NearfarError({ who: 'tokenizer.json', expected: 'a tokenizer of the Hugging Face hub', got }, { cause });
  }
}
