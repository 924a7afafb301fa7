import protobuf from 'protobufjs/light.js';

/** The part of ONNX's protobuf schema (onnx.proto3, IR version 8) that models use here: field names, numbers, types. */
const fields = (spec: Record<string, [type: string, id: number, rule?: 'repeated' | 'packed']>) => ({
  edition: 'proto2', // a field that is 0 is written: where it is absent, an attribute's own default holds
  fields: Object.fromEntries(
    Object.entries(spec).map(([name, [type, id, rule]]) => [
      name,
      { type, id, ...(rule && { rule: 'repeated' }), ...(rule === 'packed' && { options: { packed: true } }) },
    ]),
  ),
});

const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: fields({
      irVersion: ['int64', 1],
      producerName: ['string', 2],
      producerVersion: ['string', 3],
      graph: ['GraphProto', 7],
      opsetImport: ['OperatorSetIdProto', 8, 'repeated'],
      metadataProps: ['StringStringEntryProto', 14, 'repeated'],
    }),
    OperatorSetIdProto: fields({ domain: ['string', 1], version: ['int64', 2] }),
    StringStringEntryProto: fields({ key: ['string', 1], value: ['string', 2] }),
    GraphProto: fields({
      node: ['NodeProto', 1, 'repeated'],
      name: ['string', 2],
      initializer: ['TensorProto', 5, 'repeated'],
      docString: ['string', 10],
      input: ['ValueInfoProto', 11, 'repeated'],
      output: ['ValueInfoProto', 12, 'repeated'],
    }),
    NodeProto: fields({
      input: ['string', 1, 'repeated'],
      output: ['string', 2, 'repeated'],
      name: ['string', 3],
      opType: ['string', 4],
      attribute: ['AttributeProto', 5, 'repeated'],
      domain: ['string', 7],
    }),
    AttributeProto: fields({
      name: ['string', 1],
      f: ['float', 2],
      i: ['int64', 3],
      s: ['bytes', 4],
      t: ['TensorProto', 5],
      g: ['GraphProto', 6],
      floats: ['float', 7, 'packed'],
      ints: ['int64', 8, 'packed'],
      strings: ['bytes', 9, 'repeated'],
      type: ['int32', 20],
    }),
    TensorProto: fields({
      dims: ['int64', 1, 'packed'],
      dataType: ['int32', 2],
      floatData: ['float', 4, 'packed'],
      int32Data: ['int32', 5, 'packed'],
      int64Data: ['int64', 7, 'packed'],
      name: ['string', 8],
      rawData: ['bytes', 9],
      doubleData: ['double', 10, 'packed'],
      uint64Data: ['uint64', 11, 'packed'],
      externalData: ['StringStringEntryProto', 13, 'repeated'],
      dataLocation: ['int32', 14],
    }),
    ValueInfoProto: fields({ name: ['string', 1], type: ['TypeProto', 2] }),
    TypeProto: fields({ tensorType: ['TensorTypeProto', 1] }),
    TensorTypeProto: fields({ elemType: ['int32', 1], shape: ['TensorShapeProto', 2] }),
    TensorShapeProto: fields({ dim: ['DimensionProto', 1, 'repeated'] }),
    DimensionProto: fields({ dimValue: ['int64', 1], dimParam: ['string', 2] }),
  },
});

export interface ModelProto {
  irVersion: number;
  producerName: string;
  producerVersion?: string;
  graph: GraphProto;
  opsetImport: { domain?: string; version: number }[];
  metadataProps?: { key: string; value: string }[];
}

export interface GraphProto {
  node: NodeProto[];
  name: string;
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
}

export interface NodeProto {
  input: string[];
  output: string[];
  name?: string;
  opType: string;
  attribute: AttributeProto[];
  domain?: string;
}

export interface AttributeProto {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: number[];
  strings?: Uint8Array[];
}

export interface TensorProto {
  dims: number[];
  dataType: number;
  name?: string;
  rawData?: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: number[];
  doubleData?: number[];
  uint64Data?: number[];
  /** Where the numbers lie in another file: its location, an offset and a length. */
  externalData?: { key: string; value: string }[];
  /** 1 where the numbers lie in another file. */
  dataLocation?: number;
}

export interface ValueInfoProto {
  name: string;
  type: { tensorType: { elemType: number; shape?: { dim: { dimValue?: number; dimParam?: string }[] } } };
}

const Model = root.lookupType('ModelProto');

export const encodeModel = (model: ModelProto): Uint8Array => Model.encode(Model.create({ ...model })).finish();

/** Reads the bytes of a model; int64 fields become numbers, absent lists empty ones. */
export function decodeModel(bytes: Uint8Array): ModelProto {
  return Model.toObject(Model.decode(bytes), { longs: Number, arrays: true }) as ModelProto;
}

const Tensor = root.lookupType('TensorProto');

/** Reads the bytes of one tensor, as ONNX's test data has them in a file each. */
export function decodeTensor(bytes: Uint8Array): TensorProto {
  return Tensor.toObject(Tensor.decode(bytes), { longs: Number, arrays: true }) as TensorProto;
}
