import { describe, expect, it } from 'vitest';
import { input } from '../../src/graph/index.ts';
import type { Loss } from '../../src/losses/index.ts';
import * as losses from '../../src/losses/index.ts';
import { Scope } from '../../src/nn/scope.ts';
import * as regularizers from '../../src/regularizers/index.ts';
import { asArray, columns, dot, mean, type Rows, randomRows } from '../support/by-loops.ts';

const CLASSES = 3;
const D = 4;

interface Learned {
  readonly make: (numClasses?: number) => Loss;
  readonly name: string;
  /** Vectors a class. */
  readonly vectors: number;
  /** Whether they are the rows of the weight; else its columns. */
  readonly asRows?: boolean;
}

const given = (numClasses?: number) => (numClasses === undefined ? {} : { numClasses });

const learned: Readonly<Record<string, Learned>> = {
  arcFaceLoss: { make: n => losses.arcFaceLoss(given(n)), name: 'W', vectors: 1 },
  cosFaceLoss: { make: n => losses.cosFaceLoss(given(n)), name: 'W', vectors: 1 },
  dynamicArcFaceLoss: {
    make: (n = CLASSES) => losses.dynamicArcFaceLoss({ classCounts: Array<number>(n).fill(7) }),
    name: 'W',
    vectors: 3,
  },
  largeMarginSoftmaxLoss: { make: n => losses.largeMarginSoftmaxLoss(given(n)), name: 'W', vectors: 1 },
  normalizedSoftmaxLoss: { make: n => losses.normalizedSoftmaxLoss(given(n)), name: 'W', vectors: 1 },
  p2sGradLoss: { make: n => losses.p2sGradLoss(given(n)), name: 'weight', vectors: 1 },
  proxyAnchorLoss: { make: n => losses.proxyAnchorLoss(given(n)), name: 'proxies', vectors: 1, asRows: true },
  proxyNCALoss: { make: n => losses.proxyNCALoss(given(n)), name: 'proxies', vectors: 1, asRows: true },
  softTripleLoss: { make: n => losses.softTripleLoss(given(n)), name: 'fc', vectors: 10 },
  sphereFaceLoss: { make: n => losses.sphereFaceLoss(given(n)), name: 'W', vectors: 1 },
  subCenterArcFaceLoss: { make: n => losses.subCenterArcFaceLoss(given(n)), name: 'W', vectors: 3 },
};

interface Edge {
  readonly x: Rows;
  readonly labels: number[];
  /** A vector for each class. */
  readonly classVectors: Rows;
}

const directions = randomRows(40, CLASSES, D);
const turned = (rows: Rows, factor: number): Rows => rows.map(row => row.map(value => factor * value));
const sameClass = [0, 1, 2];

/** Where arccosines, roots and divisions have no slope. */
const edges: Readonly<Record<string, Edge>> = {
  'embeddings that are their class vectors': { x: directions, labels: sameClass, classVectors: directions },
  'embeddings opposite their class vectors': { x: turned(directions, -2), labels: sameClass, classVectors: directions },
  'embeddings along the axes': {
    x: [
      [1, 0, 0, 0],
      [0, -1, 0, 0],
    ],
    labels: [0, 1],
    classVectors: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ],
  },
  'zero embeddings': { x: turned(directions, 0), labels: sameClass, classVectors: directions },
  'zero class vectors': { x: directions, labels: sameClass, classVectors: turned(directions, 0) },
  'all zeros': { x: turned(directions, 0), labels: sameClass, classVectors: turned(directions, 0) },
  'equal class vectors': { x: directions, labels: sameClass, classVectors: directions.map(() => directions[0]!) },
  'a batch of one': { x: [directions[1]!], labels: [2], classVectors: directions },
  'one class': { x: directions, labels: [0, 0, 0], classVectors: [directions[0]!] },
  'vectors a hundred times as long': { x: turned(directions, 100), labels: [1, 2, 0], classVectors: directions },
  'vectors a million times as short': {
    x: turned(directions, 1e-6),
    labels: [1, 2, 0],
    classVectors: turned(directions, 1e-6),
  },
};

const weightOf = ({ vectors, asRows }: Learned, classVectors: Rows): Rows => {
  const all = classVectors.flatMap(vector => Array.from({ length: vectors }, () => vector));
  return asRows ? all : columns(all);
};

describe.each(Object.entries(learned))('losses.%s', (who, loss) => {
  it.each(Object.entries(edges))('is finite, gradients to its weight too, for %s', async (_, edge) => {
    const parameters = { [loss.name]: asArray(weightOf(loss, edge.classVectors)) };
    const made = loss.make(edge.classVectors.length);
    const { value, gradients } = await losses.evaluate(made, { embeddings: edge.x, labels: edge.labels, parameters });
    const all = [value, ...gradients.embeddings.data, ...gradients[loss.name]!.data].map(Number);
    expect(all.filter(number => !Number.isFinite(number))).toEqual([]);
  });

  it('learns as many vectors as there are classes in training', () => {
    const scope = new Scope({ training: true });
    const batch = { embeddings: input('x', 'float32', [2, D]), labels: input('y', 'int32', [2]), numClasses: CLASSES };
    loss.make().compute(batch, scope);
    const [rows, across] = [CLASSES * loss.vectors, D];
    expect(scope.parameters.map(({ name, shape, trainable }) => ({ name, shape, trainable }))).toEqual([
      { name: loss.name, shape: loss.asRows ? [rows, across] : [across, rows], trainable: true },
    ]);
  });

  it('asks for numClasses where nothing tells it', ({ skip }) => {
    skip(who === 'dynamicArcFaceLoss', 'its counts tell it');
    const batch = { embeddings: input('x', 'float32', [2, D]), labels: input('y', 'int32', [2]) };
    const made = loss.make();
    expect(() => made.compute(batch, new Scope({ training: true }))).toThrow(
      `loss ${made.name}: expected to know how many classes there are, got nothing that says so. Give it numClasses.`,
    );
  });

  it('refuses a label without a vector', () => {
    const made = loss.make(CLASSES);
    return expect(losses.evaluate(made, { embeddings: directions, labels: [0, 1, CLASSES] })).rejects.toThrow(
      `losses.evaluate: expected labels below 3, the classes that the loss ${made.name} has a weight for, got 3.`,
    );
  });
});

describe('options of every loss with learned class vectors', () => {
  it('embeddingSize must be that of the embeddings', () =>
    expect(
      losses.evaluate(losses.cosFaceLoss({ embeddingSize: 8 }), { embeddings: directions, labels: sameClass }),
    ).rejects.toThrow('loss cos-face: expected embeddings of 8 numbers (embeddingSize), got 4.'));

  it('weightRegularizer adds its cost of the class vectors, times weightRegWeight', async () => {
    const parameters = { W: asArray(columns(randomRows(41, CLASSES, D))) };
    const of = (loss: Loss) => losses.evaluate(loss, { embeddings: directions, labels: sameClass, parameters });
    const plain = await of(losses.cosFaceLoss());
    const weightRegularizer = regularizers.centerInvariantRegularizer();
    const regularized = await of(losses.cosFaceLoss({ weightRegularizer, weightRegWeight: 2 }));
    const squares = randomRows(41, CLASSES, D).map(row => dot(row, row));
    const cost = mean(squares.map(square => (square - mean(squares)) ** 2 / 4));
    expect(regularized.value - plain.value).toBeCloseTo(2 * cost, 3);
    expect(regularized.gradients.embeddings.data).toEqual(plain.gradients.embeddings.data);
    expect(regularized.gradients['W']!.data).not.toEqual(plain.gradients['W']!.data);
  });
});
