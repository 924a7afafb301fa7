import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

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

/** Milliseconds over which the processors are watched. */
const WATCHED = 100;
/** The share of processor time that must be unused for a machine to count as idle. */
const UNUSED = 0.8;

/** Whether the machine is idle, so that the threads of a run may spin while they wait for each other. */
export async function isMachineIdle(): Promise<boolean> {
  const before = processorTimes();
  await setTimeout(WATCHED);
  const after = processorTimes();
  const [idle, all] = [after.idle - before.idle, after.all - before.all];
  return all === 0 || idle / all >= UNUSED; // Where the system does not tell, it counts as idle.
}

function processorTimes(): { idle: number; all: number } {
  const times = cpus().map(cpu => cpu.times);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap(each => Object.values(each))) };
}
