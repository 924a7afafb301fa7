import { namesOf, type Program } from '../program.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorType } from '../tensor-type.ts';
import { valueInfo, writeIdentity, writeNodes } from './nodes.ts';
import { encodeModel } from './schema.ts';
import { OnnxWriter } from './writer.ts';

/** The operator set and file version that programs are written in: what onnx 1.12 (2022) and all later readers take. */
const OPSET = 17;
const IR_VERSION = 8;

/** How a program is written as an ONNX file. */
export interface ExportOptions {
  /** The name of a leading axis that stays free in every input and output (`'N'`): the batch. Default: all fixed. */
  freeAxis?: string;
  /** Pairs that the file carries along; default none. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of the ONNX model that computes a program: operator set 17, IR version 8. Its inputs are the program's, by name,
 * then its noise; its outputs are the program's. Weights and constants lie inside the file.
 */
export function toOnnx(program: Program, { freeAxis, metadata = {} }: ExportOptions = {}): Uint8Array {
  const write = new OnnxWriter(namesOf(program));
  const names = new Map<Tensor, string>();
  writeNodes(write, program.nodes, names);
  const named = Object.entries(program.outputs);
  for (const [name, tensor] of named) writeIdentity(write, names.get(tensor)!, name);
  const info = ([name, type]: [string, TensorType]) => valueInfo(name, type, freeAxis);
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: 'nearfar',
    opsetImport: [{ domain: '', version: OPSET }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'nearfar',
      node: write.nodes,
      initializer: write.initializers,
      input: [...Object.entries(program.inputs), ...Object.entries(program.noise)].map(info),
      output: named.map(info),
    },
  });
}
