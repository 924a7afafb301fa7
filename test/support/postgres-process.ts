import { open } from '../../src/retrieval/index.ts';
import { stateOf } from './postgres-states.ts';

/** Adds state after state to an index, from the one that it finds, and writes a line once each is there: `node postgres-process.ts ADDRESS`. */
const index = await open(process.argv[2]!);
for (let state = 1; ; state++) {
  await index.add(stateOf(state));
  process.stdout.write(`${state}\n`);
}
