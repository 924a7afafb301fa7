import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { load } from '../../src/data/load.ts';
import { npyBytes, plainImage } from '../support/own-data.ts';
import type { Format } from './formats.ts';

const ROWS = 12;
const indices = Array.from({ length: ROWS }, (_, i) => i);
const encode = (text: string) => new TextEncoder().encode(text);
const labelOf = (i: number) => (i % 2 === 0 ? 'even' : 'odd');
const rows = indices.map(i => ({
  id: `r${i}`,
  size: i / 4,
  colour: ['red', 'blue', 'green'][i % 3],
  label: labelOf(i),
}));

const csv = ['id,size,colour,label', ...rows.map(row => Object.values(row).join(','))].join('\n');
const column = (name: keyof (typeof rows)[0]) => ({ name, data: rows.map(row => row[name]!) });
const parquet = parquetWriteBuffer({ columnData: [column('id'), column('size'), column('colour'), column('label')] });
const samples = npyBytes('<f4', [ROWS, 3], new Uint8Array(Float32Array.from({ length: 3 * ROWS }, (_, i) => i).buffer));
const labels = npyBytes('<i8', [ROWS], new Uint8Array(BigInt64Array.from(indices, i => BigInt(i % 2)).buffer));

/** A binary grey bitmap, 4 pixels a side. */
const pgm = Buffer.concat([encode('P5\n4 4\n255\n'), Uint8Array.from({ length: 16 }, (_, i) => 16 * i)]);

/** A bitmap of 24 bits a pixel, 4 pixels a side. */
function bmp(): Buffer {
  const bytes = Buffer.alloc(54 + 48, 200);
  bytes.fill(0, 0, 54);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(4, 18);
  bytes.writeInt32LE(4, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  bytes.writeUInt32LE(48, 34);
  return bytes;
}

/** The formats of data of one's own: one file each, or one image of a folder that has others. */
export async function ownFormats(): Promise<readonly Format[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nearfar-soak-own-'));
  const at = (path: string, bytes: Uint8Array) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    return file;
  };
  const table = (name: string, bytes: Uint8Array, isText: boolean): Format => ({
    name,
    bytes,
    isText,
    read: mutation => load(at(name, mutation)),
  });
  const image = (ending: string, bytes: Uint8Array, isNative: boolean): Format => {
    for (const other of ['a/2', 'a/3', 'a/4', 'a/5', 'b/1', 'b/2', 'b/3', 'b/4'])
      at(`${ending}/${other}.${ending}`, bytes);
    return {
      name: `image of a class, ${ending}`,
      bytes,
      isText: false,
      ...(isNative && { isNative }),
      read: mutation => load(dirname(dirname(at(`${ending}/a/1.${ending}`, mutation)))),
    };
  };
  const drawn = plainImage(8, 8);
  return [
    table('table.csv', encode(csv), false),
    table('table.tsv', encode(csv.replaceAll(',', '\t')), false),
    table('table.jsonl', encode(rows.map(row => JSON.stringify(row)).join('\n')), true),
    table('table.parquet', new Uint8Array(parquet), false),
    table('arrays.npz', zipSync({ 'X.npy': samples, 'y.npy': labels }), false),
    {
      name: 'X.npy',
      bytes: samples,
      isText: false,
      async read(mutation) {
        at('npy/y.npy', labels);
        await load(at('npy/X.npy', mutation));
      },
    },
    image('pgm', pgm, false),
    image('bmp', bmp(), false),
    image('jpg', await drawn.clone().jpeg().toBuffer(), true),
    image('webp', await drawn.clone().webp().toBuffer(), true),
    image('gif', await drawn.clone().gif().toBuffer(), true),
    image('tiff', await drawn.clone().tiff().toBuffer(), true),
  ];
}
