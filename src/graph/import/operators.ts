import { activations } from './activations.ts';
import { arithmetic } from './arithmetic.ts';
import { attentions } from './attention.ts';
import type { Operator } from './call.ts';
import { comparisons } from './comparison.ts';
import { constants } from './constants.ts';
import { convolutions } from './convolution.ts';
import { fused, fusedStandard } from './fused.ts';
import { indexing } from './indexing.ts';
import { matrices } from './matrices.ts';
import { normalizations } from './normalization.ts';
import { poolings } from './pooling.ts';
import { quantizations } from './quantization.ts';
import { reductions } from './reductions.ts';
import { resizings } from './resizing.ts';
import { shapes } from './shapes.ts';
import { slices } from './slices.ts';

/** All operators that are read, by domain (ONNX's own is empty) and name. */
const operators: ReadonlyMap<string, ReadonlyMap<string, Operator>> = new Map([
  [
    '',
    new Map(
      Object.entries({
        ...activations,
        ...arithmetic,
        ...comparisons,
        ...constants,
        ...convolutions,
        ...indexing,
        ...matrices,
        ...normalizations,
        ...poolings,
        ...quantizations,
        ...reductions,
        ...resizings,
        ...shapes,
        ...slices,
        ...fusedStandard,
      }),
    ),
  ],
  ['com.microsoft', new Map(Object.entries({ ...attentions, ...fused }))],
]);

/** The operator of that name, if there is one. */
export const operatorOf = (domain: string, name: string): Operator | undefined => operators.get(domain)?.get(name);
