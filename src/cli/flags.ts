import { Option } from 'commander';

/** Where data files lie. */
export const dataDirFlag = (): Option =>
  new Option('--data-dir <dir>', 'a folder that has the data files already (default: $NEARFAR_DATA)');

/** For programs. */
export const jsonFlag = (): Option => new Option('--json', 'print the result as one line of JSON');

/** What the ids of a table of pairs are of. */
export const samplesFlag = (): Option =>
  new Option('--samples <input>', 'with --pairs: a and b are ids of these (mnist:test, a table, an array)');
