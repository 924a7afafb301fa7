import { UsageError } from '../errors.ts';
import { sameShape } from '../graph/tensor.ts';
import type { Parameter, ParameterValues } from '../nn/index.ts';
import type { Safetensors } from './safetensors.ts';
import { isOptimizerState } from './step.ts';
import { ownName, type WeightNames } from './weight-names.ts';

/** Chooses the values that parameters start with; those without one are made anew. */
export type Initial = (parameters: readonly Parameter[]) => ParameterValues;

/** The weights of another run to start from. */
export interface RunWeights {
  /** By their names, as the other run's checkpoint has them. */
  readonly values: ParameterValues;
  /** How the other run was named, for errors. */
  readonly who: string;
  /** The flags that give this run the other's network. */
  readonly network: string;
}

/** Parameters of the network itself; others (a head, a loss's class vectors) may differ from run to run. */
const OF_NETWORK = /^(encoder|pair)\./;

/**
 * The values to start with: those of the network, all of them, and whatever else has the same name and shape.
 *
 * @throws UsageError where the networks differ
 */
export function startFrom(parameters: readonly Parameter[], { values, who, network }: RunWeights): ParameterValues {
  const refuse = (expected: string, got: string) =>
    new UsageError({ who, expected, got, fix: `Give this run the network of that one: ${network}` });
  const taken: Record<string, ParameterValues[string]> = {};
  for (const { name, shape } of parameters) {
    const value = values[name];
    if (isOptimizerState(name)) continue;
    if (value && sameShape(value.shape, shape)) taken[name] = value;
    else if (OF_NETWORK.test(name)) {
      const got = value ? `[${value.shape.join(', ')}]` : 'none';
      throw refuse(`${name} of shape [${shape.join(', ')}], as the network of this run has it`, got);
    }
  }
  const known = new Set(parameters.map(({ name }) => name));
  const foreign = Object.keys(values).find(name => OF_NETWORK.test(name) && !known.has(name));
  if (foreign !== undefined) throw refuse('the weights of the same network', `"${foreign}" too`);
  return taken;
}

/** The weights of a safetensors file to start from. */
export interface FileWeights extends Safetensors {
  /** How the file was named, for errors. */
  readonly who: string;
  /** Its names and ours. */
  readonly names: WeightNames;
}

/**
 * The values of a file by our names: those of the network, all of them, and of a head or a loss those that the file has. A file
 * of nearfar may have heads that this run lacks.
 *
 * @throws UsageError that lists the weights that are missing, of another shape or left over
 */
export function startFromFile(parameters: readonly Parameter[], file: FileWeights): ParameterValues {
  const { values, others, metadata, who, names } = file;
  const wanted = new Map(parameters.filter(({ name }) => !isOptimizerState(name)).map(each => [each.name, each.shape]));
  const mayStay = (name: string) => metadata['format'] === 'nearfar' && !OF_NETWORK.test(name);
  const taken: Record<string, ParameterValues[string]> = {};
  const [wrong, over]: [string[], string[]] = [[], []];
  for (const [theirs, { data, shape }] of Object.entries(values)) {
    const name = ownName(theirs, names);
    if (name === undefined) continue;
    const expected = wanted.get(name);
    if (name in taken) wrong.push(`${name} is there twice`);
    else if (expected && sameShape(expected, shape)) taken[name] = { data, shape };
    else if (mayStay(name)) continue;
    else if (!expected) over.push(theirs);
    else wrong.push(`${name} is [${shape.join(', ')}] in place of [${expected.join(', ')}]`);
  }
  for (const [theirs, type] of Object.entries(others))
    if (ownName(theirs, names) !== undefined) over.push(`${theirs} (${type})`);
  const isWrong = (name: string) => wrong.some(text => text.startsWith(`${name} is`));
  const missing = [...wanted.keys()].filter(name => OF_NETWORK.test(name) && !(name in taken) && !isWrong(name));
  const problems = [
    ...wrong,
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(over.length > 0 ? [`left over: ${over.join(', ')}`] : []),
  ];
  if (problems.length === 0) return taken;
  throw new UsageError({
    who,
    expected: 'all weights of the network, and no others',
    got: problems.join('; '),
    fix: 'Say which name is which by --init-mapping, a JSON file like {"conv1": "encoder.0", "fc": null}',
  });
}
