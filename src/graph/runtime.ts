import * as ort from '#ort';
import { NearfarError } from '../errors.ts';
import type { NdArray, TypedArray } from '../nd-array.ts';
import { type DType, emptyArray, toArray } from './dtype.ts';
import type { Shape } from './tensor-type.ts';

/** Where a graph runs: ONNX Runtime's execution providers. */
export type Device = 'cpu' | 'webgpu' | 'cuda';

/** How a model is run. */
export interface SessionOptions {
  /** Where the graph runs; default `cpu`. What the device cannot do runs on the processor. */
  device?: Device;
  /** Threads inside an operation, at least 1; default: as many as the machine has cores. Without effect in a browser. */
  threads?: number;
  /**
   * Whether the runtime may bring images into its blocked layout: worth it where weights are constants, a loss where they
   * are inputs, as in a training step. Default true.
   */
  blockedLayout?: boolean;
  /**
   * Whether threads spin while they wait for each other: a step is up to a fifth faster on an idle machine, and up to a
   * third slower on a busy one. The result is the same. Default true.
   */
  spin?: boolean;
}

/** A buffer that a session reads from and writes into, kept from run to run. */
export interface Buffer {
  /** The type of its numbers. */
  readonly dtype: DType;
  /** The extent of each axis. */
  readonly shape: Shape;
  /** Its numbers, row-major; they may be written between runs. */
  readonly data: TypedArray;
  /** The runtime's own handle. */
  readonly handle: ort.Tensor;
}

/** A compiled model. Only this file knows which runtime runs it. */
export interface Session {
  /**
   * Runs once, with a buffer for each input by name. Outputs named in `into` are written there in place; the others come as new arrays.
   */
  run(
    feeds: Readonly<Record<string, Buffer>>,
    into?: Readonly<Record<string, Buffer>>,
  ): Promise<Record<string, NdArray>>;
  /** The names of the outputs. */
  readonly outputs: readonly string[];
  /** The shape of each input; a free axis is −1. */
  readonly inputShapes: Readonly<Record<string, Shape>>;
  /** The type of each input's numbers, as the runtime names it: `uint8`, `float32`, … */
  readonly inputTypes: Readonly<Record<string, string>>;
  /** Frees what the runtime holds; nothing runs after it. */
  release(): Promise<void>;
}

/**
 * A buffer for a session. Without `values` (row-major, as many as the shape holds) it is filled with zeros; an array of the
 * dtype's own kind is used as it is, other values are copied.
 */
export function buffer(dtype: DType, shape: Shape, values?: ArrayLike<number | bigint>): Buffer {
  const data =
    values === undefined
      ? emptyArray(
          dtype,
          shape.reduce((a, b) => a * b, 1),
        )
      : toArray(dtype, values);
  return { dtype, shape, data, handle: new ort.Tensor(dtype, data as never, shape) };
}

/** Told before and after the runtime's own code runs; `enter` may throw to keep it from running. */
export interface RuntimeGuard {
  readonly enter: () => void;
  readonly leave: () => void;
}

let guard: RuntimeGuard = { enter: () => {}, leave: () => {} };

/** Watches the runtime in this thread: a thread that is ended inside the runtime's native code takes the process with it. */
export function guardRuntime(own: RuntimeGuard): void {
  guard = own;
}

/** Does what runs the runtime's own code, in this thread or in others that it waits for. */
export async function insideRuntime<T>(work: () => Promise<T>): Promise<T> {
  guard.enter();
  try {
    return await work();
  } finally {
    guard.leave();
  }
}

/** onnxruntime-web takes outputs that are there already, and leaves them as they were. */
const WRITES_IN_PLACE = ort.env.versions.web === undefined;

function copyInto(into: Readonly<Record<string, Buffer>>, results: ort.InferenceSession.OnnxValueMapType): void {
  for (const [name, { data }] of Object.entries(into)) data.set(results[name]!.data as never);
}

/** Compiles a model (the bytes of an ONNX file). What the runtime cannot run is an error with its words. */
export async function openSession(
  model: Uint8Array,
  { device = 'cpu', threads, blockedLayout = true, spin = true }: SessionOptions = {},
): Promise<Session> {
  const session = await insideRuntime(() => create(model, { device, threads, blockedLayout, spin }));
  return {
    async run(feeds, into = {}) {
      const places = WRITES_IN_PLACE ? into : {};
      const fetches = Object.fromEntries(session.outputNames.map(name => [name, places[name]?.handle ?? null]));
      const results = await insideRuntime(() => session.run(handles(feeds), fetches).catch(runError));
      if (!WRITES_IN_PLACE) copyInto(into, results);
      return Object.fromEntries(
        Object.entries(results).map(([name, t]) => [name, { data: t.data as TypedArray, shape: t.dims }]),
      );
    },
    outputs: session.outputNames,
    inputShapes: Object.fromEntries(session.inputMetadata.map(input => [input.name, shapeOf(input)])),
    inputTypes: Object.fromEntries(
      session.inputMetadata.map(input => [input.name, input.isTensor ? input.type : 'none']),
    ),
    release: () => insideRuntime(() => session.release()),
  };
}

/**
 * Writes a model (the bytes of an ONNX file) as the runtime simplifies it: what depends on constants alone is computed, and a
 * batch normalisation lies in the weights of the convolution before it. Only in Node.
 */
export async function writeSimplified(model: Uint8Array, path: string): Promise<void> {
  const options = { graphOptimizationLevel: 'basic', optimizedModelFilePath: path, logSeverityLevel: 3 } as const;
  const session = await insideRuntime(() => ort.InferenceSession.create(model, options));
  await insideRuntime(() => session.release());
}

function runError(cause: Error): never {
  const fix = 'Look at the values fed: indices must lie inside what they point into';
  const complaint = { who: 'session.run', expected: 'inputs that the graph can compute with', got: cause.message, fix };
  throw new NearfarError(complaint, { cause });
}

const shapeOf = (input: ort.InferenceSession.ValueMetadata): Shape =>
  input.isTensor ? input.shape.map(extent => (typeof extent === 'number' ? extent : -1)) : [];

const handles = (buffers: Readonly<Record<string, Buffer>>): Record<string, ort.Tensor> =>
  Object.fromEntries(Object.entries(buffers).map(([name, b]) => [name, b.handle]));

async function create(
  model: Uint8Array,
  {
    device,
    threads,
    blockedLayout,
    spin,
  }: { device: Device; threads: number | undefined; blockedLayout: boolean; spin: boolean },
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(model, {
      executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      graphOptimizationLevel: blockedLayout ? 'all' : 'extended',
      // Planning all buffers ahead keeps more of them alive: 2.2 GB instead of 1.3 for a hinge over 250 million triplets.
      enableMemPattern: false,
      extra: { session: { intra_op: { allow_spinning: spin ? '1' : '0' } } },
      logSeverityLevel: 3,
    });
  } catch (cause) {
    if (device !== 'cpu') throw noDevice(device, cause as Error);
    throw new NearfarError(
      { who: 'openSession', expected: `a model that ONNX Runtime runs on ${device}`, got: (cause as Error).message },
      { cause },
    );
  }
}

const NEEDS = { cuda: 'an NVIDIA GPU with CUDA and cuDNN', webgpu: 'a GPU that WebGPU can use' };

const noDevice = (device: keyof typeof NEEDS, cause: Error): NearfarError =>
  new NearfarError(
    {
      who: `device ${device}`,
      expected: NEEDS[device],
      got: cause.message.split('\n')[0]!.replace(/^.*(?=Failed to )/, ''),
      fix: 'Use --device cpu',
    },
    { cause },
  );
