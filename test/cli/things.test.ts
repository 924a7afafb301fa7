import { describe, expect, it } from 'vitest';
import { lastJson, nearfar } from '../support/cli.ts';

describe.each([
  ['losses', 'triplet-margin'],
  ['miners', 'semihard'],
  ['methods', 'online-triplet'],
  ['networks', 'conv4'],
])('nearfar %s', (room, name) => {
  it('lists every name with a sentence', async () => {
    const { code, stdout } = await nearfar([room]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${name} +[A-Z].*\\.$`, 'm'));
    const { [room]: all } = lastJson<Record<string, { name: string; summary: string }[]>>(
      await nearfar([room, '--json']),
    );
    expect(all!.map(each => each.name)).toContain(name);
  });

  it('NAME tells about one, and offers the nearest for a name that is none', async () => {
    const { code, stdout } = await nearfar([room, name]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${name}: `);
    expect(lastJson(await nearfar([room, name, '--json']))).toMatchObject({ name, options: {} });
    const wrong = await nearfar([room, `${name}x`]);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain(`Did you mean "${name}"?`);
  });
});

it('nearfar losses NAME tells equation, paper, and options with range and default', async () => {
  const { stdout } = await nearfar(['losses', 'nt-xent']);
  expect(stdout).toContain('    −ln( e^s_ap / (e^s_ap + Σₙ e^s_an) )');
  expect(stdout).toContain('From: Sohn 2016');
  expect(stdout).toMatch(/^temperature +0\.07 +a number above 0 +What similarities are divided by\.$/m);
  expect(stdout).toMatch(/^distance +cosine +a distance by its name/m);
});

it('--loss-option margin= is refused, not 0', async () => {
  const { code, stderr } = await nearfar(['train', '--loss', 'triplet-margin', '--loss-option', 'margin=']);
  expect(code).toBe(2);
  expect(stderr).toContain('--loss-option: expected name=value, got "margin=".');
});
