import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';

const float = (...shape: number[]) => g.input('x', 'float32', shape);
const whole = (...shape: number[]) => g.input('i', 'int64', shape);

describe('gradients(loss, wrt)', () => {
  it('asks for float32 tensors to differentiate by', () => {
    const x = float(2);
    expect(() => g.gradients(g.sum(x), [whole(2)])).toThrow(
      'gradients: expected float32 tensors to differentiate by, got int64[2].',
    );
  });

  it('asks for a scalar loss', () => {
    expect(() => g.gradients(float(2), [])).toThrow(
      'gradients: expected a float32 scalar, got float32[2]. Reduce it with mean or sum.',
    );
  });

  const blocked = (op: string, reason: string) =>
    `gradients: expected operations with a gradient between the loss and what it is taken with respect to, got "${op}", which has none: ${reason}. Put stopGradient around it if it is meant to be a constant.`;

  it('names argMax where the loss depends on x through it alone', () => {
    const x = float(2, 3);
    const loss = g.mean(g.cast(g.argMax(x), 'float32'));
    expect(() => g.gradients(loss, [x])).toThrow(blocked('argMax', 'its result is an index'));
  });

  it('names a comparison that makes the loss a count', () => {
    const x = float(3);
    expect(() => g.gradients(g.mean(g.cast(g.greater(x, 0), 'float32')), [x])).toThrow(
      blocked('greater', 'its result is true or false'),
    );
  });

  it('names a cast to whole numbers', () => {
    const x = float(3);
    expect(() => g.gradients(g.sum(g.cast(g.cast(x, 'int64'), 'float32')), [x])).toThrow(
      blocked('cast', 'its result is not float32'),
    );
  });

  it('names a step function', () => {
    const x = float(3);
    expect(() => g.gradients(g.sum(g.round(x)), [x])).toThrow(blocked('round', 'it is constant almost everywhere'));
  });

  it('names the second derivative of a convolution', () => {
    const [x, w] = [g.input('x', 'float32', [1, 1, 4, 4]), g.input('w', 'float32', [1, 1, 3, 3])];
    const [dw] = g.gradients(g.sum(g.square(g.conv2d(x, w))), [w]);
    expect(() => g.gradients(g.sum(g.square(dw!)), [x])).toThrow(
      blocked('conv2dWeightGradient', 'second derivatives of convolutions are not implemented'),
    );
  });

  it('takes a second derivative where all operations have one', async () => {
    const x = g.input('x', 'float32', []);
    const [first] = g.gradients(g.mul(x, g.mul(x, x)), [x]);
    const [second] = g.gradients(first!, [x]);
    expect((await g.evaluate({ second: second! }, { x: [5] }))['second']!.data[0]).toBe(30);
  });

  it('goes through a mask made by a comparison, and past an index that only chooses', async () => {
    const x = float(3);
    const loss = g.add(g.sum(g.mul(x, g.cast(g.greater(x, 1), 'float32'))), g.gather(x, g.argMax(x)));
    const [dx] = g.gradients(loss, [x]);
    expect([...(await g.evaluate({ dx: dx! }, { x: [0, 2, 3] }))['dx']!.data]).toEqual([0, 1, 2]);
  });

  it('gives zeros for what the loss does not depend on, or only through stopGradient', async () => {
    const [x, other] = [float(2), g.input('other', 'float32', [2, 1])];
    const loss = g.sum(g.mul(x, g.stopGradient(g.round(g.reshape(other, [2])))));
    const [unused, stopped] = g.gradients(loss, [g.input('unused', 'float32', []), other]);
    const results = await g.evaluate({ unused: unused!, stopped: stopped! });
    expect([...results['unused']!.data, ...results['stopped']!.data]).toEqual([0, 0, 0]);
    expect(results['stopped']!.shape).toEqual([2, 1]);
  });

  it('is taken with respect to a value in between', async () => {
    const x = float(2);
    const y = g.square(x);
    const [dy] = g.gradients(g.sum(g.mul(y, y)), [y]);
    expect([...(await g.evaluate({ dy: dy! }, { x: [1, 2] }))['dy']!.data]).toEqual([2, 8]);
  });
});
