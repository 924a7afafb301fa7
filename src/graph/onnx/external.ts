import { decodedModel } from './decode.ts';
import type { GraphProto, TensorProto } from './schema.ts';

/** The files in a model's folder that its weights lie in, as the model names them. */
export const externalFiles = (bytes: Uint8Array, who: string): readonly string[] => [
  ...new Set(tensorsOf(decodedModel(bytes, who).graph).flatMap(locationOf)),
];

const tensorsOf = ({ initializer, node }: GraphProto): readonly TensorProto[] => [
  ...initializer,
  ...node.flatMap(({ attribute }) => attribute.flatMap(({ t, g }) => [...(t ? [t] : []), ...(g ? tensorsOf(g) : [])])),
];

const locationOf = ({ dataLocation, externalData = [] }: TensorProto): readonly string[] =>
  dataLocation === 1 ? externalData.flatMap(({ key, value }) => (key === 'location' ? [value] : [])) : [];
