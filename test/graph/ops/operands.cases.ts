import * as g from '../../../src/graph/index.ts';
import { type Cases, value } from '../../support/op.ts';

export const cases: Cases = {
  asTensor: [value('asTensor(number) is a scalar', () => g.asTensor(2.5), [], 2.5)],
};
