import type { OnRead } from './decode.ts';
import type { ReadOptions } from './formats/listing.ts';

/** What `fromFolder`, `fromTable`, `fromPairs` and `load` of a path take. */
export interface OwnOptions extends ReadOptions {
  /** The part of the training samples to validate on, where groups must not cross; default a tenth. */
  readonly validation?: number | undefined;
  /** Called as images are decoded. */
  readonly onRead?: OnRead | undefined;
}
