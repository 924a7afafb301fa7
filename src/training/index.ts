export { Random } from '../random.ts';
export { buildStep, type Objective, type Step, StepRunner } from './step.ts';
