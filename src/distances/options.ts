import { z } from 'zod';

/** Whether embeddings are brought to length 1 first. */
export const normalize = z.boolean().default(true).describe('Whether embeddings are scaled to length 1 first.');

/** The power that a distance is raised to. */
export const power = z
  .number()
  .positive()
  .default(1)
  .describe('The distance is raised to this power; 2 gives the squared distance.');
