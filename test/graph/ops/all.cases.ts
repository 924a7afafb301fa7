import type { Cases } from '../../support/op.ts';
import { cases as constant } from './constant.cases.ts';
import { cases as conv } from './conv.cases.ts';
import { cases as crossEntropy } from './cross-entropy.cases.ts';
import { cases as elementwise } from './elementwise.cases.ts';
import { cases as indexing } from './indexing.cases.ts';
import { cases as mapRows } from './map-rows.cases.ts';
import { cases as matmul } from './matmul.cases.ts';
import { cases as norm } from './norm.cases.ts';
import { cases as pool } from './pool.cases.ts';
import { cases as reduce } from './reduce.cases.ts';
import { cases as shape } from './shape.cases.ts';

/** The cases of every operation, by its name. */
export const cases: Cases = {
  ...constant,
  ...conv,
  ...crossEntropy,
  ...elementwise,
  ...indexing,
  ...mapRows,
  ...matmul,
  ...norm,
  ...pool,
  ...reduce,
  ...shape,
};
