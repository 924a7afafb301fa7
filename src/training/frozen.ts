import { full, input } from '../graph/ops/index.ts';
import type { SessionOptions } from '../graph/runtime.ts';
import { ancestors } from '../graph/walk.ts';
import type { Architecture, Method } from '../methods/method.ts';
import type { Pretrained } from '../networks/network.ts';
import { linear, type Module, Scope } from '../nn/index.ts';
import { Features, type OnFeatures } from './features.ts';
import type { Samples } from './model.ts';
import type { PreparedData } from './prepare.ts';
import { intensitiesOf, type SampleType } from './sample-type.ts';
import { TextFeatures } from './text-features.ts';

/** What the steps of a run, its frames and its validation go over. */
export interface Fitting {
  readonly data: PreparedData;
  readonly sample: SampleType;
  readonly architecture: Architecture;
  /** Raw samples as `sample` says that they are. */
  readonly of: (samples: Samples) => Promise<Samples>;
  readonly close: () => Promise<void>;
}

/** A fitting over the samples themselves. */
export const overSamples = (given: Pick<Fitting, 'data' | 'sample' | 'architecture'>): Fitting => ({
  ...given,
  of: async samples => samples,
  close: async () => {},
});

/** A fitting with the pretrained part of a network as it is. */
export const held = (fitting: Fitting, { features, head }: Pretrained): Fitting => ({
  ...fitting,
  architecture: {
    dim: fitting.architecture.dim,
    net: width => (x, scope) => head({ dim: width })(features(x, scope), scope),
  },
});

/** A fitting over the features of a frozen network in place of samples, behind which only the head is left. */
export async function overFeatures(
  { data, architecture: { dim }, sample }: Fitting,
  pretrained: Pretrained,
  session: SessionOptions,
  onFeatures: OnFeatures,
): Promise<Fitting> {
  const features = await (sample.areTokens ? TextFeatures : Features).open(pretrained, sample, session);
  const { train, validation } = data;
  try {
    return {
      data: {
        ...data,
        train: { ...train, samples: await features.of(train.samples, onFeatures) },
        validation: validation && { ...validation, samples: await features.of(validation.samples, onFeatures) },
      },
      sample: {
        dtype: 'float32',
        shape: [features.width],
        normalization: { scale: 1, mean: [0], deviation: [1] },
      },
      architecture: { dim, net: width => pretrained.head({ dim: width }) },
      of: samples => features.of(samples),
      close: () => features.close(),
    };
  } catch (error) {
    await features.close();
    throw error;
  }
}

/**
 * Whether a method gives its network the samples of a batch as they are and looks at them in no other way, in training and in
 * its encoder: two stacked images, or a decoder's, are another matter.
 */
export function seesThroughNet(
  { encoder, posterior, decoder, objective, batches }: Method,
  { dim }: Architecture,
  sample: SampleType,
  classCounts: readonly number[],
): boolean {
  if (!encoder || posterior || decoder) return false;
  const classes = classCounts.length;
  const { rows } = batches(classes);
  const raw = input('samples', 'float32', [rows, ...sample.shape]);
  const features = input('features', 'float32', [rows, 1]);
  let asTheyAre = true;
  const net =
    (width: number): Module =>
    (x, scope) => {
      asTheyAre &&= x === raw;
      return x === raw ? linear({ out: width })(features, scope) : full([x.shape[0]!, width], 0);
    };
  const scope = new Scope({ training: true });
  const batch = {
    samples: raw,
    intensities: intensitiesOf(raw, sample.normalization),
    labels: input('labels', 'int32', [rows]),
    classes,
    classCounts,
  };
  const { loss, embeddings, metrics } = objective(batch, { dim, net }, scope);
  const embedded = encoder({ dim, net })(raw, scope);
  const results = [loss, embedded, ...Object.values(metrics ?? {}), ...(embeddings ? [embeddings] : [])];
  return asTheyAre && !ancestors(results).includes(raw.node);
}
