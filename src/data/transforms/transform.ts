import type { Random } from '../../random.ts';
import type { Image } from './image.ts';

/** A way to vary images at random. */
export interface Transform {
  /** What it does, and what its strength is. */
  readonly about: string;
  /** The greatest strength; the least is 0, which changes nothing. */
  readonly most: number;
  /** The strength where only its name is given. */
  readonly usual: number;
  /** Whether it takes images of three channels alone. */
  readonly needsColor?: true;
  /** Changes an image in place. */
  readonly apply: (image: Image, strength: number, random: Random) => void;
}
