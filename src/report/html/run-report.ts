import { type EmbeddedFrames, explorer } from './explorer.ts';
import { type Html, html } from './html.ts';
import { codeBlock, page } from './page.ts';
import { pictureGrid } from './pictures.ts';

/** What `runReport` shows. */
export interface RunReportOptions {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** The table of metrics. */
  readonly metrics: Html;
  /** The table of thresholds, where there are any. */
  readonly thresholds?: Html | undefined;
  readonly frames?: EmbeddedFrames | undefined;
  /** Pictures, as SVG, under headings, in their order. */
  readonly chapters: readonly { readonly heading: string; readonly pictures: readonly string[] }[];
  /** A command that repeats the run, where there is one, and its config. */
  readonly repeat: { readonly command: string | undefined; readonly config: string };
}

/** The page about one run. */
export async function runReport({
  title,
  facts,
  metrics,
  thresholds,
  frames,
  chapters,
  repeat,
}: RunReportOptions): Promise<string> {
  const sections = [
    html`<h2>Results</h2>${metrics}`,
    thresholds && html`<h2>Thresholds</h2>${thresholds}`,
    frames && html`<h2>Embeddings during training</h2>${await explorer([frames])}`,
    ...chapters.map(({ heading, pictures }) => html`<h2>${heading}</h2>${pictureGrid(pictures, heading)}`),
    repeatSection(repeat),
  ];
  return page({ title, facts, sections });
}

function repeatSection({ command, config }: RunReportOptions['repeat']): Html {
  const how =
    command === undefined
      ? html`<p>This run used objects of its own code, so that code repeats it. Its config:</p>`
      : html`<p>The same options give the same result on the same machine:</p>${codeBlock(command, 'command')}<p>All options, as <code>config.json</code>:</p>`;
  return html`<h2>Repeat this run</h2>${how}${codeBlock(config)}`;
}
