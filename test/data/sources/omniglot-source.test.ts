import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emnistLetters } from '../../../src/data/sources/emnist-letters.ts';
import { fashionMnist } from '../../../src/data/sources/fashion-mnist.ts';
import { kmnist } from '../../../src/data/sources/kmnist.ts';
import { mnist } from '../../../src/data/sources/mnist.ts';
import { omniglot } from '../../../src/data/sources/omniglot.ts';
import { omniglotSmall1 } from '../../../src/data/sources/omniglot-small1.ts';
import { omniglotSmall2 } from '../../../src/data/sources/omniglot-small2.ts';
import { allRuns, small1, small2 } from '../../../src/data/sources/omniglot-source.ts';

const published = [mnist, fashionMnist, kmnist, emnistLetters, omniglot, omniglotSmall1, omniglotSmall2];
const dataDir = process.env['NEARFAR_DATA'];

describe('omniglotFile(path, md5)', () => {
  test('omniglotFile(…) has the address in the repository and the name it has there', () => {
    expect(allRuns.name).toBe('all_runs.zip');
    expect(allRuns.url).toBe(
      'https://raw.githubusercontent.com/brendenlake/omniglot/master/python/one-shot-classification/all_runs.zip',
    );
  });

  test.skipIf(dataDir === undefined)('the checksums are those of the published files', () => {
    for (const { name, md5 } of [small1, small2, allRuns]) {
      const bytes = readFileSync(join(dataDir!, 'omniglot', name));
      expect(createHash('md5').update(bytes).digest('hex'), name).toBe(md5);
    }
  });
});

test('every file that is downloaded has a checksum', () => {
  for (const { name, files } of published) {
    for (const file of files)
      expect('archive' in file ? file.archive.md5 : file.md5, `${name}: ${file.name}`).toMatch(/^[0-9a-f]{32}$/);
  }
  expect(allRuns.md5).toMatch(/^[0-9a-f]{32}$/);
});
