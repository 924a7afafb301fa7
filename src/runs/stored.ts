import { z } from 'zod';
import type { HistoryRecord } from '../training/events.ts';
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

const metricsSchema = z.looseObject({
  precisionAt1: z.number().optional(),
  mapAtR: z.number().optional(),
  rPrecision: z.number().optional(),
  knn5Accuracy: z.number().optional(),
  rocAuc: z.number(),
  eer: z.number(),
  pairAccuracy: z.number().optional(),
  fewShot: z.object({ ways: z.int(), shots: z.int(), accuracy: z.number(), ci95: z.number() }).optional(),
  reconstruction: z.number().optional(),
  evaluatedOn: z.string(),
});

/** `metrics.json`. Metrics that are not named here are kept as they are. */
export const resultSchema = z.object({
  runDir: z.string(),
  method: z.string(),
  dataset: z.string(),
  dim: z.int(),
  epochs: z.int(),
  trainSeconds: z.number(),
  imagesPerSecond: z.number(),
  metrics: metricsSchema.extend({ unseen: metricsSchema.optional() }),
}) as unknown as z.ZodType<RunResult>;
