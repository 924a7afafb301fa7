import { expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';

const refused: [string, () => losses.Loss, string][] = [
  [
    'ntXentLoss',
    () => losses.ntXentLoss({ temperature: 0 }),
    'loss nt-xent: expected temperature: a number above 0, got 0.',
  ],
  ['circleLoss', () => losses.circleLoss({ gamma: 0 }), 'loss circle: expected gamma: a number above 0, got 0.'],
  ['arcFaceLoss', () => losses.arcFaceLoss({ margin: 200 }), 'expected margin: a number from 0 to 180, got 200.'],
  [
    'subCenterArcFaceLoss',
    () => losses.subCenterArcFaceLoss({ subCenters: 0 }),
    'loss sub-center-arc-face: expected subCenters: a whole number of at least 1, got 0.',
  ],
  [
    'largeMarginSoftmaxLoss',
    () => losses.largeMarginSoftmaxLoss({ margin: 2.5 }),
    'loss large-margin-softmax: expected margin: a whole number of at least 1, got 2.5.',
  ],
  ['smoothAPLoss', () => losses.smoothAPLoss({ temperature: NaN }), 'expected temperature: a number above 0, got NaN.'],
];

it.each(refused)('losses.%s(options) refuses values out of their range, as losses.byName does', (_, make, text) => {
  expect(make).toThrow(text);
});

it.each(
  losses.names.filter(name => name !== 'threshold-consistent-margin'),
)('losses.byName("%s") has defaults that are in their range', name => expect(() => losses.byName(name)).not.toThrow());

it.each(losses.names)('losses.optionsOf("%s") says the defaults as they are', name => {
  const { options } = losses.byName(name);
  for (const [option, { default: told }] of Object.entries(losses.optionsOf(name))) {
    if (told !== undefined && typeof told !== 'string' && option in options)
      expect(options[option], option).toEqual(told);
  }
});
