import { expect, it, vi } from 'vitest';
import { ProgressView, trialsProgress } from '../../src/cli/progress.ts';
import type { TrainEvent, Trial } from '../../src/index.ts';

const epoch: TrainEvent = {
  type: 'epoch',
  record: {
    kind: 'epoch',
    epoch: 1,
    step: 80,
    loss: 0.5,
    trainSeconds: 1,
    validation: { precisionAt1: 0.9, mapAtR: 0.8 },
  },
};
const trial: Trial = { name: 'dim=2', options: {} };

/** What is written to standard error meanwhile. */
function written(show: () => void): string {
  const spy = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    show();
    return spy.mock.calls.map(([text]) => text).join('');
  } finally {
    spy.mockRestore();
  }
}

it('an epoch’s line has the names of the metrics that tables have', () => {
  expect(written(() => new ProgressView().show(epoch))).toBe(
    'epoch 1  loss 0.5000  validation precision@1 0.9000  MAP@R 0.8000\n',
  );
});

it('trialsProgress(view, parallel) says whose line it is', () => {
  expect(written(() => trialsProgress(new ProgressView(), true).onEvent!(epoch, trial))).toContain('[dim=2] epoch 1 ');
  expect(written(() => trialsProgress(new ProgressView()).onEvent!(epoch, trial))).toMatch(/^epoch 1 /);
});

it('a reading’s line has the images that it decodes a second, without those that were decoded before', () => {
  vi.useFakeTimers();
  const view = new ProgressView();
  const told = written(() => {
    view.show({ type: 'read', done: 40, total: 100 });
    vi.advanceTimersByTime(2000);
    view.show({ type: 'read', done: 100, total: 100 });
  });
  vi.useRealTimers();
  expect(told).toBe('Reading images  40 of 100\nReading images  100 of 100, 30 images/s\n');
});
