import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canWriteApi, writeApi } from '../scripts/api-reference.ts';
import { temporaryFolder } from './support/cli.ts';
import { root } from './support/documents.ts';
import { publicDeclarations } from './support/public-declarations.ts';

const folder = join(root, 'docs', 'api');
const names = readdirSync(folder);
const read = (from: string) =>
  Object.fromEntries(readdirSync(from).map(name => [name, readFileSync(join(from, name), 'utf8')]));
const pages = read(folder);

/** Text without what Markdown and tables add to it. */
const plain = (text: string): string => text.replaceAll('<br />', '').replaceAll(/[^\p{L}\p{N}]/gu, '');

it('docs/api has every exported declaration with its doc comment; npm run docs:api writes it', () => {
  const text = plain(Object.values(pages).join('\n'));
  const missing = publicDeclarations().filter(
    ({ comment }) => !comment.split('\n').every(line => text.includes(plain(line))),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

it('every link inside docs/api leads to a heading', () => {
  const anchors = new Map(names.map(name => [name, anchorsOf(pages[name]!)]));
  const links = names.flatMap(from =>
    Array.from(pages[from]!.matchAll(/\]\(([\w.-]*)(?:#([^)]+))?\)/g), ([, to, anchor]) => ({
      from,
      to: to || from,
      anchor,
    })),
  );
  expect(links.length).toBeGreaterThan(500);
  const broken = links.filter(({ to, anchor }) => !anchors.has(to) || (anchor && !anchors.get(to)!.has(anchor)));
  expect(broken).toEqual([]);
});

/** What can be linked to in a page: its headings, as GitHub names them, and what it names itself. */
function anchorsOf(text: string): Set<string> {
  const found = new Set(Array.from(text.matchAll(/<a id="([^"]+)">/g), ([, id]) => id!));
  const count = new Map<string, number>();
  for (const [, heading] of text.matchAll(/^#+ (.*)$/gm)) {
    const slug = heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const times = count.get(slug) ?? 0;
    count.set(slug, times + 1);
    found.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return found;
}

it('npm run docs:api changes nothing', ({ skip }) => {
  skip(!canWriteApi(), 'TypeDoc is not installed: npm ci --prefix scripts/api');
  const fresh = join(temporaryFolder(), 'api');
  writeApi(fresh);
  expect(read(fresh)).toEqual(pages);
});
