export { type ComparisonReportOptions, comparisonReport } from './comparison-report.ts';
export type { EmbeddedFrames } from './explorer.ts';
export { Html, html } from './html.ts';
export { type RunReportOptions, runReport } from './run-report.ts';
export { type Cell, type Column, htmlTable } from './table.ts';
