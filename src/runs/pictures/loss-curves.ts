import { curves } from '../../report/index.ts';
import type { EpochRecord, HistoryRecord, StepRecord } from '../../training/events.ts';
import type { Picture } from './subject.ts';

/** How the training went, as its history tells. */
export function lossCurves(history: readonly HistoryRecord[], title: string): Picture {
  const steps = history.filter((line): line is StepRecord => line.kind === 'step');
  const epochs = history.filter((line): line is EpochRecord => line.kind === 'epoch');
  const metrics = Object.keys(epochs[0]?.validation ?? {}).map(name => ({
    name: `validation ${name}`,
    values: epochs.map(({ epoch, validation }) => ({ step: epoch, value: validation[name]! })),
  }));
  const svg = curves({
    title: `${title}: how training went`,
    subtitle: `Training loss by step${metrics.length > 0 ? '; metrics on the validation part by epoch' : ''}`,
    loss: steps.map(({ step, loss }) => ({ step, value: loss })),
    metrics,
  });
  return { name: 'curves', svg };
}
