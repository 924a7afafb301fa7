import { readFileSync, writeFileSync } from 'node:fs';
import { classOptions, pairOptions } from '../src/losses/shared-options.ts';
import { describeOptions, type OptionDescription } from '../src/options.ts';
import type { Description } from '../src/thing.ts';
import { type Found, type RoomName, rooms, thingsIn } from './things.ts';

/** Puts what each thing and each of its options says about itself into the types that editors read, dist/**.d.ts. */
for (const room of Object.keys(rooms) as RoomName[]) for (const found of await thingsIn(room)) document(found);

const { distance, reducer, ...others } = describeOptions({ ...pairOptions('lp', 'mean'), ...classOptions });
// Each loss has a distance and a reducer of its own for defaults.
const shared = {
  ...others,
  distance: { ...distance!, default: undefined },
  reducer: { ...reducer!, default: undefined },
};
rewrite('losses/shared-options', types => withOptionDocs(types, shared));

function document({ room, basename, exportName, thing }: Found): void {
  const { options, ...description } = thing.definition;
  const header = new RegExp(`/\\*\\*(?:(?!\\*/)[^])*\\*/\n(?=export declare const ${exportName}:)`);
  rewrite(`${room}/${basename}`, types =>
    withOptionDocs(
      types.replace(header, () => thingDoc(description)),
      describeOptions(options),
    ),
  );
}

function rewrite(module: string, change: (types: string) => string): void {
  const file = new URL(`../dist/${module}.d.ts`, import.meta.url);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function withOptionDocs(types: string, options: Readonly<Record<string, OptionDescription>>): string {
  return Object.entries(options).reduce(
    (text, [name, option]) =>
      text.replaceAll(new RegExp(`^( +)(?=(?:readonly )?${name}\\??:)`, 'gm'), `$1${optionDoc(option)}\n$1`),
    types,
  );
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
