export { type CurvesOptions, curves, type MetricCurve, type StepValue } from './curves.ts';
export type { Heading } from './figure.ts';
export { type ProjectionMethod, project } from './project.ts';
export { savePlot } from './save.ts';
export { type ScatterOptions, scatter } from './scatter.ts';
