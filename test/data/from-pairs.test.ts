import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DatasetParts } from '../../src/data/dataset.ts';
import { datasets } from '../../src/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { plainImage, writeFiles } from '../support/own-data.ts';

const root = temporaryFolder();
const at = (name: string) => join(root, name);

/** What a part lists, by the first number of each sample: [left, right, same], or [anchor, positive, negative]. */
const tuplesOf = ({ list, samples: { data, shape } }: DatasetParts['train']): number[][] => {
  const width = data.length / shape[0]!;
  return Array.from(list!.rows[0]!, (_, i) => [
    ...list!.rows.map(column => data[column[i]! * width]!),
    ...(list!.same ? [list!.same[i]!] : []),
  ]);
};

/** Whether the classes of a part say of each pair what the list says. */
const agrees = ({ list, labels }: DatasetParts['train']) =>
  Array.from(list!.same!, (same, i) => (labels[list!.rows[0]![i]!] === labels[list!.rows[1]![i]!]) === Boolean(same));

const rows = (n: number) => Array.from({ length: n }, (_, i) => [i, -i]);

beforeAll(async () => {
  for (let i = 0; i < 8; i++) {
    const grey = (await plainImage(4, 4, { r: 10 * i, g: 10 * i, b: 10 * i })
      .toColourspace('b-w')
      .png()
      .toBuffer()) as Uint8Array;
    writeFiles(root, {
      [`faces/${i}.png`]: grey,
      [`lfw/P${i % 4}/P${i % 4}_000${1 + Math.floor(i / 4)}.png`]: grey,
    });
  }
});

