import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { NearfarError } from '../src/errors.ts';
import { append, fileError, makeFolder, removeTemporaries, sync, writeWhole } from '../src/files.ts';
import { temporaryFolder } from './support/cli.ts';

const calls: string[] = [];
vi.mock('node:fs', async importOriginal => {
  const fs = await importOriginal<typeof import('node:fs')>();
  return {
    ...fs,
    fsyncSync: (file: number) => {
      calls.push(fs.fstatSync(file).isDirectory() ? 'sync folder' : 'sync file');
      fs.fsyncSync(file);
    },
    renameSync: (from: string, to: string) => {
      calls.push('rename');
      fs.renameSync(from, to);
    },
  };
});

describe('writeWhole(path, content)', () => {
  it('writes the file and leaves nothing else', () => {
    const folder = temporaryFolder();
    writeWhole(join(folder, 'a/b.txt'), 'whole');
    expect(readFileSync(join(folder, 'a/b.txt'), 'utf8')).toBe('whole');
    expect(readdirSync(join(folder, 'a'))).toEqual(['b.txt']);
  });

  it('syncs the file before it renames it, and the folder after', () => {
    calls.length = 0;
    writeWhole(join(temporaryFolder(), 'checkpoint'), new Uint8Array(10));
    expect(calls).toEqual(['sync file', 'rename', 'sync folder']);
  });

  it('removes what a killed writer of the same file left, but not what one may be writing', () => {
    const folder = temporaryFolder();
    for (const name of ['.config.json.0123abcd', '.config.json.89ab0123', '.other.json.0123abcd', '.config.json']) {
      writeFileSync(join(folder, name), 'half');
    }
    const old = new Date(Date.now() - 120_000);
    utimesSync(join(folder, '.config.json.0123abcd'), old, old);
    utimesSync(join(folder, '.other.json.0123abcd'), old, old);
    writeWhole(join(folder, 'config.json'), '{}');
    expect(readdirSync(folder).sort()).toEqual(
      ['.config.json', '.config.json.89ab0123', '.other.json.0123abcd', 'config.json'].sort(),
    );
  });

  it('says in our words that a folder is a file', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const path = join(folder, 'file/metrics.json');
    const message = (code: string) =>
      `${path}: expected a place that can be written to, got a file where a folder should be (${code}). Name another place.`;
    expect(() => writeWhole(path, '')).toThrow(message('EEXIST'));
    expect(() => append(path, '')).toThrow(message('ENOTDIR'));
  });

  it.skipIf(!existsSync('/dev/full'))('append(path, text) says in our words that the disk is full', () => {
    expect(() => append('/dev/full', 'x')).toThrow(
      '/dev/full: expected a place that can be written to, got a full disk (ENOSPC). Make room, or name another place.',
    );
  });
});

describe('makeFolder(path)', () => {
  it('makes the folders on the way, and leaves what is there', () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    makeFolder(folder);
    writeFileSync(join(folder, 'c'), '');
    makeFolder(folder);
    expect(readdirSync(folder)).toEqual(['c']);
  });

  it('throws where a file is in the way', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), '');
    expect(() => makeFolder(join(folder, 'a', 'b'))).toThrow(/ENOTDIR|EEXIST/);
  });

  it.skipIf(process.platform !== 'linux')('throws where the system has no such place, and does not wait', () => {
    expect(() => makeFolder('/proc/x/y')).toThrow('ENOENT');
  });
});

it('sync(path) says in our words that a folder is where the file should be', () => {
  const folder = temporaryFolder();
  expect(() => sync(folder)).toThrow(
    `${folder}: expected a place that can be written to, got a folder of that name (EISDIR).`,
  );
});

it('fileError(error, path) keeps the cause, and errors that are ours or no error of the file system', () => {
  const cause = Object.assign(new Error('EBUSY: resource busy'), { code: 'EBUSY' });
  expect(fileError(cause, 'x')).toMatchObject({
    message: 'x: expected a place that can be written to, got EBUSY: resource busy (EBUSY).',
    cause,
  });
  const own = new NearfarError({ who: 'a', expected: 'b', got: 'c' });
  expect(fileError(own, 'x')).toBe(own);
  const bug = new TypeError('x is not a function');
  expect(fileError(bug, 'x')).toBe(bug);
});

it('fileError(error) of an open file, whose errors have no path, names the file system; errors of other systems stay', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, fsync'), { code: 'ENOSPC' });
  expect(fileError(full)).toMatchObject({
    message:
      'the file system: expected a place that can be written to, got a full disk (ENOSPC). Make room, or name another place.',
  });
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(fileError(refused)).toBe(refused);
});

it('removeTemporaries(folder) removes all files that are not whole, and nothing else', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'plots'));
  for (const name of ['.a.json.0123abcd', '.b.f32.ffffffff', 'a.json', '.hidden', '.a.json.0123abcdef']) {
    writeFileSync(join(folder, name), '');
  }
  removeTemporaries(folder);
  expect(readdirSync(folder).sort()).toEqual(['.a.json.0123abcdef', '.hidden', 'a.json', 'plots']);
});
