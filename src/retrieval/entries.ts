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
  /** Its name. */
  readonly id: string;
  /** Its class, where it has one. */
  readonly label?: string | undefined;
  /** What was given with it; anything that JSON holds. */
  readonly metadata?: unknown;
  /** A small picture as a data address. */
  readonly thumbnail?: string | undefined;
}
