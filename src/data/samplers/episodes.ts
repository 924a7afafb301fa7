import { Random } from '../../random.ts';
import { ByClass } from './by-class.ts';
import { distinct } from './distinct.ts';
import { requirePositiveIntegers, type Sampler } from './sampler.ts';

const who = 'episodes';

/** What `episodes` takes; whole numbers from 1. */
export interface EpisodesOptions {
  /** Classes in an episode. */
  readonly ways: number;
  /** Labelled samples of each class. */
  readonly shots: number;
  /** Samples of each class to be classified, at least 1. */
  readonly queries: number;
  /** Episodes in an epoch. Default 100. */
  readonly perEpoch?: number;
}

/** A few-shot task: classify the queries by the support. Class by class: the first `shots` of `support` are of `classes[0]`. */
export interface Episode {
  /** [ways]: the classes of the episode, each once. */
  readonly classes: Int32Array;
  /** [ways · shots]: indices of the labelled samples. */
  readonly support: Int32Array;
  /** [ways · queries]: indices of the samples to classify, of the same classes in the same order, no sample of the support among them. */
  readonly query: Int32Array;
  /** For each of `query`, the place of its class in `classes`. */
  readonly answers: Int32Array;
}

/**
 * Few-shot episodes (Vinyals et al., "Matching networks for one shot learning", 2016): random classes, random samples,
 * no sample twice. An epoch's episodes with one seed also make a fixed list to evaluate on.
 *
 * @throws NearfarError, from `over`, if there are fewer classes than `ways`, or naming a class with fewer samples than
 *   `shots + queries`
 */
export function episodes({ ways, shots, queries, perEpoch = 100 }: EpisodesOptions): Sampler<Episode> {
  requirePositiveIntegers(who, { ways, shots, queries, perEpoch });
  return {
    name: who,
    over(source) {
      const byClass = new ByClass(source);
      byClass.requireClasses(who, ways, '(ways)');
      byClass.requireSamplesPerClass(who, shots + queries, `(${shots} shots + ${queries} queries)`);
      return {
        batchesPerEpoch: perEpoch,
        *epoch(epoch, seed) {
          const random = new Random(seed).fork(`${who} ${epoch}`);
          for (let i = 0; i < perEpoch; i++) yield drawEpisode(byClass, ways, shots, queries, random);
        },
      };
    },
  };
}

function drawEpisode(byClass: ByClass, ways: number, shots: number, queries: number, random: Random): Episode {
  const classes = Int32Array.from(distinct(ways, byClass.present.length, random), i => byClass.present[i]!);
  const support = new Int32Array(ways * shots);
  const query = new Int32Array(ways * queries);
  classes.forEach((label, way) => {
    const places = distinct(shots + queries, byClass.size(label), random);
    const samples = places.map(place => byClass.order[byClass.starts[label]! + place]!);
    support.set(samples.slice(0, shots), way * shots);
    query.set(samples.slice(shots), way * queries);
  });
  return { classes, support, query, answers: query.map((_, i) => Math.floor(i / queries)) };
}
