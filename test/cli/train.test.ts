import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/index.ts';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';

const QUICK = ['--network', 'mlp', '--dim', '8', '--epochs', '2', '--batch-size', '100', '--threads', '1'];

const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');

/** The embeddings that the animation is made of, file by file. */
const frames = (folder: string) =>
  Object.fromEntries(readdirSync(join(folder, FRAMES)).map(name => [name, read(folder, join(FRAMES, name))]));

const FRAMES = 'checkpoint/frames';

/** A run's values, apart from times. */
function outcome(folder: string) {
  const metrics = JSON.parse(read(folder, 'metrics.json')) as RunResult;
  const history = read(folder, 'history.jsonl').replace(/"trainSeconds":[\d.e-]+/g, '');
  const model = readFileSync(join(folder, 'model.onnx')).toString('base64');
  return { metrics: metrics.metrics, history, model, frames: frames(folder) };
}

describe('nearfar train', () => {
  it('leaves a whole run folder and says its result as JSON', async () => {
    const out = join(temporaryFolder(), 'run');
    const finished = await nearfar(['train', ...QUICK, '--out', out, '--json']);
    expect(finished).toMatchObject({ code: 0 });
    const result = lastJson<RunResult>(finished);
    expect(result).toMatchObject({ runDir: out, method: 'online-triplet', dataset: 'glyphs', dim: 8, epochs: 2 });
    for (const name of ['precisionAt1', 'mapAtR', 'rPrecision', 'knn5Accuracy', 'rocAuc', 'eer'] as const) {
      expect(result.metrics[name]).toBeGreaterThan(0);
      expect(result.metrics[name]).toBeLessThanOrEqual(1);
    }
    expect(result.metrics.evaluatedOn).toContain('never trained on');
    expect(result.imagesPerSecond).toBeGreaterThan(0);
    const wanted = [
      'checkpoint',
      'config.json',
      'embeddings.parquet',
      'history.jsonl',
      'latent-space.gif',
      'metrics.json',
      'model.onnx',
      'pairs.parquet',
      'plots',
      'report.html',
    ];
    expect(readdirSync(out).sort()).toEqual(wanted);
    expect(finished.stdout.trim().split('\n')).toHaveLength(1);
    expect(finished.stderr).toContain('Loading glyphs');
  });

  it('--seed gives the same run twice, another seed another run', async () => {
    const folder = temporaryFolder();
    for (const [name, seed] of [
      ['a', '1'],
      ['b', '1'],
      ['c', '2'],
    ] as const) {
      expect(await nearfar(['train', ...QUICK, '--seed', seed, '--out', join(folder, name)])).toMatchObject({
        code: 0,
      });
    }
    const [a, b, c] = ['a', 'b', 'c'].map(name => outcome(join(folder, name)));
    expect(a).toEqual(b);
    expect(a!.model).not.toBe(c!.model);
  });

  it.skipIf(process.platform === 'win32')(
    'SIGINT ends it with 130 and a checkpoint, and --resume goes on to the same result to the bit',
    async () => {
      const folder = temporaryFolder();
      const [whole, broken] = [join(folder, 'whole'), join(folder, 'broken')];
      expect(await nearfar(['train', ...QUICK, '--out', whole])).toMatchObject({ code: 0 });
      let sent = false;
      const interrupted = await nearfar(['train', ...QUICK, '--out', broken], {
        onStderr: (text, child) => {
          if (!sent && text.includes('epoch 1')) sent = child.kill('SIGINT');
        },
      });
      expect(interrupted.code).toBe(130);
      expect(interrupted.stderr).toContain('Go on with --resume');
      expect(existsSync(join(broken, 'checkpoint/latest.safetensors'))).toBe(true);
      expect(existsSync(join(broken, 'metrics.json'))).toBe(false);
      expect(await nearfar(['train', '--resume', '--out', broken])).toMatchObject({ code: 0 });
      expect(outcome(broken)).toEqual(outcome(whole));
    },
  );

  it('a killed run resumes from its last checkpoint to the same result to the bit', async () => {
    const folder = temporaryFolder();
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    expect(await nearfar(['train', ...QUICK, '--out', whole])).toMatchObject({ code: 0 });
    const dead = await nearfar(['train', ...QUICK, '--out', killed], {
      onStderr: (text, child) => {
        if (text.includes('epoch 2/2')) child.kill('SIGKILL');
      },
    });
    expect(dead.code).toBe(null);
    expect(await nearfar(['train', '--resume', '--out', killed])).toMatchObject({ code: 0 });
    expect(outcome(killed)).toEqual(outcome(whole));
  });

  it('--config takes the config that a run has printed', async () => {
    const folder = temporaryFolder();
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    expect(await nearfar(['train', ...QUICK, '--epochs', '1', '--out', first])).toMatchObject({ code: 0 });
    const again = await nearfar(['train', '--config', join(first, 'config.json'), '--out', second]);
    expect(again).toMatchObject({ code: 0 });
    expect(outcome(second)).toEqual(outcome(first));
    expect(read(second, 'config.json')).toBe(read(first, 'config.json'));
  });

  it('--config takes a TypeScript file, and flags come on top', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'my.config.ts');
    writeFileSync(file, `const dim: number = 4;\nexport default { network: 'mlp', dim, epochs: 3, batchSize: 100 };\n`);
    const finished = await nearfar([
      'train',
      '--config',
      file,
      '--epochs',
      '1',
      '--out',
      join(folder, 'run'),
      '--json',
    ]);
    expect(lastJson(finished)).toMatchObject({ dim: 4, epochs: 1 });
  });
});

