import { z } from '@hono/zod-openapi';
import { pointNames } from '../evaluation/index.ts';

/** Hits of one query, at most. */
const MOST_HITS = 1000;

const image = z.union([z.string(), z.instanceof(Uint8Array)]).openapi({
  type: 'string',
  format: 'byte',
  description: 'An image file as base64, or as a data address.',
});
const images = z
  .array(image)
  .min(1)
  .describe('Image files: JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PGM, PPM.')
  .openapi('Images');
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const rows = z
  .array(z.union([z.array(z.number()), z.record(z.string(), cell)]))
  .min(1)
  .describe('Rows of a table by column, or the numbers of each sample, row-major.')
  .openapi('Rows');
const vectors = z.array(z.array(z.number())).min(1).describe('Vectors of the index’s width.').openapi('Vectors');
const texts = z.array(z.string()).min(1).describe('Texts, of a run that was trained on texts.').openapi('Texts');

const samples = { images: images.optional(), rows: rows.optional(), texts: texts.optional() };
const side = z.strictObject(samples).describe('One side of pairs: as many samples in b as in a.').openapi('Samples');
const queries = { ...samples, vectors: vectors.optional() };

const way = z.enum(['prototypes', 'knn']).describe('The nearest class mean, or the nearest samples.');

/** What each route takes, as JSON. Of images, rows, texts and vectors there is one. */
export const requests = {
  embed: z.strictObject(samples).openapi('EmbedRequest'),
  search: z
    .strictObject({
      ...queries,
      k: z.int().min(1).max(MOST_HITS).default(10).describe('Hits of each.'),
      where: z
        .strictObject({
          labels: z.array(z.string()).optional().describe('Of one of these classes.'),
          metadata: z.unknown().optional().describe('Whose metadata have all of this.'),
        })
        .optional()
        .describe('Which samples of the index it is among; by default all.'),
    })
    .openapi('SearchRequest'),
  verify: z
    .strictObject({
      a: side,
      b: side,
      at: z.enum(pointNames).default('accuracy').describe('The threshold’s name.'),
    })
    .openapi('VerifyRequest'),
  classify: z
    .strictObject({
      ...queries,
      examples: z
        .strictObject({ ...samples, labels: z.array(z.string().min(1)).describe('The class of each.') })
        .optional()
        .describe('Samples of known classes; by default those of the index.'),
      by: way.optional(),
      k: z.int().min(1).max(MOST_HITS).optional().describe('Of knn: how many vote.'),
      threshold: z.number().optional().describe('What is farther away is of no class; by default it is found.'),
    })
    .openapi('ClassifyRequest'),
} as const;

const label = z.string().nullable().describe('The class, or null: none of these.');
const distance = z.number();

/** What each route answers. */
export const answers = {
  embed: z
    .object({ embeddings: z.array(z.array(z.number())).describe('[N, dim]'), dim: z.int() })
    .openapi('EmbedAnswer'),
  search: z
    .object({
      results: z.array(
        z.object({
          hits: z
            .array(
              z.object({
                id: z.string(),
                distance,
                score: z.number().optional().describe('What the run compares by, where that is learned.'),
                label: z.string().optional(),
                metadata: z.unknown().optional(),
              }),
            )
            .describe('The nearest first; samples of a run with a learned score by that.'),
        }),
      ),
    })
    .openapi('SearchAnswer'),
  verify: z
    .object({
      results: z.array(z.object({ distance, same: z.boolean() })),
      threshold: z.number().describe('The largest distance that counts as the same.'),
      measure: z.enum(['distance', 'score']).describe('A Euclidean distance, or a learned score.'),
    })
    .openapi('VerifyAnswer'),
  classify: z
    .object({
      results: z.array(z.object({ label, nearest: z.string().describe('Be it too far or not.'), distance })),
      threshold: z.number().nullable().describe('Up to here a class is given; null: always.'),
    })
    .openapi('ClassifyAnswer'),
  health: z
    .object({
      status: z.literal('ok'),
      version: z.string(),
      serves: z.enum(['run', 'index']),
      takes: z.array(z.enum(['images', 'rows', 'texts', 'vectors'])),
      sampleShape: z.array(z.int()).optional().describe('Of one sample.'),
      columns: z.array(z.string()).optional().describe('Of a row.'),
      mostSamples: z.int().describe('Of one request.'),
      model: z.string().optional().describe('The fingerprint of the model.'),
      thresholds: z.record(z.string(), z.number()),
      index: z.object({ size: z.int(), dim: z.int().optional() }).optional(),
    })
    .openapi('Health'),
  refusal: z
    .object({ error: z.string().describe('Who complains, what was expected, what came, what to do.') })
    .openapi('Refusal'),
} as const;

/** A task that samples are sent for. */
export type Task = keyof typeof requests;
/** What a route takes, checked. */
export type RequestOf<T extends Task> = z.output<(typeof requests)[T]>;
/** What a route answers. */
export type AnswerOf<T extends keyof typeof answers> = z.output<(typeof answers)[T]>;
