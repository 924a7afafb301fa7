export * from './initializers.ts';
export * from './layers.ts';
export * from './module.ts';
export * from './optimizers.ts';
export * from './schedules.ts';
export { initialize, type Parameter, type ParameterValues, Scope, type ScopeOptions } from './scope.ts';
