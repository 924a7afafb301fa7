/** A line of a run's history: a logged step, or the end of an epoch. */
export type HistoryRecord = StepRecord | EpochRecord;

export interface StepRecord {
  readonly kind: 'step';
  readonly epoch: number;
  /** Steps done since training began. */
  readonly step: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface EpochRecord {
  readonly kind: 'epoch';
  /** Epochs done. */
  readonly epoch: number;
  readonly step: number;
  /** Mean over the epoch's steps. */
  readonly loss: number;
  readonly trainSeconds: number;
  /** Metrics on the validation part. */
  readonly validation: Readonly<Record<string, number>>;
}

/** What a run tells while it goes on. */
export type TrainEvent =
  | { readonly type: 'phase'; readonly text: string }
  | { readonly type: 'download'; readonly file: string; readonly receivedBytes: number; readonly totalBytes?: number }
  | {
      readonly type: 'step';
      readonly epoch: number;
      readonly epochs: number;
      /** Steps of this epoch done, and how many it has. */
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
    }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  | { readonly type: 'warning'; readonly text: string };
