import { packTar, type TarEntry } from 'modern-tar';
import { Header } from 'tar';
import { describe, expect, it } from 'vitest';
import { readAtIn, tarMembers } from '../../src/data/tar-members.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const file = (name: string, body: string): TarEntry => ({ header: { name, size: body.length }, body });
const listed = (bytes: Uint8Array) => {
  const readAt = readAtIn(bytes);
  return tarMembers(readAt, bytes.length).map(({ name, start, length }) => [name, text(readAt(start, length))]);
};

/** A header with its body, as GNU tar writes it. */
function member(path: string, type: 'File' | 'NextFileHasLongPath', body: string): Buffer {
  const block = Buffer.alloc(512);
  new Header({ path, size: body.length, mode: 0o644, type }).encode(block);
  return Buffer.concat([block, Buffer.from(body), Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

describe('tarMembers(readAt, size)', () => {
  const long = `${'deep/'.repeat(60)}name.jpg`;

  it('gives the name and the place of each file; folders and links have no bytes', async () => {
    const bytes = await packTar([
      { header: { name: 'a/', type: 'directory', size: 0 } },
      file('a/1.cls', 'cat'),
      { header: { name: 'a/2.cls', type: 'symlink', linkname: 'a/1.cls', size: 0 } },
      file(long, 'x'.repeat(513)),
      file('a/3.cls', ''),
    ]);
    expect(listed(bytes)).toEqual([
      ['a/1.cls', 'cat'],
      [long, 'x'.repeat(513)],
      ['a/3.cls', ''],
    ]);
  });

  it('reads the long names of GNU tar', () => {
    const bytes = Buffer.concat([
      member('././@LongLink', 'NextFileHasLongPath', `${long}\0`),
      member('cut', 'File', 'one'),
      member('short', 'File', 'two'),
      Buffer.alloc(1024),
    ]);
    expect(listed(bytes)).toEqual([
      [long, 'one'],
      ['short', 'two'],
    ]);
  });

  it('says where a file is damaged', () => {
    const bytes = Buffer.concat([member('a', 'File', 'one'), member('b', 'File', 'two')]);
    expect(() => listed(bytes.subarray(0, 1025))).toThrow('it ends within a header, at byte 1024');
    expect(() => listed(bytes.subarray(0, 1538))).toThrow('"b" is cut off');
    const damaged = Buffer.from(bytes);
    damaged[1024] = 1;
    expect(() => listed(damaged)).toThrow('no header at byte 1024');
  });
});
