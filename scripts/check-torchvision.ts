import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as g from '../src/graph/index.ts';
import { sizeOf } from '../src/nd-array.ts';

/**
 * Compares imported networks with onnxruntime's own run of the same file and with PyTorch's gradients, for each folder that
 * scripts/check-torchvision.py has written:
 *
 *     python3 scripts/check-torchvision.py /tmp/networks
 *     npx jiti scripts/check-torchvision.ts /tmp/networks [NAME…]
 *
 * Prints the greatest difference of the values, and of the gradients to the input and to the parameters, relative to the
 * greatest number of each array. Values may differ by 1e-4, gradients by 1e-3, or as far as any of PyTorch's own in float32 is from the
 * one in float64, where that is more: there rounding decides which of two maxima has the gradient.
 */
const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) throw new Error('expected the folder that scripts/check-torchvision.py has written');

interface Place {
  readonly shape: readonly number[];
  readonly offset: number;
  /** Of a gradient: how far PyTorch's in float32 is from the one in float64. */
  readonly rounding?: number;
}

type Floats = ArrayLike<number>;

/** The greatest difference, relative to the greatest of the expected numbers. */
function difference(got: Floats, expected: Floats): number {
  let [worst, largest] = [0, 1e-12];
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(got[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return got.length === expected.length ? worst / largest : Number.POSITIVE_INFINITY;
}

async function check(name: string): Promise<boolean> {
  const model = readFileSync(join(folder!, name, 'model.onnx'));
  const index = JSON.parse(readFileSync(join(folder!, name, 'arrays.json'), 'utf8')) as Record<string, Place>;
  const bytes = readFileSync(join(folder!, name, 'arrays.bin'));
  const array = (key: string) => {
    const { shape, offset } = index[key]!;
    const length = sizeOf(shape);
    return { shape, data: new Float32Array(bytes.buffer, bytes.byteOffset + offset, length) };
  };
  const [x, cotangent] = [array('x'), array('cotangent')];

  const session = await g.openSession(model);
  const peer = (await session.run({ x: g.buffer('float32', x.shape, x.data) }))['y']!;
  await session.release();

  const network = g.importOnnx(model);
  const parameters = Object.fromEntries(
    Object.entries(network.parameters).map(([key, { shape }]) => [key, g.input(key, 'float32', shape)]),
  );
  const started = performance.now();
  const image = g.input('x', 'float32', x.shape);
  const y = network.apply({ x: image }, parameters)['y']!;
  const wanted = Object.keys(index).filter(key => key.startsWith('d '));
  const unknown = wanted.filter(key => !(key.slice(2) in parameters));
  if (unknown.length > 0) throw new Error(`${name}: no parameter ${unknown.slice(0, 5).join(', ')}`);
  const loss = g.sum(g.mul(y, g.constant(cotangent.data, { shape: cotangent.shape })));
  const slopes = g.gradients(loss, [image, ...wanted.map(key => parameters[key.slice(2)]!)]);
  const outputs = { y, ...Object.fromEntries(slopes.map((slope, i) => [`slope ${i}`, slope])) };
  const program = g.program(outputs);
  const feeds = { x: x.data, ...Object.fromEntries(Object.entries(network.parameters).map(([k, v]) => [k, v.data])) };
  const needed = Object.fromEntries(Object.entries(feeds).filter(([key]) => key in program.inputs));
  const results = await g.evaluate(outputs, needed, { blockedLayout: false });
  const floats = (key: string) => results[key]!.data as Float32Array;
  const value = difference(floats('y'), peer.data as Float32Array);
  const toInput = difference(floats('slope 0'), array('dx').data);
  const each = wanted.map((key, i) => [difference(floats(`slope ${i + 1}`), array(key).data), key] as const);
  const [toParameters, where] = each.reduce((a, b) => (b[0] > a[0] ? b : a), [0, '']);
  const rounding = Math.max(...Object.values(index).map(place => place.rounding ?? 0));
  const passes = value < 1e-4 && Math.max(toInput, toParameters) < Math.max(1e-3, rounding);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const shown = [value, toInput, toParameters, rounding].map(n => n.toExponential(1));
  console.log(
    `${passes ? 'pass' : 'FAIL'} ${name}: values ${shown[0]}, input ${shown[1]}, ${wanted.length} parameters ${shown[2]} (${where.slice(2)}), PyTorch's own rounding ${shown[3]}, ${program.nodes.length} nodes, ${seconds} s`,
  );
  return passes;
}

let failed = false;
for (const name of only.length > 0 ? only : readdirSync(folder)) {
  try {
    failed = !(await check(name)) || failed;
  } catch (error) {
    failed = true;
    console.log(`FAIL ${name}: ${(error as Error).message.slice(0, 500)}`);
  }
}
process.exitCode = failed ? 1 : 0;
