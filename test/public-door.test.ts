import { expect, it } from 'vitest';
import * as nearfar from '../src/index.ts';

const NAMESPACES = [
  'datasets',
  'distances',
  'evaluation',
  'graph',
  'losses',
  'methods',
  'miners',
  'networks',
  'nn',
  'reducers',
  'regularizers',
  'retrieval',
  'samplers',
  'training',
];
const FUNCTIONS = [
  'calibrate',
  'compare',
  'contactSheet',
  'fetchNetwork',
  'indexTable',
  'jsonLines',
  'openRun',
  'readConfig',
  'report',
  'runSummary',
  'serve',
  'sweep',
  'train',
  'writeEmbeddings',
  'writeProjector',
];
/** Tables of what there is, for help, forms and reports. */
const LISTS = ['metricColumns', 'protocols', 'trainOptions'];
const OTHERS = ['Interrupted', 'NearfarError', 'Random', 'UsageError', 'VERSION'];

it('the package root exports what users build with, and no more', () => {
  expect(Object.keys(nearfar).sort()).toEqual([...NAMESPACES, ...FUNCTIONS, ...LISTS, ...OTHERS].sort());
});

it('nearfar.training trains outside train', () => {
  expect(Object.keys(nearfar.training).sort()).toEqual(['Random', 'StepRunner', 'buildStep']);
});
