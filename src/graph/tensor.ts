import type { CostRule } from './cost-rules.ts';
import type { OnnxWriter } from './onnx/writer.ts';
import type { TensorType } from './tensor-type.ts';

export type { DType } from './dtype.ts';
export { type Shape, sameShape, type TensorType } from './tensor-type.ts';

/** A value that a graph will compute: symbolic, its dtype and shape known. Operations make it, nobody writes it by hand. */
export interface Tensor extends TensorType {
  /** The application of an operation that it results from. */
  readonly node: Node;
  /** Which of the node's outputs this is. */
  readonly index: number;
}

/** One application of an operation. */
export interface Node {
  /** Grows with creation, so that the order of ids is a topological one. */
  readonly id: number;
  /** The operation that is applied. */
  readonly op: Op<never>;
  /** The tensors that it is applied to. */
  readonly inputs: readonly Tensor[];
  /** What the operation was told beside its inputs. */
  readonly attrs: unknown;
  /** The tensors that result, at least one. */
  readonly outputs: readonly Tensor[];
}

/** What a gradient rule sees; it answers with ∂loss/∂input for each input. */
export interface Backward<A> {
  /** ∂loss/∂output of the first output that the loss depends on. */
  readonly dy: Tensor;
  /** ∂loss/∂output of each output; undefined where the loss does not depend on it. */
  readonly dys: readonly (Tensor | undefined)[];
  /** The output that `dy` belongs to. */
  readonly y: Tensor;
  /** The inputs. */
  readonly xs: readonly Tensor[];
  /** What the operation was told beside its inputs. */
  readonly attrs: A;
  /** Which inputs' gradients are asked for; a rule may leave the others undefined. */
  readonly needs: readonly boolean[];
}

/** An operation: its shape rule, its ONNX nodes, its cost, its gradient. */
export interface Op<A> {
  /** The name that programs and errors show. */
  readonly name: string;
  /** The types of the results, one or a list; throws where the operation cannot take the inputs. */
  readonly type: (xs: readonly Tensor[], attrs: A) => TensorType | readonly TensorType[];
  /** Writes ONNX nodes (operator set 17) over the named inputs and returns the names of the results. */
  readonly onnx: (write: OnnxWriter, xs: readonly string[], attrs: A, node: Node) => string | readonly string[];
  /** What one application takes. */
  readonly cost: CostRule<A>;
  /**
   * The gradient to each input. It may come with the shape of the broadcast result; it is summed back to the input's shape
   * where gradients are added up. `none` gives the reason why there is no gradient. `'stopped'`: the result counts as a
   * constant.
   */
  readonly gradient: ((b: Backward<A>) => readonly (Tensor | undefined)[]) | { readonly none: string } | 'stopped';
}

let nextId = 0;

/** Applies an operation: checks the inputs by its shape rule and returns its outputs. */
export function applyAll<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): readonly Tensor[] {
  const inferred = op.type(inputs, attrs);
  const types: readonly TensorType[] = 'dtype' in inferred ? [inferred] : inferred;
  const outputs: Tensor[] = [];
  const node: Node = { id: nextId++, op: op as unknown as Op<never>, inputs, attrs, outputs };
  types.forEach(({ dtype, shape }, index) => {
    outputs.push({ node, index, dtype, shape });
  });
  return outputs;
}

/** Applies an operation with one output: checks the inputs by its shape rule and returns the output. */
export const apply = <A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor => applyAll(op, inputs, attrs)[0]!;

/** Whether a value is a tensor of a graph. */
export const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'node' in value && 'dtype' in value;
