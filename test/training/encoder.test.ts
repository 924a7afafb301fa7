import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/graph/evaluate.ts';
import { input } from '../../src/graph/index.ts';
import { embeddingNet } from '../../src/networks/index.ts';
import { initialize, Scope } from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { Encoder, exportEncoder, normalize, type SampleType } from '../../src/training/encoder.ts';
import { expectClose } from '../support/close.ts';

const sample: SampleType = {
  dtype: 'uint8',
  shape: [1, 28, 28],
  normalization: { scale: 1 / 255, mean: [0.13], deviation: [0.31] },
};

describe('exportEncoder(encoder, sample, values)', () => {
  it('gives the embeddings that the training graph gives, for any number of raw samples', async () => {
    const encoder = embeddingNet.module({ dim: 3 });
    const scope = new Scope({ training: true });
    const n = 5;
    const embedding = encoder(
      normalize(input('raw', 'uint8', [n, 1, 28, 28]), sample.normalization),
      scope.child('encoder'),
    );
    const values = initialize(scope.parameters, new Random(4));
    const random = new Random(5);
    const pixels = Uint8Array.from({ length: n * 784 }, () => random.int(256));
    const feeds = Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, data]));
    const { embedding: expected } = await evaluate({ embedding }, { raw: pixels, ...feeds });

    const opened = await Encoder.open(exportEncoder(encoder, sample, values));
    expect(opened.sampleShape).toEqual([1, 28, 28]);
    const actual = await opened.embed({ data: pixels, shape: [n, 1, 28, 28] });
    expect(actual.shape).toEqual([n, 3]);
    expectClose(actual.data, expected!.data as Float32Array);
    const many = await opened.embed({ data: new Uint8Array(2500 * 784), shape: [2500, 1, 28, 28] });
    expect(many.shape).toEqual([2500, 3]);
    await opened.close();
  });
});
