import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type RoomName, rooms, thingsIn } from '../scripts/things.ts';

const all = (await Promise.all((Object.keys(rooms) as RoomName[]).map(thingsIn))).flat();

it.each(
  all.map(({ room, basename, ...found }) => [`${room}/${basename}`, found] as const),
)('dist/%s.d.ts says to editors what the thing and each of its options is', (path, { exportName, thing }) => {
  const types = readFileSync(new URL(`../dist/${path}.d.ts`, import.meta.url), 'utf8');
  const { summary, options } = thing.definition;
  expect(types).toContain(`/**\n * ${summary}\n`);
  expect(types).toMatch(new RegExp(`\\*/\nexport declare const ${exportName}:`));
  for (const [option, { description }] of Object.entries(options)) {
    const [doc] = new RegExp(`.*\n +(?:readonly )?${option}\\??:`).exec(types)!;
    expect(doc).toContain(`/** ${description}`);
  }
});
