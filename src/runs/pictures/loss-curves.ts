import { curves } from '../../report/index.ts';
import type { EpochRecord, HistoryRecord, StepRecord } from '../../training/events.ts';
import type { Picture } from './subject.ts';

/** The metrics of a validation, as the tables call them. */
const METRIC_NAMES: Readonly<Record<string, string>> = {
  precisionAt1: 'precision@1',
  mapAtR: 'MAP@R',
  rocAuc: 'ROC-AUC',
};

/** How the training went, from its history. */
export function lossCurves(history: readonly HistoryRecord[], title: string): Picture {
  const steps = history.filter((line): line is StepRecord => line.kind === 'step');
  const epochs = history.filter((line): line is EpochRecord => line.kind === 'epoch');
  const metrics = Object.keys(epochs[0]?.validation ?? {}).map(name => ({
    name: `validation ${METRIC_NAMES[name] ?? name}`,
    values: epochs.map(({ epoch, validation }) => ({ step: epoch, value: validation[name]! })),
  }));
  const active = steps.flatMap(({ step, metrics }) =>
    metrics['active'] === undefined ? [] : [{ step, value: metrics['active'] }],
  );
  const parts = [
    'Training loss by step',
    ...(active.length > 1 ? ['the share of tuples that the miner still chooses'] : []),
    ...(metrics.length > 0 ? ['metrics of the validation samples by epoch'] : []),
  ];
  const svg = curves({
    subject: title,
    title: 'training curves',
    subtitle: parts.join('; '),
    loss: steps.map(({ step, loss }) => ({ step, value: loss })),
    active,
    metrics,
  });
  return { name: 'curves', svg };
}
