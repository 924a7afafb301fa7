import { z } from 'zod';
import type { HistoryRecord } from '../training/events.ts';
import { calibrationSchema } from './calibration.ts';
import type { RunResult } from './result.ts';

const count = z.int().min(0);
const numbers = z.record(z.string(), z.number());

/** A line of `history.jsonl`. */
export const historySchema: z.ZodType<HistoryRecord> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), epoch: count, step: count, loss: z.number(), metrics: numbers }),
  z.object({
    kind: z.literal('epoch'),
    epoch: count,
    step: count,
    loss: z.number(),
    trainSeconds: z.number(),
    validation: numbers,
  }),
]);

/** Those that every run has; others are numbers, or objects of numbers. */
const metricsSchema = z
  .object({ rocAuc: z.number(), eer: z.number(), evaluatedOn: z.string() })
  .catchall(z.union([z.number(), z.record(z.string(), z.number())]));

/** `metrics.json`. Metrics that are not named here are kept as they are. */
export const resultSchema = z.looseObject({
  runDir: z.string(),
  method: z.string(),
  dataset: z.string(),
  dim: z.int(),
  epochs: z.int(),
  trainSeconds: z.number(),
  imagesPerSecond: z.number(),
  metrics: metricsSchema.extend({ unseen: metricsSchema.optional(), calibration: calibrationSchema.optional() }),
}) as unknown as z.ZodType<RunResult>;
