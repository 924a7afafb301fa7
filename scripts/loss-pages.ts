import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page of the documentation: its file's name and its text. */
export interface Page {
  readonly name: string;
  readonly text: string;
}

interface Option {
  readonly name: string;
  readonly type: string;
  readonly about: string;
}

/** What losses are built of, no losses themselves. */
const BASES = ['class-loss.ts', 'embedding-loss.ts'];

const folder = new URL('../src/losses/', import.meta.url).pathname;

/** One page for every file `*-loss.ts`, made of its doc comments, and an index: page and code cannot drift apart. */
export function lossPages(): readonly Page[] {
  const files = readdirSync(folder).filter(name => name.endsWith('-loss.ts') && !BASES.includes(name));
  const pages = files.sort().map(pageOf);
  const lines = pages.map(({ name, text }) => `- [${text.split('\n')[0]!.slice(2)}](${name}): ${firstSentence(text)}`);
  const head =
    '# Losses\n\nWhich to begin with: [a guide](../choosing.md). Each page is made of the code’s own comments by `npm run docs`.\n';
  return [...pages, { name: 'README.md', text: `${head}\n${lines.join('\n')}\n` }];
}

const firstSentence = (text: string): string =>
  text
    .split('\n\n')[1]!
    .replace(/\s+/g, ' ')
    .split(/(?<=[.:])(?<! al\.) /)[0]!
    .replace(/:$/, '.');

function pageOf(file: string): Page {
  const source = readFileSync(join(folder, file), 'utf8');
  const made = /\/\*\*\n((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:function|const) (\w+Loss)\b/.exec(source);
  if (!made) throw new Error(`${file}: no doc comment before its exported loss`);
  const [, comment, name] = made as unknown as [string, string, string];
  const options = optionsIn(source);
  const rows = options.map(({ name: option, type, about }) => `| \`${option}\` | \`${type}\` | ${about} |`);
  const table =
    rows.length === 0 ? '' : `\n## Options\n\n| option | type | |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  const base = file.replace(/\.ts$/, '');
  const text = `# ${name}\n\n${plain(comment)}\n${table}\nSource: [\`src/losses/${file}\`](../../src/losses/${file})\n`;
  return { name: `${base}.md`, text };
}

/** A doc comment's text without its stars; indented lines stay, so that an equation is a block. */
const plain = (comment: string): string =>
  comment
    .split('\n')
    .map(line => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();

/** The options of the file's interfaces that end in Options, with their comments. */
function optionsIn(source: string): Option[] {
  const bodies = [...source.matchAll(/interface \w+Options[^{]*\{\n([\s\S]*?)\n\}/g)].map(match => match[1]!);
  return bodies.flatMap(body =>
    [...body.matchAll(/\/\*\*([\s\S]*?)\*\/\s*(?:readonly )?(\w+)\??: ([^;]+);/g)].map(([, about, name, type]) => ({
      name: name!,
      type: type!.replaceAll('|', '\\|'),
      about: plain(about!).replace(/\s+/g, ' ').replaceAll('|', '\\|'),
    })),
  );
}
