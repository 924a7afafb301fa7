import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchedNetwork, fetchNetwork } from '../../src/data/hub.ts';
import { fromOnnx } from '../../src/networks/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { FLOAT, floats, foreignModel, node } from '../support/foreign-model.ts';
import { serveHub, type TestHub } from '../support/hub.ts';

const NAME = 'hf:owner/name';
const model = (initializer = floats('weight', [2, 3])) =>
  foreignModel({
    inputs: { x: ['N', 3] },
    initializers: [initializer],
    nodes: [node('Gemm', ['x', 'weight'], ['y'], { transB: 1 })],
  });
const outside = (location: string) =>
  model({
    name: 'weight',
    dims: [2, 3],
    dataType: FLOAT,
    dataLocation: 1,
    externalData: [{ key: 'location', value: location }],
  });
const text = (content: string) => new TextEncoder().encode(content);

let cache: string;
let hub: TestHub | undefined;

beforeEach(() => {
  cache = temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:9/');
  vi.stubEnv('HF_TOKEN', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub?.close();
  hub = undefined;
});

const at = (path: string) => join(cache, 'nearfar', 'hub', 'owner', 'name', path);

describe("fetchNetwork('hf:…')", () => {
  it('fetches the usual file with what lies beside it, once; the token goes to the hub alone', async () => {
    const files = {
      'README.md': text('# A model'),
      'onnx/model.onnx': outside('model.onnx_data'),
      'onnx/model.onnx_data': new Uint8Array(24),
      'preprocessor_config.json': text('{"size": 8}'),
      'tokenizer.json': text('{}'),
    };
    hub = await serveHub({ files, large: ['onnx/model.onnx', 'onnx/model.onnx_data'], token: 'secret', pageSize: 2 });
    vi.stubEnv('HF_TOKEN', 'secret');
    const path = await fetchNetwork(NAME, { endpoint: hub.url });
    expect(path).toBe(at('onnx/model.onnx'));
    expect(readdirSync(dirname(path)).sort()).toEqual([
      'model.onnx',
      'model.onnx_data',
      'preprocessor_config.json',
      'tokenizer.json',
    ]);
    for (const [name, bytes] of Object.entries(files).slice(1, 3))
      expect(readFileSync(at(name))).toEqual(Buffer.from(bytes));
    expect(hub.asked.map(({ token }) => token)).toEqual(hub.asked.map(() => undefined));
    expect(hub.asked).toHaveLength(4);
    expect(await fetchNetwork(NAME)).toBe(path);
    expect(fetchedNetwork(NAME)).toBe(path);
    expect(fromOnnx(path, { cut: false }).refuses([3])).toBeUndefined();
  });

  it('fetches a file by its path, and goes on where the connection broke', async () => {
    const file = 'fine models/net.onnx';
    const bytes = model(floats('weight', [2, 3000]));
    hub = await serveHub({ files: { [file]: bytes }, large: [file], breakAfter: 1000 });
    vi.stubEnv('HF_ENDPOINT', hub.url);
    const path = await fetchNetwork(`${NAME}/${file}`);
    expect(readFileSync(path)).toEqual(Buffer.from(bytes));
    expect(hub.asked).toHaveLength(2);
  });

  it.each([
    [['model.onnx'], 'SHA-256 '],
    [[], 'Git SHA-1 '],
  ])('keeps nothing where the published checksum is another (large files: %s)', async (large, kind) => {
    hub = await serveHub({ files: { 'model.onnx': model() }, large, checksum: '0'.repeat(64) });
    vi.stubEnv('HF_ENDPOINT', hub.url);
    await expect(fetchNetwork(NAME)).rejects.toThrow(`expected model.onnx with ${kind}000`);
    expect(existsSync(at('model.onnx'))).toBe(false);
  });

  it('says offline which file to put where, and takes one that was put there', async () => {
    await expect(fetchNetwork(NAME)).rejects.toThrow(
      `${NAME}: expected its list of files from http://127.0.0.1:9, got no connection (ECONNREFUSED). ` +
        `Try again when online. Or put the file at ${at('onnx/model.onnx')}.`,
    );
    mkdirSync(at(''), { recursive: true });
    writeFileSync(at('model.onnx'), model());
    expect(await fetchNetwork(NAME)).toBe(at('model.onnx'));
  });

  it('names the files that a repository has in place of the one that was asked for', async () => {
    hub = await serveHub({ files: { 'onnx/tiny.onnx': model(), 'a.txt': text('a') } });
    vi.stubEnv('HF_ENDPOINT', hub.url);
    await expect(fetchNetwork(NAME)).rejects.toThrow(
      `${NAME}: expected onnx/model.onnx or model.onnx in the repository, got onnx/tiny.onnx. ` +
        'Name one, as in hf:owner/name/onnx/tiny.onnx.',
    );
    await expect(fetchNetwork('hf:owner/other')).rejects.toThrow(
      `hf:owner/other: expected a repository owner/other at ${hub.url.slice(0, -1)}, got HTTP status 404. ` +
        'Check the name; a private or gated repository needs a token in HF_TOKEN.',
    );
  });

  it.each([
    'hf:name',
    'hf:../name',
    'hf:owner/name/../../x.onnx',
    'hf:owner/name/x.bin',
    'hf:owner/name/a\\..\\x.onnx',
  ])('refuses %s', async name => {
    await expect(fetchNetwork(name)).rejects.toThrow(
      `network: expected hf:OWNER/NAME or hf:OWNER/NAME/FILE.onnx, a file of a repository on the Hugging Face hub, got "${name}".`,
    );
  });

  it('refuses weights that a model names outside its folder', async () => {
    hub = await serveHub({ files: { 'model.onnx': outside('../../secret') } });
    vi.stubEnv('HF_ENDPOINT', hub.url);
    await expect(fetchNetwork(NAME)).rejects.toThrow(
      `${NAME}: expected weights in the model's folder, got "../../secret".`,
    );
  });
});

describe("networks.fromOnnx('hf:…')", () => {
  it('says how the network is fetched first', () => {
    expect(() => fromOnnx(NAME)).toThrow(
      `networks.fromOnnx: expected the path of a file on this machine, or its bytes, got "${NAME}". ` +
        `Fetch it first: networks.fromOnnx(await fetchNetwork('${NAME}')).`,
    );
  });
});
