/** A line of a run's history: a logged step, or the end of an epoch. */
export type HistoryRecord = StepRecord | EpochRecord;

/** A logged step. */
export interface StepRecord {
  /** What the line is. */
  readonly kind: 'step';
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** Steps done since training began. */
  readonly step: number;
  /** The step's loss. */
  readonly loss: number;
  /** The scalars that the method reports, and `variance` and `spread` of the batch's embeddings. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The end of an epoch. */
export interface EpochRecord {
  /** What the line is. */
  readonly kind: 'epoch';
  /** Epochs done. */
  readonly epoch: number;
  /** Steps done since training began. */
  readonly step: number;
  /** Mean over the epoch's steps. */
  readonly loss: number;
  /** Seconds spent in training steps so far. */
  readonly trainSeconds: number;
  /** Metrics on the validation part, by the names of `Metrics`. */
  readonly validation: Readonly<Record<string, number>>;
}

/** What a run tells while it goes on. */
export type TrainEvent =
  | {
      /** What is told: that something begins, a download, a step, the end of an epoch, a warning. */
      readonly type: 'phase';
      /** What begins, for people. */
      readonly text: string;
    }
  | {
      /** Something was decided: the network by the data, the classes that are held out. */
      readonly type: 'note';
      /** What, for people. */
      readonly text: string;
    }
  | {
      /** A sample of your own data is read. */
      readonly type: 'read';
      /** Samples that are read. */
      readonly done: number;
      /** Samples of the data set. */
      readonly total: number;
    }
  | {
      /** The features of samples are computed by a network that is not trained, once for the whole run. */
      readonly type: 'features';
      /** Samples that are done. */
      readonly done: number;
      /** Samples of the data set's part. */
      readonly total: number;
    }
  | {
      /** A file is downloaded. */
      readonly type: 'download';
      /** The file's name. */
      readonly file: string;
      /** Bytes that are here. */
      readonly receivedBytes: number;
      /** Bytes of the whole file, where the server says so. */
      readonly totalBytes?: number;
    }
  | {
      /** A step is done. */
      readonly type: 'step';
      /** The epoch under way, from 0. */
      readonly epoch: number;
      /** Epochs of the run. */
      readonly epochs: number;
      /** Steps of this epoch that are done. */
      readonly step: number;
      /** Steps of an epoch. */
      readonly steps: number;
      /** Mean loss of this epoch's steps. */
      readonly loss: number;
      /** Training samples a second, over the run so far. */
      readonly imagesPerSecond: number;
      /** Seconds of training to the end of the run, at this speed. */
      readonly secondsLeft: number;
    }
  | {
      /** An epoch is done. */
      readonly type: 'epoch';
      /** Its line of the history. */
      readonly record: EpochRecord;
    }
  | {
      /** Something is likely to be a mistake. */
      readonly type: 'warning';
      /** Cause and fix, for people. */
      readonly text: string;
    };
