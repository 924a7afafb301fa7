import { onnxType } from '../dtype.ts';
import type { Node, Tensor } from '../tensor.ts';
import type { TensorType } from '../tensor-type.ts';
import type { ValueInfoProto } from './schema.ts';
import type { OnnxWriter } from './writer.ts';

/** Writes nodes in their order; `names` knows what they need from elsewhere, and is told the names of their results. */
export function writeNodes(write: OnnxWriter, nodes: readonly Node[], names: Map<Tensor, string>): void {
  for (const node of nodes) {
    const inputs = node.inputs.map(x => names.get(x)!);
    const written = node.op.onnx(write, inputs, node.attrs as never, node);
    const results = typeof written === 'string' ? [written] : written;
    node.outputs.forEach((y, i) => {
      names.set(y, results[i]!);
    });
  }
}

/** Gives a value another name. */
export const writeIdentity = (write: OnnxWriter, from: string, to: string): void => {
  write.nodes.push({ input: [from], output: [to], name: `output_${to}`, opType: 'Identity', attribute: [] });
};

/** The declaration of an input or output; `freeAxis` names its leading axis where that stays free. */
export function valueInfo(name: string, { dtype, shape }: TensorType, freeAxis?: string): ValueInfoProto {
  const dim = shape.map((extent, i) =>
    i === 0 && freeAxis !== undefined ? { dimParam: freeAxis } : { dimValue: extent },
  );
  return { name, type: { tensorType: { elemType: onnxType[dtype], shape: { dim } } } };
}
