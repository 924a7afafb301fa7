import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';

describe('openSession(model)', () => {
  it('passes on what the runtime says of a model that it cannot run', async () => {
    await expect(g.openSession(new Uint8Array([1, 2, 3]))).rejects.toThrow(
      /^openSession: expected a model that ONNX Runtime runs on cpu, got .+\.$/,
    );
  });
});

describe('session.run(feeds)', () => {
  it('passes on what the runtime says of values that it cannot compute with', async () => {
    const y = g.gather(g.input('x', 'float32', [2]), g.input('i', 'int64', [1]));
    await expect(g.evaluate({ y }, { x: [1, 2], i: [7] })).rejects.toThrow(
      /^session\.run: expected inputs that the graph can compute with, got .*idx=7 must be within .* Look at the values fed/,
    );
  });
});
