import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openRun } from '../src/index.ts';
import { nearfar, temporaryFolder } from './support/cli.ts';
import { expectClose } from './support/close.ts';
import { characterFolder } from './support/own-data.ts';

const PYTHON = '/usr/bin/python3';
const folder = temporaryFolder();
const page = readFileSync(new URL('../docs/weights.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  Array.from(page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs')), ([, code]) => code!);

function hasTorch(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs the commands of a block; training changes nothing but the statistics, and is quick. */
async function commands(block: string): Promise<void> {
  for (const line of block.trim().split('\n')) {
    const [, ...args] = line.split(' ');
    const quick = args[0] === 'train' ? ['--lr', '1e-9', '--threads', '1', '--no-plots'] : [];
    const { code, stderr } = await nearfar([...args, ...quick], { cwd: folder });
    expect(code, `${line}\n${stderr}`).toBe(0);
  }
}

it('docs/weights.md: PyTorch computes what a run of nearfar does, and a run begins with PyTorch’s weights', async context => {
  context.skip(!hasTorch(), 'PyTorch is not installed (Debian: python3-torch)');
  await characterFolder(join(folder, 'my-images'), 4, 8);
  const [fromHere, toHere] = blocks('sh');
  await commands(fromHere!);
  const run = await openRun(join(folder, 'runs/a'));
  const { samples } = await run.read(join(folder, 'my-images/c0'));
  const [network, load, save] = blocks('python');
  const show = 'print(json.dumps(net(prepared(images)).tolist()))';
  const given = `images = torch.tensor(json.load(open("images.json")), dtype=torch.uint8).reshape(-1, 1, 28, 28)\n${show}`;
  writeFileSync(join(folder, 'images.json'), JSON.stringify([...samples.data]));
  const other = 'torch.manual_seed(1)\nnet = Net(dim=4)';
  const code = [network, load, given, other, show, save].join('\n');
  const env = { ...process.env, PYTHONPATH: fileURLToPath(new URL('support/python', import.meta.url)) };
  const printed = execFileSync(PYTHON, ['-c', code], { cwd: folder, env, encoding: 'utf8' }).trim().split('\n');
  const [loaded, fresh] = printed.map(line => (JSON.parse(line) as number[][]).flat());
  const embeddingsOf = async (opened: typeof run) => {
    const { data } = await opened.embed(samples);
    await opened.close();
    return data;
  };
  expectClose(await embeddingsOf(run), loaded!, { absolute: 1e-4 });
  await commands(toHere!);
  expectClose(await embeddingsOf(await openRun(join(folder, 'runs/b'))), fresh!, { absolute: 1e-4 });
});

it('docs/weights.md: the mapping is read, and a run says all that does not fit', async () => {
  const at = join(folder, 'mapping');
  mkdirSync(at);
  await characterFolder(join(at, 'my-images'), 4, 8);
  writeFileSync(join(at, 'names.json'), blocks('json')[0]!);
  const quick = ['--epochs', '1', '--threads', '1', '--no-plots', '--method', 'siamese'];
  const run = (...args: string[]) => nearfar(args, { cwd: at });
  const train = (out: string, ...args: string[]) =>
    run('train', 'my-images', '--network', 'embedding-net', '--dim', '4', ...quick, '--out', out, ...args);
  expect((await train('a')).code).toBe(0);
  const mapped = ['--mapping', 'names.json'];
  expect((await run('export', 'a', '--format', 'safetensors', '--out', 'a.safetensors', ...mapped)).code).toBe(0);
  const names = readFileSync(join(at, 'a.safetensors'), 'latin1');
  expect(names).toContain('"features.conv1.weight":{"dtype":"F32","shape":[32,1,5,5]');
  expect((await train('b', '--init', 'a.safetensors', '--init-mapping', 'names.json')).code).toBe(0);
  const { code, stderr } = await train('c', '--init', 'a.safetensors');
  expect(code).toBe(2);
  expect(stderr).toContain('missing: encoder.0.weight, encoder.0.bias, encoder.3.weight, encoder.3.bias.');
  const stray = await train('d', '--init-mapping', 'names.json');
  expect(stray.stderr).toContain('--init-mapping: expected --init FILE.safetensors beside it, got none.');
  const other = await run('export', 'a', '--format', 'onnx', '--out', 'a.onnx', ...mapped);
  expect(other.stderr).toContain('--mapping: expected --format safetensors beside it, got onnx.');
});
