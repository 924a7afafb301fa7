import { NearfarError } from '../../errors.ts';
import { decodeModel, type ModelProto } from './schema.ts';

/** The model that an ONNX file holds; bytes that are none are an error. `who` asks for it. */
export function decodedModel(bytes: Uint8Array, who: string): ModelProto {
  const broken = (got: string, cause?: unknown) =>
    new NearfarError(
      { who, expected: 'the bytes of an ONNX model', got, fix: 'Check that the file is ONNX and whole' },
      { cause },
    );
  let model: ModelProto;
  try {
    model = decodeModel(bytes);
  } catch (cause) {
    throw broken(`${bytes.length} bytes that do not decode as one (${(cause as Error).message})`, cause);
  }
  if (model.graph === undefined || model.opsetImport.length === 0)
    throw broken(`${bytes.length} bytes without a graph`);
  return model;
}
