import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { NearfarError } from '../src/errors.ts';
import { asConstant } from '../src/graph/import/element-types.ts';
import * as g from '../src/graph/index.ts';
import { decodeTensor } from '../src/graph/onnx/schema.ts';
import { readTensor } from '../src/graph/onnx/tensor-data.ts';

/**
 * Runs ONNX's own node tests through `graph.importOnnx`, and prints those that are wrong or refused, by name, then how many
 * pass. The tests are those of Debian's package `libonnx-testdata`.
 *
 *     npx jiti scripts/onnx-node-tests.ts [--folder /usr/share/libonnx-testdata/data/node] [--only test_conv]
 *
 * Numbers that a test feeds to shapes, axes and the like are given as constants, as an exported network has them.
 */
const { values: flags } = parseArgs({
  options: {
    folder: { type: 'string', default: '/usr/share/libonnx-testdata/data/node' },
    /** The beginning of the names of the tests to run. */
    only: { type: 'string', default: 'test_' },
  },
});

/** What ONNX's own runner allows. */
const RELATIVE = 1e-3;
const ABSOLUTE = 1e-7;
/** ONNX 1.12 wrote this test by cutting bits off; the standard says that a cast rounds, as later versions, PyTorch and the runtime do. */
const CUT_OFF = 'test_cast_FLOAT_to_BFLOAT16';
/** One unit of bfloat16's last place. */
const UNIT = 2 ** -7;

type Outcome = 'pass' | 'wrong' | 'refused' | 'crashed';

/** The tensor of a file; the tests keep bfloat16 as uint16. */
const tensorAt = (path: string, dtype: string) => {
  const read = decodeTensor(readFileSync(path));
  const proto = read.dataType === UINT16 && dtype === 'float32' ? { ...read, dataType: BFLOAT16 } : read;
  return { proto, value: readTensor(proto) };
};
const [UINT16, BFLOAT16] = [4, 16];

/** What the test's outputs are, with the numbers of a dtype given as inputs and all others as constants. */
async function outputsOf(folder: string, fed: readonly g.DType[]) {
  const network = g.importOnnx(readFileSync(join(folder, 'model.onnx')));
  const data = join(folder, 'test_data_set_0');
  const feeds: Record<string, ArrayLike<number | bigint>> = {};
  const given: Record<string, g.Tensor> = {};
  for (const [i, [name, { dtype }]] of Object.entries(network.inputs).entries()) {
    const { proto, value } = tensorAt(join(data, `input_${i}.pb`), dtype);
    const constant = asConstant(value, proto.dataType)!;
    if (fed.includes(constant.dtype)) {
      given[name] = g.input(name, constant.dtype, value.shape);
      feeds[name] = value.data as ArrayLike<number>;
    } else given[name] = constant;
  }
  const outputs = network.apply(given);
  const needed = Object.keys(g.program(outputs).inputs);
  const results = await g.evaluate(outputs, Object.fromEntries(needed.map(name => [name, feeds[name]!])), {
    threads: 1,
  });
  return network.outputs.map(name => results[name]!);
}

const near = (a: number, b: number, relative: number): boolean =>
  Object.is(a, b) ||
  a === b ||
  (Number.isNaN(a) && Number.isNaN(b)) ||
  Math.abs(a - b) <= ABSOLUTE + relative * Math.abs(b);

async function run(folder: string): Promise<[Outcome, string]> {
  try {
    let results: Awaited<ReturnType<typeof outputsOf>>;
    try {
      results = await outputsOf(folder, ['float32']);
    } catch (error) {
      if (!(error instanceof NearfarError) || !error.message.includes('known before the network runs')) throw error;
      results = await outputsOf(folder, []);
    }
    for (const [i, got] of results.entries()) {
      const dtype = got.data instanceof Float32Array ? 'float32' : 'other';
      const { value } = tensorAt(join(folder, 'test_data_set_0', `output_${i}.pb`), dtype);
      if (got.shape.join() !== value.shape.join()) return ['wrong', `shape [${got.shape}] for [${value.shape}]`];
      const relative = basename(folder) === CUT_OFF ? UNIT : RELATIVE;
      const expected = Array.from(value.data as ArrayLike<number>, Number);
      const at = expected.findIndex((v, j) => !near(Number(got.data[j]), v, relative));
      if (at >= 0) return ['wrong', `output ${i}: ${got.data[at]} for ${value.data[at]} at ${at}`];
    }
    return ['pass', ''];
  } catch (error) {
    return [error instanceof NearfarError ? 'refused' : 'crashed', (error as Error).message];
  }
}

const counts: Record<Outcome, number> = { pass: 0, wrong: 0, refused: 0, crashed: 0 };
for (const name of readdirSync(flags.folder).filter(name => name.startsWith(flags.only))) {
  const [outcome, why] = await run(join(flags.folder, name));
  counts[outcome]++;
  if (outcome !== 'pass') console.log(`${outcome}: ${name}: ${why.split('\n')[0]}`);
}
console.log(
  Object.entries(counts)
    .map(([outcome, n]) => `${n} ${outcome}`)
    .join(', '),
);
process.exitCode = counts.wrong + counts.crashed > 0 ? 1 : 0;
