import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { Content } from '../../../src/data/formats/listing.ts';
import { listTable, type TableOptions } from '../../../src/data/formats/table.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { plainImage, writeFiles } from '../../support/own-data.ts';

const table = (name: string, content: string | Uint8Array): string => {
  const folder = temporaryFolder();
  writeFiles(folder, { [name]: content });
  return join(folder, name);
};
const numbers = (content: Content) => {
  if (content.kind !== 'numbers') throw new Error('images');
  return { ...content, data: Array.from(content.samples.data), shape: content.samples.shape };
};

const MIXED = 'id,size,colour,Class,note\nx1,1.5,red,a,n\nx2,2,blue,b,n\nx3,-3e1,red,,n\nx4,4,,a,n\n';
const READ = {
  data: [1.5, 0, 1, 1, 2, 1, 0, 1, 4, 0, 0, 1],
  shape: [3, 4],
  columns: [
    { name: 'size', kind: 'number' },
    { name: 'colour', kind: 'category', values: ['blue', 'red'] },
    { name: 'note', kind: 'category', values: ['n'] },
  ],
};

it('listTable of a Parquet file whose columns are not those of its schema says so, and no promise is left alone', async () => {
  const columnData = ['size', 'label'].map(name => ({ name, data: [1, 2, 3] }));
  const bytes = Buffer.from(parquetWriteBuffer({ columnData }));
  bytes.write('lobel', bytes.lastIndexOf('label'));
  await expect(listTable(table('t.parquet', bytes))).rejects.toThrow(
    'expected a Parquet file, got columns size,lobel, where the schema has size,label.',
  );
});

describe('listTable(path, options)', () => {
  it('reads CSV: numbers as they are, a 0 or 1 for each value of a category, rows without a label skipped', async () => {
    const { entries, content, skipped } = await listTable(table('t.csv', `\uFEFF${MIXED}`));
    expect(numbers(content)).toMatchObject(READ);
    expect(entries).toEqual([
      { id: 'x1', label: 'a' },
      { id: 'x2', label: 'b' },
      { id: 'x4', label: 'a' },
    ]);
    expect(skipped).toEqual([{ id: 'x3', reason: 'no label' }]);
  });

  it('reads TSV, JSONL and Parquet alike', async () => {
    const tsv = MIXED.replaceAll(',', '\t');
    const rows = [
      { id: 'x1', size: 1.5, colour: 'red', Class: 'a', note: 'n' },
      { id: 'x2', size: 2, colour: 'blue', Class: 'b', note: 'n' },
      { id: 'x4', size: 4, colour: null, Class: 'a', note: 'n' },
    ];
    const column = (name: keyof (typeof rows)[0]) => ({ name, data: rows.map(row => row[name]) });
    const names = ['id', 'size', 'colour', 'Class', 'note'] as const;
    const parquet = new Uint8Array(parquetWriteBuffer({ columnData: names.map(column) as never }));
    for (const path of [
      table('t.tsv', tsv),
      table('t.jsonl', rows.map(row => JSON.stringify(row)).join('\n')),
      table('t.parquet', parquet),
    ]) {
      const { entries, content } = await listTable(path);
      expect(numbers(content)).toMatchObject(READ);
      expect(entries.map(({ id }) => id)).toEqual(['x1', 'x2', 'x4']);
    }
  });

  it('takes the label, group and split from their columns', async () => {
    const path = table('t.csv', 'species,who,split,x\na,p,train,1\nb,q,val,2\n');
    const { entries, content } = await listTable(path, { label: 'species', group: 'who' });
    expect(entries).toEqual([
      { id: 't.csv:2', label: 'a', group: 'p', part: 'train' },
      { id: 't.csv:3', label: 'b', group: 'q', part: 'validation' },
    ]);
    expect(numbers(content).data).toEqual([1, 2]);
  });

  it('leaves out text of more than 100 values, and empty columns, and says so', async () => {
    const rows = Array.from({ length: 101 }, (_, i) => `t${i},${i},a,\n`).join('');
    const { notes, content } = await listTable(table('t.csv', `text,x,label,nothing\n${rows}`));
    expect(notes).toEqual([
      'Column "text" is left out: it has 101 different values, more than 100.',
      'Column "nothing" is left out: it is empty.',
    ]);
    expect(numbers(content).shape).toEqual([101, 1]);
  });

  it('reads as a trained network takes it: its columns, in its order, unknown values as none', async () => {
    const columns = [
      { name: 'c', kind: 'category', values: ['p', 'q'] },
      { name: 'x', kind: 'number' },
    ] as const;
    const like = { shape: [3], columns };
    const { content } = await listTable(table('t.csv', 'x,c\n1,q\n2,new\n'), { like, labelled: false });
    expect(numbers(content).data).toEqual([0, 1, 1, 0, 0, 2]);
  });

  it('has images where a column names or holds them', async () => {
    const folder = temporaryFolder();
    const png = await plainImage(2, 2).png().toBuffer();
    writeFiles(folder, { 'in/a.png': png, 't.csv': 'file,label,x\nin/a.png,a,1\nin/b.png,b,2\n' });
    const { content, notes } = await listTable(join(folder, 't.csv'));
    expect(content).toMatchObject({
      kind: 'images',
      images: [{ path: join(folder, 'in/a.png') }, { path: join(folder, 'in/b.png') }],
    });
    expect(notes).toEqual(['Column "x" is left out, beside images.']);
    const columnData = [
      { name: 'image', data: [new Uint8Array(png), new Uint8Array(png)], type: 'BYTE_ARRAY' as const },
      { name: 'label', data: ['a', 'b'] },
    ];
    const held = await listTable(table('t.parquet', new Uint8Array(parquetWriteBuffer({ columnData }))));
    expect(held.content.kind === 'images' && held.content.images.map(image => 'bytes' in image)).toEqual([true, true]);
  });
});

