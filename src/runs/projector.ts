import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { decodeImages, type SpriteTile, spriteSheet } from '../report/index.ts';
import { about, type EmbeddingTable, row } from './embeddings-file.ts';
import { writeFolder } from './new-folder.ts';

/** The widest texture that the projector takes, in pixels. */
const WIDEST = 8192;
/** Pictures smaller than this show nothing: there are none then. */
const SMALLEST = 8;
const LARGEST = 48;

/**
 * Writes a folder for TensorBoard's Embedding Projector: `tensors.tsv`, `metadata.tsv`, `sprite.png` where there are images, and
 * how they belong together, `projector_config.json` (for projector.tensorflow.org) and `projector_config.pbtxt` (for
 * `tensorboard --logdir`). Gives its files.
 *
 * @throws UsageError unless the folder is empty or not there yet, and unless there is an image for each embedding
 */
export async function writeProjector(folder: string, table: EmbeddingTable): Promise<string[]> {
  const { images } = table;
  const [n = 0, dim = 0] = table.embeddings.shape;
  if (n === 0) throw new UsageError({ who: 'writeProjector', expected: 'an embedding or more', got: 'none' });
  const pictures = images && 'data' in images ? images.shape[0]! : images?.length;
  if (pictures !== undefined && pictures !== n) {
    const expected = `${n} images, one for each embedding`;
    throw new UsageError({ who: 'writeProjector', expected, got: String(pictures) });
  }
  return writeFolder(folder, async temporary => {
    writeWhole(join(temporary, 'tensors.tsv'), tensorsTsv(table));
    writeWhole(join(temporary, 'metadata.tsv'), metadataTsv(table));
    const side = Math.min(LARGEST, Math.floor(WIDEST / Math.ceil(Math.sqrt(n))));
    const sheet =
      images && side >= SMALLEST
        ? await spriteSheet('data' in images ? images : await decodeImages(images), side)
        : undefined;
    if (sheet) writeWhole(join(temporary, 'sprite.png'), sheet.png);
    writeWhole(join(temporary, 'projector_config.json'), configJson([n, dim], sheet?.tile));
    writeWhole(join(temporary, 'projector_config.pbtxt'), configPbtxt(sheet?.tile));
  });
}

function tensorsTsv({ embeddings, ids }: EmbeddingTable): string {
  return ids.map((_, i) => `${row(embeddings, i).join('\t')}\n`).join('');
}

/** A single column has no heading: the projector would take it for a point. */
function metadataTsv(table: EmbeddingTable): string {
  const columns = about(table);
  const cell = (text: string) => text.replaceAll(/[\t\r\n]+/g, ' ');
  const line = (cells: readonly string[]) => `${cells.map(cell).join('\t')}\n`;
  const head = columns.length > 1 ? line(columns.map(([name]) => name)) : '';
  return head + table.ids.map((_, i) => line(columns.map(([, values]) => values[i]!))).join('');
}

function configJson(tensorShape: readonly number[], tile: SpriteTile | undefined): string {
  const embedding = {
    tensorName: 'embeddings',
    tensorShape,
    tensorPath: 'tensors.tsv',
    metadataPath: 'metadata.tsv',
    ...(tile && { sprite: { imagePath: 'sprite.png', singleImageDim: [tile.width, tile.height] } }),
  };
  return `${JSON.stringify({ embeddings: [embedding] }, null, 2)}\n`;
}

function configPbtxt(tile: SpriteTile | undefined): string {
  const sprite = tile && [
    '  sprite {',
    '    image_path: "sprite.png"',
    `    single_image_dim: ${tile.width}`,
    `    single_image_dim: ${tile.height}`,
    '  }',
  ];
  const lines = ['  tensor_name: "embeddings"', '  tensor_path: "tensors.tsv"', '  metadata_path: "metadata.tsv"'];
  return ['embeddings {', ...lines, ...(sprite ?? []), '}', ''].join('\n');
}
