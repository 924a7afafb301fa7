import * as g from '../ops/index.ts';
import type { Tensor } from '../tensor.ts';
import { activations, geluByTanh } from './activations.ts';
import type { Call, Operators } from './call.ts';
import { convolutions } from './convolution.ts';
import { normalized } from './normalization.ts';

/** The sum of the operands that are there. */
const sumOf = (xs: readonly (Tensor | undefined)[]): Tensor =>
  xs.filter(x => x !== undefined).reduce((sum, x) => g.add(sum, x));

/** Layer normalisation over the last axis. */
function layerNorm(call: Call, x: Tensor, scale: Tensor, shift: Tensor | undefined) {
  const { y, mean, inverse } = normalized(x, [x.shape.length - 1], call.float('epsilon', 1e-12));
  const scaled = g.mul(y, scale);
  return { y: shift ? g.add(scaled, shift) : scaled, mean, inverse };
}

function skipLayerNorm(call: Call): readonly Tensor[] {
  const sum = sumOf([call.x(0), call.x(1), call.xs[4]]);
  const { y, mean, inverse } = layerNorm(call, sum, call.x(2), call.xs[3]);
  return [y, mean, inverse, sum];
}

/** Division by the root of the mean square, without a mean (Zhang & Sennrich 2019). */
function rootMeanSquare(x: Tensor, scale: Tensor, first: number, eps: number): readonly [Tensor, Tensor] {
  const axes = x.shape.map((_, axis) => axis).filter(axis => axis >= first);
  const inverse = g.reciprocal(g.sqrt(g.add(g.mean(g.square(x), axes, true), eps)));
  return [g.mul(g.mul(x, inverse), scale), inverse];
}

function simplifiedLayerNorm(call: Call): readonly Tensor[] {
  const [x, scale] = [call.x(0), call.x(1)];
  call.int('stash_type', 1);
  const first = call.axis(call.int('axis', -1), x.shape.length);
  return rootMeanSquare(x, scale, first, call.float('epsilon', 1e-5));
}

function skipSimplifiedLayerNorm(call: Call): readonly (Tensor | undefined)[] {
  const sum = sumOf([call.x(0), call.x(1), call.xs[3]]);
  const [y, inverse] = rootMeanSquare(sum, call.x(2), sum.shape.length - 1, call.float('epsilon', 1e-12));
  return [y, undefined, inverse, sum];
}

/** The embeddings of words, places and segments, added and normalised, as BERT begins. */
function embedLayerNorm(call: Call): readonly (Tensor | undefined)[] {
  const [words, segments, mask] = [call.x(0), call.xs[1], call.xs[7]];
  const [batch, length] = words.shape as [number, number];
  if (words.shape.length !== 2) call.fail('words [B, S]', `[${words.shape.join(', ')}]`);
  call.int('mask_index_type', 0);
  const places = call.xs[8];
  const byPlace = places ? g.gather(call.x(3), places, 0) : g.expandDims(g.rows(call.x(3), 0, length), 0);
  const sum = sumOf([g.gather(call.x(2), words, 0), byPlace, segments && g.gather(call.x(4), segments, 0)]);
  const lengths = mask ? g.sum(g.cast(mask, 'int32'), 1) : g.full([batch], 0, 'int32');
  return [layerNorm(call, sum, call.x(5), call.x(6)).y, lengths, sum];
}

function fusedMatMul(call: Call): Tensor {
  const [transposeA, transposeB] = [call.int('transA', 0) === 1, call.int('transB', 0) === 1];
  if (call.int('transBatchA', 0) === 1 || call.int('transBatchB', 0) === 1) {
    call.fail('a product without transBatchA and transBatchB', 'one of them');
  }
  return g.mul(g.matmul(call.x(0), call.x(1), { transposeA, transposeB }), call.float('alpha', 1));
}

/** A convolution with an activation; a fourth operand is added in between. */
function fusedConv(call: Call): Tensor {
  const sum = sumOf([convolutions['Conv']!(call) as Tensor, call.xs[3]]);
  const given = call.floats('activation_params') ?? [];
  const [a, b] = given;
  switch (call.text('activation', '')) {
    case '':
      return sum;
    case 'Relu':
      return g.relu(sum);
    case 'Tanh':
      return g.tanh(sum);
    case 'Sigmoid':
      return g.sigmoid(sum);
    case 'LeakyRelu':
      return g.leakyRelu(sum, a ?? 0.01);
    case 'Clip':
      return g.minimum(g.maximum(sum, a ?? Number.NEGATIVE_INFINITY), b ?? Number.POSITIVE_INFINITY);
    case 'HardSigmoid':
      return g.clip(g.add(g.mul(sum, a ?? 0.2), b ?? 0.5), 0, 1);
    default:
      return call.fail(
        'an activation out of Relu, Tanh, Sigmoid, LeakyRelu, Clip, HardSigmoid',
        `"${call.text('activation', '')}"`,
      );
  }
}

/** Operators of ONNX Runtime's optimiser (domain com.microsoft), as their parts. */
export const fused: Operators = {
  Gelu: activations['Gelu']!,
  BiasGelu: call => g.gelu(g.add(call.x(0), call.x(1))),
  FastGelu: call => geluByTanh(sumOf([call.x(0), call.xs[1]])),
  QuickGelu: call => g.mul(call.x(), g.sigmoid(g.mul(call.x(), call.float('alpha', 1.702)))),
  FusedMatMul: fusedMatMul,
  FusedConv: fusedConv,
  SkipLayerNormalization: skipLayerNorm,
  SimplifiedLayerNormalization: simplifiedLayerNorm,
  SkipSimplifiedLayerNormalization: skipSimplifiedLayerNorm,
  EmbedLayerNormalization: embedLayerNorm,
};

/** The same, where exports name no domain. */
export const fusedStandard: Operators = { SimplifiedLayerNormalization: simplifiedLayerNorm };
