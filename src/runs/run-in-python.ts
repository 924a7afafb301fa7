import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { NearfarError } from '../errors.ts';
import { bytesOf } from '../nd-array.ts';
import type { Answers, Tried } from './tried-network.ts';

/** The last is where Debian's packages are, whatever comes first on the path. */
const PROGRAMS = ['python3', 'python', '/usr/bin/python3'];
const TIMEOUT = 120_000;

/** Prints one line of JSON: the runtime's name, and the outputs of each file. Exit code 3: there is no runtime. */
const SCRIPT = `
import base64, json, sys
try:
    import numpy as np
    try:
        import onnxruntime
        name = "onnxruntime (Python)"
        def run(path, feeds):
            session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
            return dict(zip([output.name for output in session.get_outputs()], session.run(None, feeds)))
    except ImportError:
        from onnx.reference import ReferenceEvaluator
        name = "onnx.reference (Python)"
        def run(path, feeds):
            model = ReferenceEvaluator(path)
            return dict(zip(model.output_names, model.run(None, feeds)))
except ImportError:
    sys.exit(3)
array = lambda x: np.frombuffer(base64.b64decode(x["data"]), x["dtype"]).reshape(x["shape"])
found = []
for one in json.load(sys.stdin):
    outputs = run(one["path"], {key: array(x) for key, x in one["inputs"].items()})
    found.append({key: value.ravel().tolist() for key, value in outputs.items()})
print(json.dumps({"runtime": name, "outputs": found}))
`;

/** Runs networks by the first Python that has a runtime for ONNX. @throws NearfarError where it fails */
export async function runInPython(tried: readonly Tried[]): Promise<Answers> {
  const given = JSON.stringify(
    tried.map(({ path, inputs }) => ({
      path,
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, { dtype, data, shape }]) => [
          name,
          { dtype, shape, data: Buffer.from(bytesOf(data)).toString('base64') },
        ]),
      ),
    })),
  );
  for (const program of PROGRAMS) {
    try {
      const asked = promisify(execFile)(program, ['-c', SCRIPT], { timeout: TIMEOUT, maxBuffer: 2 ** 28 });
      asked.child.stdin!.on('error', () => {}).end(given); // a Python that ends early closes the pipe
      return JSON.parse((await asked).stdout) as Answers;
    } catch (cause) {
      const { code, stderr = '', message } = cause as { code?: unknown; stderr?: string; message: string };
      if (code === 3 || code === 'ENOENT' || code === 'EACCES') continue;
      const got = stderr.trim().split('\n').at(-1) || message;
      throw new NearfarError({ who: program, expected: 'the outputs of the written network', got }, { cause });
    }
  }
  return { runtime: 'Python', skipped: 'it has neither onnxruntime nor onnx.reference (pip install onnxruntime)' };
}
