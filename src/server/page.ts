import { html } from '../report/html/html.ts';
import { codeBlock, page } from '../report/html/page.ts';
import type { About } from './jobs.ts';
import { ROUTES } from './routes.ts';

const EXAMPLES: Readonly<Record<string, string>> = {
  '/embed': '-F images=@a.png -F images=@b.png',
  '/search': '-F images=@a.png -F k=5',
  '/verify': '-F a=@a.png -F b=@b.png',
  '/classify': '-F images=@a.png',
};

/** A page for people: what is served, and how it is asked. */
export function apiPage({ name, serves, takes, index, sampleShape }: About, address: string): string {
  const facts: [string, string][] = [
    [serves, name],
    ['takes', takes.join(', ')],
    ...(sampleShape ? ([['sample', `[${sampleShape.join(', ')}]`]] as [string, string][]) : []),
    ...(index ? ([['vectors', String(index.size)]] as [string, string][]) : []),
  ];
  const routes = ROUTES.map(({ method, path, summary }) => {
    const example = EXAMPLES[path];
    const command = example === undefined ? `curl ${address}${path}` : `curl ${address}${path} ${example}`;
    return html`<h2>${method.toUpperCase()} ${path}</h2><p>${summary}</p>${codeBlock(command, 'command')}`;
  });
  const about = html`<p>All of it, with every field: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>`;
  return page({ title: name, facts, sections: [about, ...routes] });
}
