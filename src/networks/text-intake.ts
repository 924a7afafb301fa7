import { NearfarError } from '../errors.ts';
import type { ImportedOnnx } from '../graph/import/import-onnx.ts';
import { cast, div, expandDims, greater, maximum, mul, sum, where } from '../graph/ops/index.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import { classifierOperand, type Outline } from './foreign-features.ts';
import { readBesideIfThere } from './model-file.ts';
import { NO_TOKEN } from './network.ts';
import { type Intake, type Pooling, rowOf } from './row-of-features.ts';

const WHO = 'networks.fromOnnx';

/** What the inputs of a text encoder are fed, from the numbers of tokens [N, L] and where there are tokens. */
const INPUTS: Readonly<Record<string, (ids: Tensor, isToken: Tensor) => Tensor>> = {
  input_ids: ids => ids,
  attention_mask: (_, isToken) => isToken,
  token_type_ids: ids => mul(ids, 0),
};

/** Whether a network takes the numbers of tokens. */
export const takesTokens = ({ inputs }: Outline): boolean => inputs.includes('input_ids');

/** The value with the features of a text: a sentence's embedding where the file has one, what its classifier takes, else its first output. */
export function textOutput(outline: Outline, cut: boolean): string {
  const { outputs } = outline;
  if (outputs.includes('sentence_embedding')) return 'sentence_embedding';
  return cut && outputs[0] === 'logits' ? classifierOperand(outline) : outputs[0]!;
}

interface Tokenizer {
  readonly padding?: { readonly pad_id?: number } | null;
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
}

/** The number that stands where a text has no token, which a `tokenizer.json` tells: some networks count places by it. */
function padOf(tokenizer: string): number {
  try {
    const { padding, added_tokens: added = [] } = JSON.parse(tokenizer) as Tokenizer;
    return padding?.pad_id ?? added.find(({ content }) => ['[PAD]', '<pad>'].includes(content))?.id ?? 0;
  } catch (cause) {
    const got = (cause as Error).message;
    throw new NearfarError({ who: WHO, expected: 'a tokenizer.json of the Hugging Face hub', got }, { cause });
  }
}

/** Rows of tokens [N, L] as what each input of a text encoder takes, and where there are tokens: [N, L], 1 or 0. */
function tokenFeeds({ inputs }: ImportedOnnx, x: Tensor, pad: number) {
  const stray = Object.keys(inputs).find(name => !Object.hasOwn(INPUTS, name));
  if (stray !== undefined) {
    const expected = `a text encoder whose inputs are among ${Object.keys(INPUTS).join(', ')}`;
    throw new NearfarError({ who: WHO, expected, got: `"${stray}" too` });
  }
  const isToken = greater(x, NO_TOKEN);
  const mask = cast(isToken, 'float32');
  const ids = where(isToken, x, pad);
  const feeds = Object.entries(inputs).map(([name, { dtype }]) => [name, cast(INPUTS[name]!(ids, mask), dtype)]);
  return { feeds: Object.fromEntries(feeds) as Record<string, Tensor>, mask };
}

/** The mean over the tokens of each text: [N, L, D] and a mask [N, L] → [N, D]. */
function meanOfTokens(y: Tensor, mask: Tensor): Tensor {
  const weights = expandDims(mask, 2); // [N, L, 1]
  return div(sum(mul(y, weights), 1), maximum(sum(weights, 1), 1));
}

/** Texts as rows of tokens, as a network takes them. */
export function textIntake(imported: ImportedOnnx, tokenizer: string, pooling: Pooling): Intake {
  const pad = padOf(tokenizer);
  return Object.assign(
    (x: Tensor, run: (feeds: Record<string, Tensor>) => Tensor) => {
      const { feeds, mask } = tokenFeeds(imported, x, pad);
      const y = run(feeds);
      return y.shape.length === 3 && pooling === 'mean' ? meanOfTokens(y, mask) : rowOf(pooling, y);
    },
    {
      refuses: ({ length }: Shape) => (length === 1 ? undefined : 'it takes texts, as a table with a column of words'),
    },
  );
}

/** The content of the `tokenizer.json` beside a model. */
export function tokenizerBeside(path: string | undefined): string {
  const found = path === undefined ? undefined : readBesideIfThere(path, 'tokenizer.json');
  if (found !== undefined) return found;
  throw new NearfarError({
    who: WHO,
    expected:
      path === undefined ? 'the option tokenizer, for a text encoder' : 'a tokenizer.json beside the text encoder',
    got: 'none',
    ...(path !== undefined && { fix: `Put it into the folder of ${path}` }),
  });
}
