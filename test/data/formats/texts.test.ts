import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPath } from '../../../src/data/formats/list-path.ts';
import { listLines } from '../../../src/data/formats/texts.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { writeFiles } from '../../support/own-data.ts';
import { tokenizer } from '../../support/paraphrases.ts';

const text = { tokenizer };
const file = (name: string, content: string): string => {
  const folder = temporaryFolder();
  writeFiles(folder, { [name]: content });
  return join(folder, name);
};

describe('listPath(path, { text })', () => {
  it('reads the texts of a table; rows without one are skipped, other columns left out', async () => {
    const path = file('t.csv', 'label,size,words\na,1,the dog\nb,2,\nb,3,a cat\n');
    expect(await listPath(path, { text })).toMatchObject({
      format: 'a table of texts',
      entries: [
        { id: 't.csv:2', label: 'a' },
        { id: 't.csv:4', label: 'b' },
      ],
      content: { kind: 'numbers', samples: { shape: [2, 8] }, columns: [{ name: 'words', kind: 'text' }] },
      skipped: [{ id: 't.csv:3', reason: 'no text' }],
      notes: ['Column "size" is left out, beside texts.'],
    });
  });

  it('takes the column named text or sentence where there are several with words, and else lists all', async () => {
    const path = file('t.csv', 'label,title,Text\na,x,the dog\nb,y,the cat\n');
    expect(await listPath(path, { text })).toMatchObject({ content: { columns: [{ name: 'Text', kind: 'text' }] } });
    const other = file('t.csv', 'label,title,body\na,x,the dog\nb,y,the cat\n');
    await expect(listPath(other, { text })).rejects.toThrow(
      `${other}: expected a column named text or sentence, got title, body.`,
    );
  });

  it('reads a table again by the column of a run, into rows of its length', async () => {
    const like = { shape: [5], columns: [{ name: 'body', kind: 'text' as const }], text };
    const path = file('t.csv', 'body,title\nthe dog of the house,x\nthe cat,y\n');
    expect(await listPath(path, { like, labelled: false })).toMatchObject({
      content: { samples: { shape: [2, 5] } },
      notes: ['1 text is longer than 5 tokens and cut.', 'Column "title" is left out, beside texts.'],
    });
    const other = file('t.csv', 'text\nthe cat\n');
    await expect(listPath(other, { like, labelled: false })).rejects.toThrow(
      'expected the column "body" with the texts',
    );
  });

  it('reads lists of pairs and of triplets of texts, each text once', async () => {
    const pairs = file('p.csv', 'a,b,same\nthe dog,a hound,1\nthe dog,the cat,0\n');
    expect(await listPath(pairs, { text })).toMatchObject({
      entries: [{ id: 'the dog' }, { id: 'a hound' }, { id: 'the cat' }],
      content: { samples: { shape: [3, 8] } },
      tuples: { list: { kind: 'pairs', same: Uint8Array.of(1, 0) } },
    });
    const triplets = file('t.csv', 'anchor,positive,negative\nthe dog,a hound,the cat\n');
    expect(await listPath(triplets, { text })).toMatchObject({ tuples: { list: { kind: 'triplets' } } });
  });

  it('makes unlike pairs of neighbouring rows where a table has alike ones only', async () => {
    const rows = ['dog,hound', 'cat,kitten', 'dog,old dog', 'old dog,hound', 'house,home'];
    const { entries, tuples, notes } = await listPath(file('p.csv', `anchor,positive\n${rows.join('\n')}\n`), { text });
    const [left, right] = tuples!.list.rows.map(column => Array.from(column, row => entries[row]!.id));
    expect(left!.map((name, i) => `${name} ${tuples!.list.same![i]} ${right![i]}`)).toEqual([
      'dog 1 hound',
      'cat 1 kitten',
      'dog 1 old dog',
      'old dog 1 hound',
      'house 1 home',
      'dog 0 kitten',
      'cat 0 hound',
    ]);
    expect(notes).toEqual([
      'All pairs of the table are alike; 2 unlike pairs are made of samples of neighbouring rows.',
    ]);
  });

  it('says how many texts are cut, and what takes more of them', async () => {
    const path = file('t.csv', `label,text\na,${'dog '.repeat(20)}\nb,dog\n`);
    expect((await listPath(path, { text: { tokenizer, length: 8 } })).notes).toEqual([
      '1 text is longer than 8 tokens and cut; --network-option length=N takes more of them.',
    ]);
  });
});

it('listLines(path) has a text a line, without empty ones', () => {
  const listing = listLines(file('t.txt', 'the dog\r\n\n the cat \n'), text, { shape: [6] });
  expect(listing).toMatchObject({
    entries: [{ id: 't.txt:1' }, { id: 't.txt:3' }],
    content: { samples: { data: Float32Array.of(2, 4, 17, 3, -1, -1, 2, 4, 19, 3, -1, -1), shape: [2, 6] } },
  });
});
