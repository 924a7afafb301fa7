import { describeConfig, ownThings, type TrainConfig } from '../training/config.ts';
import { VERSION } from '../version.ts';

/**
 * `config.json` as it is written: the options, and beside them what is for people to read and no option: `nearfar`, the
 * version that wrote it; `filledIn`, what the method and the data filled in where the options left it open; `fromCode`,
 * the options whose values are things of one's own, of which a file holds the names only.
 */
export function storedConfig(config: TrainConfig, filledIn: object = {}): Record<string, unknown> {
  const fromCode = ownThings(config);
  return {
    nearfar: VERSION,
    ...describeConfig(config),
    ...(Object.keys(filledIn).length > 0 && { filledIn }),
    ...(fromCode.length > 0 && { fromCode }),
  };
}

/** The options of a `config.json`, what was filled in, and which of the options are things that came from code. */
export function readStored({ nearfar: _, filledIn, fromCode, ...options }: Record<string, unknown>): {
  readonly options: Record<string, unknown>;
  readonly filledIn: Readonly<Record<string, unknown>>;
  readonly fromCode: readonly string[];
} {
  const names = Array.isArray(fromCode) ? fromCode.map(String).filter(name => name in options) : [];
  return { options, filledIn: (filledIn ?? {}) as Record<string, unknown>, fromCode: names };
}