describe('datasets.fromPairs(path)', () => {
  it('reads pairs of images with the parts that they have, each image once in a part', async () => {
    const lines = [
      '0,1,1,train',
      '2,3,no,train',
      '0,3,0,train',
      '4,5,same,test',
      '4,6,-1,test',
      '5,6,True,val',
      '4,7,false,val',
    ];
    const faces = lines.map(line => line.replace(/^(\d),(\d)/, 'faces/$1.png,faces/$2.png'));
    writeFiles(root, { 'parts.csv': `A,b,same,split\n${faces.join('\n')}\n` });
    const parts = await datasets.fromPairs(at('parts.csv'));
    expect(tuplesOf(parts.train)).toEqual([
      [0, 10, 1],
      [20, 30, 0],
      [0, 30, 0],
    ]);
    expect(tuplesOf(parts.test)).toEqual([
      [40, 50, 1],
      [40, 60, 0],
    ]);
    expect(tuplesOf(parts.validation!)).toEqual([
      [50, 60, 1],
      [40, 70, 0],
    ]);
    expect(parts.train.samples.shape).toEqual([4, 1, 4, 4]);
    expect(parts.reading).toMatchObject({ format: 'a list of pairs', samples: 8, list: { kind: 'pairs', count: 7 } });
    expect(parts.whole).toBeUndefined();
    expect(agrees(parts.train)).toEqual([true, true, true]);
  });

  it('reads ids of a table, and of an array by their places; columns go by the table', async () => {
    writeFiles(root, {
      'rows.csv': `id,x,colour\n${rows(6)
        .map(([i]) => `r${i},${i},${i! % 2 ? 'red' : 'blue'}`)
        .join('\n')}\n`,
      'ids.jsonl': ['r0 r2 r1', 'r2 r4 r3', 'r4 r0 r5', 'r1 r3 r2', 'r3 r5 r4', 'r5 r1 r0']
        .map(line => line.split(' '))
        .map(([anchor, positive, negative]) => JSON.stringify({ anchor, positive, negative, remark: 'x' }))
        .join('\n'),
    });
    const { train, test, reading } = await datasets.fromPairs(at('ids.jsonl'), {
      samples: at('rows.csv'),
      validation: 0,
    });
    expect([...tuplesOf(train), ...tuplesOf(test)].sort()).toEqual([
      [0, 2, 1],
      [1, 3, 2],
      [2, 4, 3],
      [3, 5, 4],
      [4, 0, 5],
      [5, 1, 0],
    ]);
    expect(train.samples.shape.slice(1)).toEqual([3]);
    expect(reading).toMatchObject({
      columns: [{ name: 'x' }, { name: 'colour', values: ['blue', 'red'] }],
      notes: expect.arrayContaining(['Column "remark" is left out, beside triplets.']),
    });
  });

  it('reads LFW’s pairs.txt: folds, names and numbers, images in a folder beside it', async () => {
    const fold = (k: number) => [`P${k}\t1\t2`, `P${k}\t1\tP${(k + 1) % 4}\t2`];
    writeFiles(root, {
      'pairs.txt': `4\t1\n${[0, 1, 2, 3].flatMap(fold).join('\n')}\n`,
      'dev.txt': `4\n${[0, 1, 2, 3].flatMap(fold).join('\n')}\n`,
    });
    const parts = await datasets.fromPairs(at('pairs.txt'));
    expect(tuplesOf(parts.test)).toEqual([
      [30, 70, 1],
      [30, 40, 0],
    ]);
    expect(tuplesOf(parts.validation!)).toEqual([
      [20, 60, 1],
      [20, 70, 0],
    ]);
    expect(parts.train.classNames).toEqual(['P0', 'P1', 'P2', 'P3']);
    expect(parts.reading!.notes).toEqual(['Fold 4 is tested on, fold 3 validates; the others are trained on.']);
    expect(Array.from(parts.whole!().list!.folds!)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    const { list } = await datasets.inspect(at('dev.txt'), { validation: 0 });
    expect(list).toEqual({ kind: 'pairs', count: 8, same: 4 });
  });

  it('keeps what the list says of pairs that are not transitive', async () => {
    const pairs = [
      [0, 1, 1],
      [1, 2, 1],
      [0, 2, 0],
      [0, 3, 0],
    ] as [number, number, number][];
    const all = [...pairs, [4, 5, 1], [4, 6, 0]] as [number, number, number][];
    const parts = [...pairs.map(() => 'train' as const), 'test' as const, 'test' as const];
    const { train } = await datasets.fromPairs({ samples: rows(7), pairs: all, parts }, { validation: 0 });
    expect(tuplesOf(train)).toEqual(pairs);
    expect(agrees(train)).toEqual([true, true, true, true]);
    expect(train.samples.shape).toEqual([5, 2]);
  });

  it('divides a list by samples where it can, and says how many are in both parts where it cannot', async () => {
    const apart = Array.from({ length: 20 }, (_, k) => [
      [3 * k, 3 * k + 1, 1],
      [3 * k, 3 * k + 2, 0],
    ]).flat();
    const { train, test } = await datasets.fromPairs({ samples: rows(60), pairs: apart as [number, number, number][] });
    const named = (part: typeof train) => new Set(tuplesOf(part).flatMap(tuple => tuple.slice(0, 2)));
    expect(test.list!.rows[0]).toHaveLength(8);
    expect([...named(test)].filter(sample => named(train).has(sample))).toEqual([]);
    const chain = Array.from({ length: 59 }, (_, k) => `r${k},r${k + 1},${k % 2}`);
    writeFiles(root, {
      'chain.csv': `a,b,same\n${chain.join('\n')}\n`,
      'chained.csv': `id,x\n${rows(60)
        .map(([i]) => `r${i},${i}`)
        .join('\n')}\n`,
    });
    const { reading } = await datasets.fromPairs(at('chain.csv'), { samples: at('chained.csv') });
    expect(reading!.notes.join()).toMatch(
      /^\d+ of the \d+ samples tested on are trained on in other pairs too: give a column "split"/,
    );
  });

  it('leaves out pairs of an image that is damaged', async () => {
    writeFiles(root, { 'faces/bad.png': 'hello' });
    const lines = ['0,1,1', '0,2,0', '0,bad,0', '3,4,1', '3,5,0', '6,7,1', '6,bad,0', '6,5,0'].map(line =>
      line.replace(/^(\w+),(\w+)/, 'faces/$1.png,faces/$2.png'),
    );
    writeFiles(root, { 'damaged.csv': `a,b,same\n${lines.join('\n')}\n` });
    const { reading } = await datasets.fromPairs(at('damaged.csv'), { validation: 0 });
    expect(reading).toMatchObject({ list: { count: 6 }, skipped: [{ id: 'faces/bad.png' }] });
    expect(reading!.notes).toContain('2 of the pairs are left out, since a sample of theirs cannot be read.');
  });
});

describe('datasets.fromPairs says what is wrong', () => {
  it.each([
    [
      'a,b,same\nfaces/0.png,faces/99.png,1',
      /row 2: expected the path of an image below .*, got "faces\/99.png", which is not there\. Correct the list, or name the folder of its images, or what its ids are of, by --samples\.$/,
    ],
    ['a,b,same\n../0.png,faces/1.png,1', /row 2: .* got "\.\.\/0.png", which is outside\./],
    ['a,b,same\n/etc/passwd,faces/1.png,1', /row 2: .* got "\/etc\/passwd", which is outside\./],
    [
      'a,b,same\nfaces/0.png,faces/1.png,1\nfaces/0.png,,1',
      /row 3, column "b": expected the path or the id of a sample, got none\.$/,
    ],
    [
      'a,b,same\nfaces/0.png,faces/1.png,perhaps',
      /row 2, column "same": expected 1 where both are of one class, else 0, got "perhaps"\.$/,
    ],
    [
      'a,b,same,split\nfaces/0.png,faces/1.png,1,mine',
      /row 2, column "split": expected train, validation or test, got "mine"\.$/,
    ],
    ['a,b,same,fold\nfaces/0.png,faces/1.png,1,x', /row 2, column "fold": expected the number of a fold, got "x"\.$/],
    [
      'a,b,same\nfaces/0.png,faces/1.png,1\nfaces/2.png,faces/1.png,1',
      /expected pairs of one class and pairs of two in its training part, got 2 pairs, all of one class\. Give more of them\.$/,
    ],
    ['a,b\nfaces/0.png,faces/1.png', /--label; a list of pairs has a column "same" beside a and b\.$/],
  ])('%j', async (text, message) => {
    writeFiles(root, { 'wrong.csv': `${text}\n` });
    await expect(datasets.fromPairs(at('wrong.csv'))).rejects.toThrow(message);
  });

  it('of LFW’s format, of ids, and of pairs in memory', async () => {
    writeFiles(root, {
      'short.txt': '2\t1\nP0\t1\t2\nP0\t1\tP1\t1\n',
      'odd.txt': '1\nP0\t1\t2\nP0\tone\tP1\t1\n',
      'unknown.csv': 'a,b,same\nr0,nobody,1\n',
      'known.csv': 'id,x\nr0,1\nr1,2\n',
      'plain.csv': 'x,label\n1,a\n2,b\n',
    });
    const of = (name: string, samples?: string) => datasets.fromPairs(at(name), { samples });
    await expect(of('short.txt')).rejects.toThrow(
      /expected 4 pairs, as its first line says, got 2\. Fetch the whole file\.$/,
    );
    await expect(of('odd.txt')).rejects.toThrow(
      /line 3: expected a name and two numbers, or a name, a number, another name and a number, got "P0\tone\tP1\t1"\.$/,
    );
    await expect(of('unknown.csv', at('known.csv'))).rejects.toThrow(
      /row 2: expected the id of a sample in known, such as "r0", got "nobody"\.$/,
    );
    await expect(of('plain.csv')).rejects.toThrow(
      /expected columns a, b and same, or anchor, positive and negative, or a list like the pairs\.txt of LFW, got a table\.$/,
    );
    await expect(of('plain.csv', at('known.csv'))).rejects.toThrow(
      /of which samples are named, got another file, and --samples .*\. Leave --samples out\.$/,
    );
    await expect(datasets.fromPairs({ samples: rows(2) })).rejects.toThrow(
      'datasets.fromPairs: expected either pairs or triplets, got neither.',
    );
    await expect(datasets.fromPairs({ samples: rows(2), pairs: [[0, 2, 1]] })).rejects.toThrow(
      'datasets.fromPairs, pairs[0]: expected places of samples from 0 to 1, got 2.',
    );
    await expect(datasets.fromPairs({ samples: rows(2), pairs: [[0, 1, 1]], parts: [] })).rejects.toThrow(
      'expected 1 parts, one for each of the pairs, got 0.',
    );
  });
});
