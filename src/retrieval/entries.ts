import { z } from 'zod';

/** What an index keeps of a sample beside its vector. */
export const entrySchema = z.object({
  id: z.string(),
  label: z.string().optional(),
  /** Anything that JSON holds. */
  metadata: z.unknown().optional(),
  /** A small picture as a data address. */
  thumbnail: z.string().optional(),
});

/** What an index keeps of a sample beside its vector. */
export interface Entry {
  readonly id: string;
  readonly label?: string | undefined;
  readonly metadata?: unknown;
  readonly thumbnail?: string | undefined;
}