describe('listTable(path, options) refuses', () => {
  const cases: [what: string, name: string, content: string, options: TableOptions, message: string][] = [
    [
      'no label',
      't.csv',
      'x,z\n1,2\n',
      {},
      't.csv: expected a column named label, class, target or y, got x, z. Name the column with the classes by --label.',
    ],
    [
      'a label that is not there',
      't.csv',
      'x,z\n1,2\n',
      { label: 'q' },
      't.csv: expected label (--label): a column out of x, z, got "q".',
    ],
    [
      'a group that is not there',
      't.csv',
      'x,y\n1,2\n',
      { group: 'q' },
      'expected group (--group): a column out of x, y, got "q".',
    ],
    [
      'no number',
      't.csv',
      'x,y\n1,a\n,b\n',
      {},
      't.csv, row 3, column "x": expected a finite number, got none. Fill the value in, or leave the row out.',
    ],
    ['infinity', 't.csv', 'x,y\n1,a\nInfinity,b\n', {}, 'row 3, column "x": expected a finite number, got "Infinity".'],
    ['NaN', 't.csv', 'x,y\nNaN,a\n2,b\n', {}, 'row 2, column "x": expected a finite number, got "NaN".'],
    [
      'no names of columns',
      't.csv',
      '1,2\n3,4\n',
      {},
      'expected the names of the columns in its first line, got numbers (1, 2, …).',
    ],
    ['a name twice', 't.csv', 'a,a\n3,4\n', {}, 'expected different names of columns, got "a" twice.'],
    [
      'a short row',
      't.csv',
      'a,y\n3,4\n5\n',
      {},
      't.csv, line 3: expected a row of the table, got Invalid Record Length',
    ],
    ['no rows', 't.csv', 'a,y\n', {}, 'expected a table with rows, got none.'],
    ['a damaged line', 't.jsonl', '{"a":1,"y":2}\n{"a":\n', {}, 't.jsonl, line 2: expected a JSON object'],
    ['a list', 't.jsonl', '[1]\n', {}, 't.jsonl, line 1: expected a JSON object, got a list.'],
    ['no Parquet', 't.parquet', 'hello', {}, 't.parquet: expected a Parquet file'],
    [
      'another split',
      't.csv',
      'a,y,split\n1,2,maybe\n',
      {},
      'row 2, column "split": expected train, validation or test, got "maybe".',
    ],
    [
      'nothing but a label',
      't.csv',
      'y\n1\n',
      {},
      'expected a column of numbers, categories or images beside the label, got y.',
    ],
    ['an image outside', 't.csv', 'f,y\n../a.png,1\n', {}, 'row 2, column "f": expected a path inside '],
    [
      'an absolute path',
      't.csv',
      'f,y\n/etc/a.png,1\n',
      {},
      'got "/etc/a.png". Put the table into a folder that holds all its images.',
    ],
  ];
  it.each(cases)('%s', async (_, name, content, options, message) => {
    await expect(listTable(table(name, content), options)).rejects.toThrow(message);
  });
});
