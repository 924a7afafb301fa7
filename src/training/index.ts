export { buildStep, type Objective, type Step, StepRunner } from './step.ts';
