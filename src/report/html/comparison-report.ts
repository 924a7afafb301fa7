import { type EmbeddedFrames, explorer } from './explorer.ts';
import { type Html, html } from './html.ts';
import { codeBlock, page } from './page.ts';
import { type DrawnPicture, pictureGrid } from './pictures.ts';

export interface ComparisonReportOptions {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** The table of all runs. */
  readonly table: Html;
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
  readonly charts: readonly DrawnPicture[];
  readonly frames: readonly EmbeddedFrames[];
  readonly command: string;
}

/** The page about several runs side by side. */
export async function comparisonReport(options: ComparisonReportOptions): Promise<string> {
  const { title, facts, table, failures, charts, frames, command } = options;
  const sections = [
    html`<h2>All runs</h2>${table}`,
    failures.length === 0 ? undefined : failed(failures),
    charts.length === 0 ? undefined : html`<h2>Side by side</h2>${pictureGrid(charts)}`,
    frames.length === 0 ? undefined : html`<h2>The embeddings of each run</h2>${await explorer(frames)}`,
    html`<h2>Repeat this comparison</h2><p>Runs that are done already are not run again.</p>${codeBlock(command)}`,
  ];
  return page({ title, facts, sections });
}

const failed = (failures: ComparisonReportOptions['failures']): Html =>
  html`<h2 id="failed">Runs that failed</h2><ul>${failures.map(({ name, reason }) => html`<li><strong>${name}</strong>: ${reason}</li>`)}</ul>`;
