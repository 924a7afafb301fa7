import { glyphs as drawGlyphs, GLYPHS_DEFAULTS } from '../glyphs.ts';
import type { Source } from './source.ts';

const { classes, perClass, size } = GLYPHS_DEFAULTS;

/** The drawn alphabet, as a data set by name. */
export const glyphs: Source = {
  name: 'glyphs',
  about:
    'Handwriting-like characters of an endless alphabet, drawn on the spot; test classes are never seen in training.',
  home: 'built in',
  paper: 'in the manner of Lake, Salakhutdinov & Tenenbaum, Human-level concept learning, 2015',
  licence: 'MIT',
  classes: classes.train + classes.validation + classes.test,
  trainSamples: classes.train * perClass,
  testSamples: classes.test * perClass,
  sampleShape: [1, size, size],
  files: [],
  load: async (_read, { seed }) => drawGlyphs(seed === undefined ? {} : { seed }),
};
