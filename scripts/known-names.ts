import { datasets, distances, losses, methods, miners, networks } from '../src/index.ts';

const UNIONS = {
  DatasetName: ['A data set', datasets.names],
  MethodName: ['A method', methods.names],
  LossName: ['A loss', losses.names],
  MinerName: ['A miner', miners.names],
  DistanceName: ['A distance', distances.names],
  NetworkName: ['A network', networks.names],
} as const;

/** The text of `src/training/known-names.ts`: the names that the lists of the rooms have, as types that editors complete. */
export function knownNames(): string {
  const unions = Object.entries(UNIONS).map(
    ([type, [kind, names]]) => `/** ${kind} that the library knows by name. */\n${union(type, names)}\n`,
  );
  return `// Written by \`npm run docs\` from the lists of the rooms.\n\n${unions.join('\n')}`;
}

/** Columns of a line, as the formatter has them. */
const WIDTH = 120;

function union(type: string, names: readonly string[]): string {
  const quoted = names.map(name => `'${name}'`);
  const line = `export type ${type} = ${quoted.join(' | ')};`;
  return line.length <= WIDTH ? line : `export type ${type} =\n${quoted.map(name => `  | ${name}`).join('\n')};`;
}
