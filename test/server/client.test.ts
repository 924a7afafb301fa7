import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CLIENT_FILES, CLIENT_FOLDER, canWriteClient, writeClient } from '../../scripts/client-types.ts';
import { createApp } from '../../src/server/app.ts';
import { connect } from '../../src/server/client.ts';
import { temporaryFolder } from '../support/cli.ts';

const app = createApp({
  about: { name: 'run', serves: 'run', takes: ['rows'], mostSamples: 10, thresholds: {} },
  token: 'secret',
  maxBytes: 1000,
  maxRequests: 10,
  timeout: 5,
  answer: async () => ({ answer: { embeddings: [[1, 2]], dim: 2 } }),
});
const fetching = (token?: string) => {
  const client = connect('http://nearfar.test', { ...(token !== undefined && { token }) });
  const fetch = async (request: Request) => app.fetch(request);
  return { client, fetch };
};

it('connect(url) has the routes of the server with their types, and sends the token', async () => {
  const { client, fetch } = fetching('secret');
  const { data } = await client.GET('/health', { fetch });
  const serves: 'run' | 'index' | undefined = data?.serves;
  expect(serves).toBe('run');
  const refused = await fetching('another').client.GET('/metrics', { fetch, parseAs: 'json' });
  expect(refused.error?.error).toBe('serve: expected its token (Authorization: Bearer …), got another.');
  // @ts-expect-error images is the name
  const wrong: Parameters<typeof client.POST<'/embed'>>[1] = { body: { image: ['x'] } };
  expect(wrong).toBeDefined();
});

it('the types of the client are those of the server; npm run docs:api writes them', async ({ skip }) => {
  skip(!canWriteClient(), 'openapi-typescript is not installed: npm ci --prefix scripts/api');
  const fresh = temporaryFolder();
  await writeClient(fresh);
  const read = (folder: string) => CLIENT_FILES.map(name => readFileSync(join(folder, name), 'utf8'));
  expect(read(fresh)).toEqual(read(CLIENT_FOLDER));
});
