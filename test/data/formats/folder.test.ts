import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFolder } from '../../../src/data/formats/folder.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { writeFiles } from '../../support/own-data.ts';

const folderOf = (...names: string[]) => {
  const folder = temporaryFolder();
  writeFiles(folder, Object.fromEntries(names.map(name => [name, ''])));
  return folder;
};

describe('listFolder(folder)', () => {
  it('has the top folders as classes, in the order that people count in', () => {
    const { entries, format } = listFolder(folderOf('s10/1.pgm', 's2/deep/er/1.pgm', 's2/10.pgm', 's2/9.PGM'));
    expect(entries).toEqual([
      { id: 's2/9.PGM', label: 's2' },
      { id: 's2/10.pgm', label: 's2' },
      { id: 's2/deep/er/1.pgm', label: 's2' },
      { id: 's10/1.pgm', label: 's10' },
    ]);
    expect(format).toBe('a folder of images');
  });

  it('has train, val and test as parts', () => {
    const { entries } = listFolder(folderOf('train/a/1.png', 'val/a/1.png', 'Test/b/c/1.png'));
    expect(entries).toEqual([
      { id: 'Test/b/c/1.png', label: 'b', part: 'test' },
      { id: 'train/a/1.png', label: 'a', part: 'train' },
      { id: 'val/a/1.png', label: 'a', part: 'validation' },
    ]);
  });

  it('has a class named test beside others, if they are no parts', () => {
    expect(listFolder(folderOf('test/1.png', 'quiz/1.png')).entries.map(({ label }) => label)).toEqual([
      'quiz',
      'test',
    ]);
  });

  it('skips what is no image, and passes over what systems leave', () => {
    const { entries, skipped } = listFolder(
      folderOf('a/1.png', 'a/notes.txt', 'a/x.svg', 'a/.DS_Store', '__MACOSX/a/1.png'),
    );
    expect(entries.map(({ id }) => id)).toEqual(['a/1.png']);
    expect(skipped).toEqual([
      { id: 'a/notes.txt', reason: 'not an image that is read (.txt)' },
      { id: 'a/x.svg', reason: 'not an image that is read (.svg)' },
    ]);
  });

  it.skipIf(process.platform === 'win32')('follows symbolic links inside the folder alone', () => {
    const folder = folderOf('a/1.png');
    const outside = folderOf('secret.png');
    mkdirSync(join(folder, 'b'));
    symlinkSync(join(folder, 'a/1.png'), join(folder, 'b/inside.png'));
    symlinkSync(join(outside, 'secret.png'), join(folder, 'b/outside.png'));
    symlinkSync(outside, join(folder, 'c'));
    symlinkSync(folder, join(folder, 'b/loop'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'b/nothing.png'));
    const { entries, skipped } = listFolder(folder);
    expect(entries.map(({ id }) => id)).toEqual(['a/1.png', 'b/inside.png']);
    expect(skipped).toEqual([
      { id: 'b/loop', reason: 'a link back to a folder above it' },
      { id: 'b/nothing.png', reason: 'a link to nothing' },
      { id: 'b/outside.png', reason: 'a link out of the folder' },
      { id: 'c', reason: 'a link out of the folder' },
    ]);
  });
});
