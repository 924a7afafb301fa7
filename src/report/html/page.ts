import { readFileSync } from 'node:fs';
import { VERSION } from '../../version.ts';
import { Html, html } from './html.ts';

export interface PageOptions {
  readonly title: string;
  /** What the page is about at a glance: a name and a value each. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly sections: readonly (Html | undefined)[];
}

const asset = (name: string): string =>
  readFileSync(new URL(`../../../assets/report/${name}`, import.meta.url), 'utf8');

/** A whole page in one file: style and script lie inside, nothing is fetched. */
export function page({ title, facts, sections }: PageOptions): string {
  const scripts = ['explorer.js', 'sortable.js', 'copy.js'].map(asset).join('\n');
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · nearfar</title>
<link rel="icon" href="data:,">
<style>${new Html(asset('report.css'))}</style>
<body>
<header>
<p class="brand">nearfar</p>
<h1>${title}</h1>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<main>${sections.map(section => section && html`<section>${section}</section>\n`)}</main>
<footer>Made by nearfar ${VERSION}. Everything on this page lies in this one file.</footer>
<script type="module">${new Html(scripts)}</script>
</body>
</html>
`.markup;
}

/** JSON that cannot end the script element it lies in. */
export const jsonScript = (id: string, value: unknown): Html =>
  html`<script type="application/json" id="${id}">${new Html(JSON.stringify(value).replaceAll('<', '\\u003c'))}</script>`;

/** Text to be copied: a command, a config. */
export const codeBlock = (text: string): Html =>
  html`<div class="code"><pre>${text}</pre><button type="button" class="action copy">Copy</button></div>`;
