import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Random } from '../../src/random.ts';

/** The folder of the encoder that `scripts/make-sentence-encoder.py` has written, and its files. */
export const ENCODER = fileURLToPath(new URL('sentence-encoder', import.meta.url));
export const encoderPath = `${ENCODER}/model.onnx`;
export const tokenizer = readFileSync(`${ENCODER}/tokenizer.json`, 'utf8');

/** Two words for each thing, in the order in which they stand in a sentence. */
const PARTS = [
  ['dog hound', 'cat kitten', 'child kid', 'doctor physician'],
  ['buys purchases', 'likes enjoys', 'fixes repairs', 'moves shifts'],
  ['big large', 'small little', 'fast quick', 'old ancient', 'red scarlet'],
  ['car automobile', 'house home', 'ship boat'],
] as const;

/** Sentences that mean the same in other words: `perMeaning` of each of `meanings`, with the number of their meaning. */
export function paraphrases(meanings: number, perMeaning: number): { text: string; meaning: string }[] {
  const random = new Random(7);
  const pick = (part: readonly string[], place: number) => part[place]!.split(' ')[random.int(2)]!;
  const count = PARTS.reduce((product, part) => product * part.length, 1);
  const chosen = random.permutation(count).subarray(0, meanings);
  return [...chosen].flatMap((number, k) => {
    let rest = number;
    const places = PARTS.map(part => {
      const place = rest % part.length;
      rest = Math.floor(rest / part.length);
      return place;
    });
    const made = new Set<string>();
    while (made.size < perMeaning) {
      const [who, does, how, what] = PARTS.map((part, i) => pick(part, places[i]!));
      made.add(`${['The', 'A'][random.int(2)]} ${who} ${does} the ${how} ${what}.`);
    }
    return [...made].map(text => ({ text, meaning: `m${k}` }));
  });
}

/** The same as a table. */
export const paraphraseTable = (meanings: number, perMeaning: number): string =>
  ['sentence,meaning', ...paraphrases(meanings, perMeaning).map(({ text, meaning }) => `${text},${meaning}`), ''].join(
    '\n',
  );
