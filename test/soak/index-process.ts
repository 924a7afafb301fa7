import { type BackendOptions, isIndex, open } from '../../src/retrieval/index.ts';
import { RetrievalIndex } from '../../src/retrieval/retrieval-index.ts';
import { additionsOf, removedAfter, stateOf } from './indexes.ts';

/** Changes and saves an index without end, from the state that it finds, and writes a line once each state is saved: `node index-process.ts FOLDER BACKEND`. */
const folder = process.argv[2]!;
const backend = process.argv[3] as BackendOptions['backend'];
const index = isIndex(folder) ? await open(folder) : RetrievalIndex.create({ backend });
for (let state = (await stateOf(index)) ?? 0; ; state++) {
  if (state > 0) await index.remove(removedAfter(state));
  await index.add(additionsOf(state + 1));
  await index.save(folder);
  process.stdout.write(`${state + 1}\n`);
}
