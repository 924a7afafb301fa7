import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import type { Call, Operators } from './call.ts';

/** [B, S, heads · d] as heads: [B, heads, S, d]. */
function split(x: Tensor, heads: number): Tensor {
  const [batch, length, width] = x.shape as [number, number, number];
  return g.transpose(g.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
}

/** Heads side by side again. */
function joined(x: Tensor): Tensor {
  const [batch, heads, length, width] = x.shape as [number, number, number, number];
  return g.reshape(g.transpose(x, [0, 2, 1, 3]), [batch, length, heads * width]);
}

/** What is added to the scores [B, heads, S, T] where a mask is 0: [B, T], [B, S, T], or [B] with the lengths of the texts. */
function maskScores(call: Call, mask: Tensor, length: number, batch: number): Tensor {
  const filter = call.float('mask_filter_value', -10000);
  const { shape } = mask;
  const kept =
    shape.length === 1 && shape[0] === batch
      ? g.expandDims(g.less(g.range(length, 'int32'), g.expandDims(g.cast(mask, 'int32'), 1)), 1) // [B, 1, T]
      : shape.length === 2 && shape[1] === length
        ? g.expandDims(g.cast(mask, 'bool'), 1)
        : shape.length === 3 && shape[2] === length
          ? g.cast(mask, 'bool')
          : call.fail(`a mask [${batch}], [${batch}, ${length}] or [${batch}, S, ${length}]`, `[${shape.join(', ')}]`);
  return g.where(g.expandDims(kept, 1), 0, filter);
}

/** Softmax(q·kᵀ·scale + masks)·v of heads. */
function attend(
  call: Call,
  [q, k, v]: readonly [Tensor, Tensor, Tensor],
  masks: readonly (Tensor | undefined)[],
): Tensor {
  const heads = call.int('num_heads') ?? call.fail('num_heads', 'none');
  const widths = [q, k, v].map(x => (x.shape.length === 3 ? x.shape[2]! : Number.NaN));
  if (!(heads >= 1) || widths.some(n => n % heads !== 0)) {
    call.fail(`three values [B, S, D] whose widths ${heads} heads divide`, `widths ${widths.join(', ')}`);
  }
  const told = call.float('scale', 0);
  const scale = told === 0 ? 1 / Math.sqrt(widths[0]! / heads) : told;
  const scores = g.mul(g.matmul(split(q, heads), split(k, heads), { transposeB: true }), scale);
  const [from, to] = scores.shape.slice(2) as [number, number];
  const causal = call.int('unidirectional', 0) === 1 ? [triangle(from, to)] : [];
  const biased = [...masks, ...causal].reduce<Tensor>((sum, mask) => (mask ? g.add(sum, mask) : sum), scores);
  return joined(g.matmul(g.softmax(biased, -1), split(v, heads)));
}

/** Nothing looks at what comes after it. */
function triangle(from: number, to: number): Tensor {
  const later = Array.from({ length: from * to }, (_, at) => (at % to) - Math.floor(at / to) > to - from);
  return g.constant(
    later.map(is => (is ? -1e30 : 0)),
    { shape: [from, to] },
  );
}

/** Stops a node that has an operand, or wants an output, that only generation of text step by step needs. */
function requireNoPast(call: Call, operands: readonly number[], outputs: readonly number[]): void {
  const given = operands.find(place => call.xs[place]) ?? outputs.find(place => call.wants(place));
  if (given !== undefined) call.fail('attention within one text', 'keys and values of an earlier step');
}

function attention(call: Call): Tensor {
  const [x, weights, bias, mask] = [call.x(0), call.x(1), call.xs[2], call.xs[3]];
  requireNoPast(call, [4, 6], [1]);
  if (x.shape.length !== 3) call.fail('[B, S, D]', `[${x.shape.join(', ')}]`);
  const product = g.matmul(x, weights);
  const projected = bias ? g.add(product, bias) : product;
  const third = projected.shape[2]! / 3;
  const sizes = call.ints('qkv_hidden_sizes') ?? [third, third, third];
  const [q, k, v] = g.split(projected, sizes, 2) as [Tensor, Tensor, Tensor];
  const masked = mask && maskScores(call, mask, x.shape[1]!, x.shape[0]!);
  return attend(call, [q, k, v], [masked, call.xs[5]]);
}

function multiHeadAttention(call: Call): Tensor {
  const given = [call.x(0), call.x(1), call.x(2)] as const;
  requireNoPast(call, [6, 7], [1, 2]);
  const widths = given.map(x =>
    x.shape.length === 3 ? x.shape[2]! : call.fail('[B, S, D]', `[${x.shape.join(', ')}]`),
  );
  const biases = call.xs[3] ? g.split(call.xs[3], widths, 0) : [];
  const [q, k, v] = given.map((x, i) => (biases[i] ? g.add(x, biases[i]) : x)) as [Tensor, Tensor, Tensor];
  const masked = call.xs[4] && maskScores(call, call.xs[4], k.shape[1]!, k.shape[0]!);
  return attend(call, [q, k, v], [masked, call.xs[5]]);
}

/** Attention in one node, as ONNX Runtime's optimiser writes it (domain com.microsoft). */
export const attentions: Operators = { Attention: attention, MultiHeadAttention: multiHeadAttention };
