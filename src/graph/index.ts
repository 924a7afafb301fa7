export { evaluate } from './evaluate.ts';
export { gradients } from './gradients.ts';
export { type ExportOptions, toOnnx } from './onnx/export.ts';
export { type OnnxAttribute, type OnnxModel, type OnnxNode, type OnnxValue, readOnnx } from './onnx/import.ts';
export * from './ops/index.ts';
export { type Program, print, program } from './program.ts';
export { type Buffer, buffer, type Device, openSession, type Session, type SessionOptions } from './runtime.ts';
export type { DType, Op, Shape, Tensor, TensorType } from './tensor.ts';
export { apply, applyAll } from './tensor.ts';
