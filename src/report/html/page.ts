import { readFileSync } from 'node:fs';
import { VERSION } from '../../version.ts';
import { dataUri } from '../data-uri.ts';
import { drawable } from '../text.ts';
import { Html, html } from './html.ts';

/** What a page consists of. */
export interface PageOptions {
  readonly title: string;
  /** A name and a value each; they stand below the title. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly sections: readonly (Html | undefined)[];
}

const asset = (name: string): Buffer => readFileSync(new URL(`../../../assets/${name}`, import.meta.url));

/** The font of the pictures, for the text around them. */
const fontFace = (weight: 400 | 600): string =>
  `@font-face{font-family:Inter;font-weight:${weight};src:url(${dataUri('font/woff', asset(`fonts/inter-latin-${weight}.woff`))})}`;

/** A whole page in one file: style, font and scripts are inside, nothing is fetched. */
export function page({ title, facts, sections }: PageOptions): string {
  const scripts = ['explorer.js', 'sortable.js', 'copy.js'].map(name => asset(`report/${name}`)).join('\n');
  const style = [fontFace(400), fontFace(600), asset('report/report.css')].join('\n');
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${drawable(title)} · nearfar</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
<body>
<header>
<p class="brand">nearfar</p>
<h1>${drawable(title)}</h1>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${drawable(value)}</dd></div>`)}</dl>
</header>
<main>${sections.map(section => section && html`<section>${section}</section>\n`)}</main>
<footer>Made by nearfar ${VERSION}. This page is one file and loads nothing from elsewhere.</footer>
<script type="module">${new Html(scripts)}</script>
</body>
</html>
`.markup;
}

/** JSON that cannot end the script element it lies in. */
export const jsonScript = (id: string, value: unknown): Html =>
  html`<script type="application/json" id="${id}">${new Html(JSON.stringify(value).replaceAll('<', '\\u003c'))}</script>`;

/** Text to be copied: a config, or a command, whose lines break between its options only. */
export const codeBlock = (text: string, kind: 'command' | 'config' = 'config'): Html =>
  html`<div class="code"><pre class="${kind}">${text}</pre><button type="button" class="action copy">Copy</button></div>`;
