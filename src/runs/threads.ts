import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * The threads of a run that names none: one a core. Threads of one core share its arithmetic, so that of two only one
 * counts, where the system tells (Linux).
 */
export function defaultThreads(): number {
  return Math.max(1, Math.min(availableParallelism(), physicalCores() ?? Number.POSITIVE_INFINITY));
}

function physicalCores(): number | undefined {
  try {
    const processors = readFileSync('/proc/cpuinfo', 'utf8').split('\n\n');
    const field = (text: string, name: string) => new RegExp(`^${name}\\s*: (\\d+)`, 'm').exec(text)?.[1];
    const cores = processors.flatMap(text => {
      const [socket, core] = [field(text, 'physical id'), field(text, 'core id')];
      return socket !== undefined && core !== undefined ? [`${socket} ${core}`] : [];
    });
    return cores.length > 0 ? new Set(cores).size : undefined;
  } catch {
    return undefined;
  }
}
