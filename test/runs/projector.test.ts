import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { retrieval, writeEmbeddings, writeProjector } from '../../src/index.ts';
import { encodeImages } from '../../src/report/index.ts';
import { indexTable } from '../../src/runs/index-table.ts';
import { temporaryFolder } from '../support/cli.ts';

const root = temporaryFolder();
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const embeddings = { data: Float32Array.of(1, 2, -0.5, 4, 5, 6.25), shape: [3, 2] };
/** Image i is all of the value 100 i. */
const images = { data: Uint8Array.from({ length: 3 * 20 }, (_, i) => 100 * Math.floor(i / 20)), shape: [3, 1, 4, 5] };
const ids = ['a', 'b\tc', 'd'];

describe('writeProjector(folder, table)', () => {
  it('writes numbers and metadata by tabs, a row a point', async () => {
    const files = await writeProjector(join(root, 'plain'), { embeddings, ids, labels: ['x', 'y', 'x'] });
    expect(files.map(path => path.slice(join(root, 'plain').length + 1))).toEqual([
      'metadata.tsv',
      'projector_config.json',
      'projector_config.pbtxt',
      'tensors.tsv',
    ]);
    expect(read('plain', 'tensors.tsv')).toBe('1\t2\n-0.5\t4\n5\t6.25\n');
    expect(read('plain', 'metadata.tsv')).toBe('id\tlabel\na\tx\nb c\ty\nd\tx\n');
  });

  it('writes a single column without a heading, as the projector reads it', async () => {
    await writeProjector(join(root, 'ids'), { embeddings, ids });
    expect(read('ids', 'metadata.tsv')).toBe('a\nb c\nd\n');
  });

  it('draws the images row by row, and tells the size of one', async () => {
    await writeProjector(join(root, 'seen'), { embeddings, ids, images });
    const config = JSON.parse(read('seen', 'projector_config.json')) as { embeddings: object[] };
    expect(config.embeddings).toEqual([
      {
        tensorName: 'embeddings',
        tensorShape: [3, 2],
        tensorPath: 'tensors.tsv',
        metadataPath: 'metadata.tsv',
        sprite: { imagePath: 'sprite.png', singleImageDim: [5, 4] },
      },
    ]);
    expect(read('seen', 'projector_config.pbtxt')).toContain('single_image_dim: 5\n    single_image_dim: 4\n');
    const { data, info } = await sharp(join(root, 'seen', 'sprite.png'))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([10, 8]);
    expect([data[0], data[5], data[4 * 10], data[4 * 10 + 5]]).toEqual([0, 100, 200, 0]);
  });

  it('takes the small pictures of an index', async () => {
    const index = retrieval.create();
    await index.add({ ids, vectors: embeddings, thumbnails: await encodeImages(images, [0, 1, 2]) });
    await writeProjector(join(root, 'index'), await indexTable(index));
    const data = await sharp(join(root, 'index', 'sprite.png'))
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    expect([data[0], data[5], data[4 * 10]]).toEqual([0, 100, 200]);
  });

  it('refuses another number of images, and no embedding', async () => {
    await expect(writeProjector(join(root, 'x'), { embeddings, ids, images: ['data:'] })).rejects.toThrow(
      'writeProjector: expected 3 images, one for each embedding, got 1.',
    );
    const none = { embeddings: { data: new Float32Array(0), shape: [0, 2] }, ids: [] };
    await expect(writeProjector(join(root, 'x'), none)).rejects.toThrow(
      'writeProjector: expected an embedding or more, got none.',
    );
  });

  it('refuses a folder that holds something, and leaves nothing behind after an error', async () => {
    await expect(writeProjector(join(root, 'plain'), { embeddings, ids })).rejects.toThrow(
      `--out: expected a folder that is empty or not there yet, got "${join(root, 'plain')}".`,
    );
    const broken = { embeddings, ids, images: ['no', 'image', 'here'] };
    await expect(writeProjector(join(root, 'broken'), broken)).rejects.toThrow();
    expect(readdirSync(root).filter(name => /broken|^\./.test(name))).toEqual([]);
  });
});

describe('writeEmbeddings(path, indexTable(index))', () => {
  it('writes all that an index knows, metadata as JSON', async () => {
    const index = retrieval.create();
    await index.add({ ids, vectors: embeddings, labels: ['x', '', 'z'], metadata: [{ price: 3 }, undefined, 'old'] });
    writeEmbeddings(join(root, 'i.csv'), await indexTable(index));
    expect(read('i.csv')).toBe(
      'id,label,metadata,e0,e1\na,x,"{""price"":3}",1,2\nb\tc,,,-0.5,4\nd,z,"""old""",5,6.25\n',
    );
    writeEmbeddings(join(root, 'i.jsonl'), await indexTable(index));
    expect(read('i.jsonl').split('\n')[0]).toBe('{"id":"a","label":"x","metadata":{"price":3},"embedding":[1,2]}');
    writeEmbeddings(join(root, 'i.npy'), await indexTable(index));
    expect(read('i.ids.csv').split('\n')[1]).toBe('a,x,"{""price"":3}"');
  });
});
