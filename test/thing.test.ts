import { expectTypeOf, it } from 'vitest';
import type { ContrastiveLossOptions, TripletMarginLossOptions } from '../src/losses/index.ts';
import type { OnlineOptions } from '../src/methods/index.ts';
import type { ClassWeightedReducerOptions } from '../src/reducers/index.ts';

it('the type of a thing’s options follows from its schemas', () => {
  expectTypeOf<TripletMarginLossOptions['margin']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<TripletMarginLossOptions['tripletsPerAnchor']>().toEqualTypeOf<number | 'all' | undefined>();
  expectTypeOf<ContrastiveLossOptions['squared']>().toEqualTypeOf<boolean | undefined>();
  expectTypeOf<ClassWeightedReducerOptions['weights']>().toEqualTypeOf<readonly number[]>();
  expectTypeOf<object>().not.toExtend<OnlineOptions>(); // its loss cannot be left out
  // @ts-expect-error there is no such option
  expectTypeOf<TripletMarginLossOptions['margn']>().toBeNever();
});
