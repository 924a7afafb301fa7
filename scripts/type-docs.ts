import { readFileSync, writeFileSync } from 'node:fs';
import { describeOptions, type OptionDescription } from '../src/options.ts';
import type { Description } from '../src/thing.ts';
import { type Found, type RoomName, rooms, thingsIn } from './things.ts';

/** Puts what each thing and each of its options says about itself into the types that editors read, dist/**.d.ts. */
for (const room of Object.keys(rooms) as RoomName[]) for (const found of await thingsIn(room)) document(found);

function document({ room, basename, exportName, thing }: Found): void {
  const file = new URL(`../dist/${room}/${basename}.d.ts`, import.meta.url);
  const { options, ...description } = thing.definition;
  const header = new RegExp(`/\\*\\*(?:(?!\\*/)[^])*\\*/\n(?=export declare const ${exportName}:)`);
  const documented = Object.entries(describeOptions(options)).reduce(
    (text, [name, option]) =>
      text.replaceAll(new RegExp(`^( +)(?=(?:readonly )?${name}\\??:)`, 'gm'), `$1${optionDoc(option)}\n$1`),
    readFileSync(file, 'utf8').replace(header, () => thingDoc(description)),
  );
  writeFileSync(file, documented);
}

function optionDoc({ about, expected, kind, default: value }: OptionDescription): string {
  const range = kind === undefined && expected !== 'true or false' ? ` Expects ${expected}.` : '';
  return `/** ${about}${range}${value === undefined ? '' : ` @default ${value}`} */`;
}

function thingDoc({ summary, equation, notes, paper, differs }: Description): string {
  const parts = [
    summary,
    equation?.replaceAll(/^/gm, '    '),
    notes,
    paper && `From: ${paper}.`,
    differs && `Differs: ${differs}`,
  ];
  const lines = parts
    .filter(part => part !== undefined && part !== '')
    .join('\n\n')
    .split('\n');
  return `/**\n${lines.map(line => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}
