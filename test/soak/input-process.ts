import { formats } from './formats.ts';
import { readMutation } from './inputs.ts';

/**
 * Reads mutated inputs in a process of its own, and writes a line as each begins and ends, so that its parent can tell
 * where it hung or died: `node input-process.ts SEED FORMAT FROM TO`.
 */
const [seed, place, from, to] = process.argv.slice(2).map(Number) as [number, number, number, number];
const all = await formats();
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
say({ formats: all.map(({ name }) => name) });
for (let format = place; format < all.length; format++) {
  for (let n = format === place ? from : 0; n < to; n++) {
    say({ begins: [format, n] });
    say({ ends: [format, n], ...(await readMutation(all[format]!, seed, n)) });
  }
}
process.exit(0);
