// Recommend items to users by two towers: one network embeds users, another items, and what a user chose comes out near.
//   npx jiti examples/recommendation.ts [steps]
import { evaluation, graph, type NdArray, nn, Random, retrieval, training } from 'nearfar';

const steps = Number(process.argv[2] ?? 1000);
const [USERS, ITEMS, GENRES, AGES, DIM, BATCH] = [800, 500, 10, 5, 24, 256];
const random = new Random(1);
const list = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));

// A made table of choices. An item has a genre, a price and a style; a user has an age, which favours some genres, and a taste of
// his own. Popular items are chosen more by everybody.
const normals = (count: number) => list(count, () => random.normal());
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const items = list(ITEMS, () => ({
  genre: random.int(GENRES),
  price: random.uniform(),
  style: normals(4),
  fame: random.normal(),
}));
const likes = list(AGES, () => normals(GENRES));
const users = list(USERS, () => ({
  age: random.int(AGES),
  own: normals(GENRES),
  thrift: random.normal(),
  style: normals(4),
}));
const choices = users.map(({ age, own, thrift, style }) => {
  const wish = ({ genre, price, ...item }: (typeof items)[number]) =>
    1.2 * (likes[age]![genre]! + own[genre]!) - thrift * price + 0.8 * dot(style, item.style) + 0.8 * item.fame;
  // Without replacement, with odds e^wish (Gumbel's trick).
  const keys = items.map(item => wish(item) - Math.log(-Math.log(random.uniform(1e-12, 1))));
  return [...keys.keys()].sort((a, b) => keys[b]! - keys[a]!).slice(0, 15 + random.int(20));
});

// Five choices of each user are held out.
const order = choices.map(chosen => Array.from(random.permutation(chosen.length), i => chosen[i]!));
const heldOut = order.map(chosen => chosen.slice(0, 5));
const known = order.map(chosen => chosen.slice(5));
const pairs = known.flatMap((chosen, user) => chosen.map(item => [user, item] as const));
const counts = list(ITEMS, item => pairs.filter(([, each]) => each === item).length);

// The towers: id and features, each embedded, then two layers; the ends have length 1.
type Columns = Readonly<Record<string, { readonly count: number; readonly of: (row: number) => number }>>;
const userColumns: Columns = { id: { count: USERS, of: u => u }, age: { count: AGES, of: u => users[u]!.age } };
const itemColumns: Columns = {
  id: { count: ITEMS, of: i => i },
  genre: { count: GENRES, of: i => items[i]!.genre },
  price: { count: 8, of: i => Math.floor(8 * items[i]!.price) }, // in eight classes
};
const mlp = nn.sequential(nn.linear({ out: 64 }), nn.relu(), nn.dropout({ rate: 0.2 }), nn.linear({ out: DIM }));
const tower = (name: string, columns: Columns, rows: number) => (scope: nn.Scope) => {
  const embedded = Object.entries(columns).map(([column, { count }]) => {
    const numbers = graph.input(`${name}.${column}`, 'int32', [rows]);
    return nn.embedding({ count, dim: 16, initializer: nn.normal(0.1) })(numbers, scope.child(name).child(column));
  });
  return graph.l2Normalize(mlp(graph.concat(embedded, 1), scope.child(name))); // [rows, DIM]
};

// Each user of a batch must find his item among those of the others (sampled softmax). Popular items stand in for others more
// often: the logarithm of their share is taken off (Yi et al. 2019).
const step = training.buildStep(
  scope => {
    const u = tower('user', userColumns, BATCH)(scope);
    const v = tower('item', itemColumns, BATCH)(scope);
    const share = graph.input('logShare', 'float32', [1, BATCH]);
    const scores = graph.sub(graph.mul(graph.matmul(u, v, { transposeB: true }), 12), share); // [BATCH, BATCH]
    return {
      loss: graph.crossEntropy(
        scores,
        graph.constant(
          list(BATCH, i => i),
          { dtype: 'int32' },
        ),
      ),
    };
  },
  nn.adamW({ rate: nn.oneCycle({ rate: 0.005, steps }), weightDecay: 0.01 }),
);

const runner = await training.StepRunner.open(step, random, {}, { threads: 1 });
const fill = (
  feeds: Readonly<Record<string, graph.Buffer>>,
  name: string,
  columns: Columns,
  rows: readonly number[],
) => {
  for (const [column, { of }] of Object.entries(columns)) feeds[`${name}.${column}`]!.data.set(rows.map(of) as never);
};
for (let i = 0; i < steps; i++) {
  const batch = list(BATCH, () => pairs[random.int(pairs.length)]!);
  fill(
    runner.feeds,
    'user',
    userColumns,
    batch.map(([user]) => user),
  );
  fill(
    runner.feeds,
    'item',
    itemColumns,
    batch.map(([, item]) => item),
  );
  runner.feeds['logShare']!.data.set(batch.map(([, item]) => Math.log(counts[item]! / pairs.length)) as never);
  const { loss } = await runner.run(random);
  if (i % 500 === 0 || i === steps - 1) console.log(`step ${i}: loss ${loss!.toFixed(3)}`);
}

// After training: the embeddings of all users and of all items, the items in an index.
const values = structuredClone(runner.values);
await runner.release();
async function embed(name: string, columns: Columns, rows: number): Promise<NdArray<Float32Array>> {
  const network = tower(name, columns, rows)(new nn.Scope({ training: false, values }));
  const session = await graph.openSession(graph.toOnnx(graph.program({ embedding: network })));
  const inputs = Object.fromEntries(
    Object.keys(columns).map(column => [`${name}.${column}`, graph.buffer('int32', [rows])]),
  );
  fill(
    inputs,
    name,
    columns,
    list(rows, i => i),
  );
  const { embedding } = await session.run(inputs);
  await session.release();
  return embedding as NdArray<Float32Array>;
}
const index = retrieval.create();
await index.add({
  ids: list(ITEMS, String),
  vectors: await embed('item', itemColumns, ITEMS),
  labels: items.map(({ genre }) => `genre ${genre}`),
});
const hits = await index.search(await embed('user', userColumns, USERS), { k: 100 });

const unknown = (all: readonly number[], user: number) => all.filter(item => !known[user]!.includes(item)).slice(0, 20);
const byCount = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]!);
const judged = {
  'two towers': hits.map(({ ids }, user) => unknown(ids.map(Number), user)),
  popularity: users.map((_, user) => unknown(byCount, user)),
  random: users.map((_, user) => unknown(Array.from(random.permutation(ITEMS)), user)),
};
for (const [name, recommended] of Object.entries(judged)) {
  const { recallAt, ndcgAt } = evaluation.recommendation({ recommended, relevant: heldOut });
  const show = (values: Readonly<Record<number, number>>) => `${values[10]!.toFixed(4)} ${values[20]!.toFixed(4)}`;
  console.log(`${name}: recall@10, @20 ${show(recallAt)}, nDCG@10, @20 ${show(ndcgAt)}`);
}