describe('nearfar train refuses', () => {
  const cases: [what: string, args: string[], code: number, message: string][] = [
    ['an unknown data set', ['--dataset', 'mnits'], 2, 'Did you mean "mnist"?'],
    ['an unknown method', ['--method', 'tripplet'], 2, 'methods: expected a method out of'],
    ['an unknown method, offering the nearest', ['--method', 'tripplet'], 2, 'Did you mean "triplet"?'],
    ['an unknown loss', ['--loss', 'contrastve'], 2, 'Did you mean "contrastive"?'],
    ['an unknown miner', ['--miner', 'semi-hard'], 2, 'Did you mean "semihard"?'],
    ['an unknown network', ['--network', 'embeding-net'], 2, 'Did you mean "embedding-net"?'],
    ['an unknown option', ['--epoch', '3'], 2, '(Did you mean --epochs?)'],
    ['--dim 0', ['--dim', '0'], 2, 'train: expected dim: a whole number from 1 to 4096, got 0.'],
    ['--dim x', ['--dim', 'x'], 2, 'It must be a number.'],
    ['--lr 0', ['--lr', '0'], 2, 'train: expected lr: a number above 0, got 0.'],
    ['a batch larger than the data', ['--method', 'triplet', '--batch-size', '20000'], 1, 'Lower batchSize to'],
    ['a batch that m does not divide', ['--batch-size', '130'], 2, 'expected batchSize to be a multiple of m'],
    [
      'a loss for a method that has its own',
      ['--method', 'triplet', '--loss', 'contrastive'],
      2,
      'expected no loss, since it brings its own',
    ],
    [
      'a config that is not there',
      ['--config', 'nowhere.json'],
      2,
      'nowhere.json: expected a config, got nothing there',
    ],
    ['--resume without a run', ['--resume'], 2, 'Name its folder with --out'],
    [
      '--resume of a folder that is no run',
      ['--resume', '--out', 'nowhere'],
      2,
      'nowhere: expected the folder of a run',
    ],
    ['an unknown class to hold out', ['--unseen-classes', 'train-0,nope'], 2, 'got "nope"'],
  ];
  it.each(cases)('%s', async (_, args, code, message) => {
    const cwd = temporaryFolder();
    const finished = await nearfar(['train', ...args], { cwd });
    expect(finished.stderr).toContain(message);
    expect(finished.code).toBe(code);
    expect(readdirSync(existsSync(join(cwd, 'runs')) ? join(cwd, 'runs') : cwd)).toEqual([]);
  });

  it('a folder that holds something else, and leaves it as it was', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'letter.txt'), 'dear');
    const finished = await nearfar(['train', '--out', out]);
    expect(finished.stderr).toContain(
      `--out: expected a folder that is empty or not there yet, got "${out}", which holds something else.`,
    );
    expect(finished.code).toBe(2);
    expect(readdirSync(out)).toEqual(['letter.txt']);
  });

  it('a run that would change on --resume', async () => {
    const out = join(temporaryFolder(), 'run');
    await nearfar(['train', ...QUICK, '--epochs', '1', '--out', out]);
    const finished = await nearfar(['train', '--resume', '--out', out, '--dim', '4']);
    expect(finished).toMatchObject({ code: 2 });
    expect(finished.stderr).toContain("--resume: expected the run's own dim, 8, got 4.");
  });

  it('a data folder with a truncated file, naming it', async () => {
    const data = temporaryFolder();
    mkdirSync(join(data, 'mnist'));
    writeFileSync(join(data, 'mnist', 'train-images-idx3-ubyte'), new Uint8Array([0, 0, 8, 3, 0, 0, 0, 9]));
    const finished = await nearfar(['train', '--dataset', 'mnist', '--data-dir', data], { cwd: data });
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain('train-images-idx3-ubyte');
  });
});
