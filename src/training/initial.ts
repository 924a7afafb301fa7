import { UsageError } from '../errors.ts';
import { sameShape } from '../graph/tensor.ts';
import type { Parameter, ParameterValues } from '../nn/index.ts';
import { isOptimizerState } from './step.ts';

/** The weights of another run to start from. */
export interface Initial {
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
export function startFrom(parameters: readonly Parameter[], { values, who, network }: Initial): ParameterValues {
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
