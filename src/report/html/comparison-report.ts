import { type EmbeddedFrames, explorer } from './explorer.ts';
import { type Html, html } from './html.ts';
import { codeBlock, page } from './page.ts';
import { pictureGrid } from './pictures.ts';

/** What `comparisonReport` shows. */
export interface ComparisonReportOptions {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** The table of means over seeds, where seeds are varied. */
  readonly means?: Html | undefined;
  /** The table of all runs. */
  readonly table: Html;
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
  /** As SVG. */
  readonly charts: readonly string[];
  readonly frames: readonly EmbeddedFrames[];
  readonly command: string;
}

/** The page about several runs side by side. */
export async function comparisonReport(options: ComparisonReportOptions): Promise<string> {
  const { title, facts, means, table, failures, charts, frames, command } = options;
  const sections = [
    means && html`<h2>Means over seeds</h2>${means}`,
    html`<h2>All runs</h2>${table}`,
    failures.length === 0 ? undefined : failed(failures),
    charts.length === 0 ? undefined : html`<h2>Charts</h2>${pictureGrid(charts)}`,
    frames.length === 0 ? undefined : html`<h2>Embeddings during training</h2>${await explorer(frames)}`,
    html`<h2>Repeat these runs</h2><p>Finished runs are not run again.</p>${codeBlock(command, 'command')}`,
  ];
  return page({ title, facts, sections });
}

const failed = (failures: ComparisonReportOptions['failures']): Html =>
  html`<h2 id="failed">Failed runs</h2><ul>${failures.map(({ name, reason }) => html`<li><strong>${name}</strong>: ${reason}</li>`)}</ul>`;
