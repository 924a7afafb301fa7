import { NearfarError } from '../errors.ts';
import { evaluate as run } from '../graph/evaluate.ts';
import { gradients } from '../graph/gradients.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { type Matrix, type NdArray, toMatrix } from '../nd-array.ts';
import { initialize, type ParameterValues, Scope } from '../nn/scope.ts';
import { Random } from '../random.ts';
import type { Loss } from './loss.ts';

export interface LossEvaluation {
  readonly value: number;
  /** ∂value/∂embeddings [N, D], and the same for each learned weight of the loss by its name. */
  readonly gradients: { readonly embeddings: NdArray } & { readonly [parameter: string]: NdArray };
}

/**
 * A loss outside training: its value and gradients on one batch, for tests, notebooks, and people writing their own.
 * Learned weights that are not given in `parameters` are initialised from seed 0.
 */
export async function evaluate(
  loss: Loss,
  {
    embeddings,
    labels,
    parameters = {},
  }: { embeddings: Matrix; labels: ArrayLike<number>; parameters?: ParameterValues },
): Promise<LossEvaluation> {
  const matrix = toMatrix(embeddings, 'losses.evaluate');
  const [n = 0] = matrix.shape;
  if (labels.length !== n) {
    throw new NearfarError({
      who: 'losses.evaluate',
      expected: `${n} labels, one for each row of embeddings`,
      got: `${labels.length}`,
    });
  }
  const scope = new Scope({ training: true });
  const x = input('embeddings', 'float32', matrix.shape);
  const value = loss.compute({ embeddings: x, labels: input('labels', 'int32', [n]) }, scope);
  const trained = scope.parameters.filter(({ trainable }) => trainable);
  const [dx, ...dws] = gradients(value, [x, ...trained.map(({ tensor }) => tensor)]);
  const named = Object.fromEntries(trained.map(({ name }, i) => [`d/${name}`, dws[i]!]));
  const values = { ...initialize(scope.parameters, new Random(0)), ...parameters };
  const feeds = Object.fromEntries(scope.parameters.map(({ name }) => [name, values[name]!.data as Float32Array]));
  const outputs = { value, 'd/embeddings': dx!, ...named };
  const { inputs } = program(outputs); // a loss need not look at labels
  const given = Object.entries({ embeddings: matrix.data, labels, ...feeds }).filter(([name]) => name in inputs);
  const results = await run(outputs, Object.fromEntries(given));
  const grads = ['embeddings', ...trained.map(({ name }) => name)].map(name => [name, results[`d/${name}`]!]);
  return {
    value: Number(results['value']!.data[0]),
    gradients: Object.fromEntries(grads) as LossEvaluation['gradients'],
  };
}
