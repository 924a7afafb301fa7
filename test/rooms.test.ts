import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'));
const files = new Map(
  sources.map(name => {
    const path = join('src', name);
    const specifiers = readFileSync(path, 'utf8').matchAll(/(?:from|import) '(\.[^']+)'/g);
    return [path, Array.from(specifiers, ([, to]) => join(dirname(path), to!))];
  }),
);
const order = /import from folders above it in this list: (.*?)\./s.exec(readFileSync('CONTRIBUTING.md', 'utf8'))![1]!;
const rooms = Array.from(order.matchAll(/`(\w+)`/g), ([, room]) => room!);
/** Starts under any Node, where the public door cannot be imported yet. */
const ENTRY = 'src/cli/nearfar.ts';
const roomOf = (path: string) => /^src\/(\w+)\//.exec(path)?.[1];

it('CONTRIBUTING lists every room', () => {
  expect(new Set(rooms)).toEqual(new Set([...files.keys()].flatMap(path => roomOf(path) ?? [])));
});

it('no room imports from a room below it; the command line imports the public door alone', () => {
  const upward = [...files].flatMap(([from, all]) =>
    all
      .filter(to => {
        const [importer, imported] = [roomOf(from), roomOf(to)];
        if (from === ENTRY && to === 'src/errors.ts') return false;
        if (importer === 'cli') return imported !== 'cli' && to !== 'src/index.ts';
        if (importer === undefined) return imported !== undefined && from !== 'src/index.ts';
        return to === 'src/index.ts' || (imported !== undefined && rooms.indexOf(imported) > rooms.indexOf(importer));
      })
      .map(to => `${from} → ${to}`),
  );
  expect(upward).toEqual([]);
});

it('no file imports itself by way of others', () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path))
      circles.push([...way.slice(way.indexOf(path)), path].map(p => relative('src', p)).join(' → '));
    if (done.has(path)) return;
    done.add(path);
    for (const to of files.get(path) ?? []) visit(to, [...way, path]);
  };
  for (const path of files.keys()) visit(path, []);
  expect(circles).toEqual([]);
});

it('no file has more than 250 lines', () => {
  const long = [...files.keys()].filter(path => readFileSync(path, 'utf8').split('\n').length > 251);
  expect(long).toEqual([]);
});
