/** What is meant to run in a browser tab. */
export * as distances from '../../src/distances/index.ts';
export * as evaluation from '../../src/evaluation/index.ts';
export * as graph from '../../src/graph/index.ts';
export * as losses from '../../src/losses/index.ts';
export * as methods from '../../src/methods/index.ts';
export * as miners from '../../src/miners/index.ts';
export * as networks from '../../src/networks/index.ts';
export * as nn from '../../src/nn/index.ts';
export { Random } from '../../src/random.ts';
export * as reducers from '../../src/reducers/index.ts';
export * as regularizers from '../../src/regularizers/index.ts';
export * as training from '../../src/training/index.ts';
export { fitModel } from '../../src/training/loop.ts';
