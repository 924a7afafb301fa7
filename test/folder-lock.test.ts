import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FolderLock, LOCK } from '../src/folder-lock.ts';
import { temporaryFolder } from './support/cli.ts';

const age = (path: string, seconds: number) => {
  const then = new Date(Date.now() - 1000 * seconds);
  utimesSync(path, then, then);
};

it('FolderLock.take(folder) refuses a folder that is in use and names the owner, until it is released', () => {
  const folder = join(temporaryFolder(), 'run');
  const lock = FolderLock.take(folder);
  age(join(folder, LOCK), 3600); // A process that was suspended still owns its folder.
  expect(() => FolderLock.take(folder)).toThrow(
    `${folder}: expected a folder that no other run writes into, got one in use by process ${process.pid} on ${hostname()}. Wait for it, stop it, or name another folder with --out.`,
  );
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
  FolderLock.take(folder).release();
});

it('FolderLock.take(folder) breaks the lock of a process that is gone', () => {
  const folder = temporaryFolder();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(folder, LOCK), JSON.stringify({ pid, host: hostname(), token: 'x' }));
  const lock = FolderLock.take(folder);
  expect(JSON.parse(readFileSync(join(folder, LOCK), 'utf8'))).toMatchObject({ pid: process.pid });
  expect(readdirSync(folder)).toEqual([LOCK]);
  lock.release();
});

it.skipIf(!existsSync('/proc/self/stat'))(
  'FolderLock.take(folder) knows a process from an earlier one of the same number',
  () => {
    const folder = temporaryFolder();
    const earlier = { pid: process.pid, host: hostname(), started: 'an earlier boot 17', token: 'x' };
    writeFileSync(join(folder, LOCK), JSON.stringify(earlier));
    FolderLock.take(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  },
);

it.each([
  ['of another host', JSON.stringify({ pid: 1, host: 'elsewhere', token: 'x' }), 'process 1 on elsewhere'],
  ['that a killed writer left empty', '', 'one in use'],
])('FolderLock.take(folder) breaks a lock %s after a minute without a sign of life', (_, text, owner) => {
  const folder = temporaryFolder();
  const path = join(folder, LOCK);
  writeFileSync(path, text);
  age(path, 30);
  expect(() => FolderLock.take(folder)).toThrow(owner);
  age(path, 90);
  FolderLock.take(folder).release();
  expect(readdirSync(folder)).toEqual([]);
});

it('release() leaves the lock of another owner', () => {
  const folder = temporaryFolder();
  const lock = FolderLock.take(folder);
  const other = JSON.stringify({ pid: 1, host: 'elsewhere', token: 'x' });
  writeFileSync(join(folder, LOCK), other);
  lock.release();
  expect(readFileSync(join(folder, LOCK), 'utf8')).toBe(other);
});
