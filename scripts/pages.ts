import * as networks from '../src/networks/index.ts';
import type { OptionDescription } from '../src/options.ts';
import { describeOptions } from '../src/options.ts';
import type { ThingDescription } from '../src/thing.ts';
import { exampleOf } from './examples.ts';
import { type Found, type RoomName, thingsIn } from './things.ts';

/** A page of the documentation: its path under docs/ and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const MADE = 'Made from the code by `npm run docs`; the command line says the same';

const intros: Readonly<Record<RoomName, string>> = {
  losses: `# Losses

Which to begin with: [a guide](../choosing.md). ${MADE}: \`nearfar losses [NAME]\`.

Several losses at once, with weights and miners of their own: \`losses.multipleLosses({ losses, weights, miners })\`.`,
  miners: `# Miners

A miner chooses the pairs or triplets of a batch that a loss goes over. ${MADE}: \`nearfar miners [NAME]\`.`,
  methods: `# Methods

A method says what a batch is, what the network is, and what is descended. ${MADE}: \`nearfar methods [NAME]\`.`,
  distances: `# Distances

How far apart, or how alike, two embeddings are. Made from the code by \`npm run docs\`.`,
  reducers: `# Reducers

A reducer makes one number of the elements of a loss. A loss takes one by name, as \`--loss-option reducer=sum\` or
\`--loss-option 'reducer=threshold(low=0.1)'\`, and in code as \`reducers.sumReducer()\`. A reducer for each part of a loss:
\`reducers.multipleReducers({ reducers: { pos, neg } })\`. Made from the code by \`npm run docs\`.`,
  regularizers: `# Regularisers

A regulariser is a cost of embeddings, or of the class vectors of a loss, that is added to the loss. A loss takes one by name, as
\`--loss-option embeddingRegularizer=lp\` or \`--loss-option 'weightRegularizer=sparse-centers(centersPerClass=10)'\`, and in
code as \`regularizers.lpRegularizer()\`. Made from the code by \`npm run docs\`.`,
};

/** Every page of docs/ that is made of the code. */
export async function pages(): Promise<readonly Page[]> {
  const ofEach = await Promise.all((['losses', 'miners', 'methods', 'distances'] as const).map(pagesOf));
  const together = await Promise.all((['reducers', 'regularizers'] as const).map(onePageOf));
  return [...ofEach.flat(), ...together, ...networkPages()];
}

async function pagesOf(room: RoomName): Promise<readonly Page[]> {
  const found = await thingsIn(room);
  const line = ({ basename, thing: { definition } }: Found) =>
    `- [\`${definition.name}\`](${basename}.md): ${definition.summary}`;
  const list = (things: readonly Found[]) => things.map(line).join('\n');
  const given = found.filter(({ isNamed }) => !isNamed);
  const others =
    given.length === 0 ? '' : `\n\nOver rows that are given as pairs or triplets, for methods:\n\n${list(given)}`;
  return [
    ...found.map(each => ({ path: `${room}/${each.basename}.md`, text: pageOf(each) })),
    {
      path: `${room}/README.md`,
      text: `${intros[room]}\n\n${list(found.filter(({ isNamed }) => isNamed))}${others}\n`,
    },
  ];
}

async function onePageOf(room: RoomName): Promise<Page> {
  const sections = (await thingsIn(room)).map(({ thing, exportName, basename }) => {
    const description = { ...thing.definition, options: describeOptions(thing.definition.options) };
    return `## \`${description.name}\`\n\n${body(description, '.')}\n\n\`${room}.${exportName}\`, [source](../src/${room}/${basename}.ts)`;
  });
  return { path: `${room}.md`, text: `${[intros[room], ...sections].join('\n\n')}\n` };
}

function pageOf({ room, basename, exportName, thing, isNamed }: Found): string {
  const description = { ...thing.definition, options: describeOptions(thing.definition.options) };
  return `${[
    `# ${exportName}`,
    body(description, '..'),
    ...(isNamed ? [exampleOf(room, exportName, description)] : []),
    `Source: [\`src/${room}/${basename}.ts\`](../../src/${room}/${basename}.ts)`,
  ].join('\n\n')}\n`;
}

/** What there is to know about a thing; `docs` is the way to docs/. */
function body({ summary, equation, notes, paper, differs, options }: ThingDescription, docs: string): string {
  return [
    summary,
    equation?.replaceAll(/^/gm, '    '),
    notes,
    paper && `From: ${paper}.`,
    differs && `Where it differs: ${differs}`,
    optionsTable(options, docs),
  ]
    .filter(part => part !== undefined && part !== '')
    .join('\n\n');
}

function optionsTable(options: ThingDescription['options'], docs: string): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const value = option.required ? 'required' : option.default === undefined ? '' : `\`${option.default}\``;
    return `| \`${name}\` | ${linked(option, docs)} | ${value} | ${option.about} |`;
  });
  if (rows.length === 0) return '';
  return `| option | what it may be | default | what it does |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}

/** Where the things of a kind are described. */
const pageOfKind: Readonly<Record<string, string>> = {
  loss: 'losses/README.md',
  miner: 'miners/README.md',
  distance: 'distances/README.md',
  reducer: 'reducers.md',
  regularizer: 'regularizers.md',
};

const linked = ({ expected, kind }: OptionDescription, docs: string): string =>
  kind === undefined ? expected : `[a ${kind}](${docs}/${pageOfKind[kind]})`;

function networkPages(): readonly Page[] {
  const page = (name: string): Page => ({
    path: `networks/${name}.md`,
    text: `# ${name}

${body(networks.about(name), '..')}

\`\`\`sh
nearfar train --network ${name} --dim 16
\`\`\`

Source: [\`src/networks/${name}.ts\`](../../src/networks/${name}.ts)
`,
  });
  const lines = networks.names.map(name => `- [\`${name}\`](${name}.md): ${networks.about(name).summary}`);
  const intro = `# Networks\n\nThe encoder of a run; \`--dim\` is the width of its last layer. ${MADE}: \`nearfar networks [NAME]\`.`;
  return [...networks.names.map(page), { path: 'networks/README.md', text: `${intro}\n\n${lines.join('\n')}\n` }];
}
