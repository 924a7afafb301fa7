import { expect, it } from 'vitest';
import { bundleForBrowser } from './support/bundle.ts';

it('a browser’s bundle of the library takes onnxruntime-web and nothing of Node', async () => {
  const { imports, dynamicImports, moduleIds } = await bundleForBrowser('browser/rooms.ts');
  expect([...imports, ...dynamicImports]).toEqual([]);
  const packages = moduleIds.map(id => /node_modules\/(onnxruntime-[^/]+)/.exec(id)?.[1]);
  expect(packages.filter(name => name !== undefined)).toEqual(['onnxruntime-web']);
});

it('a module that reads files would be seen', async () => {
  const { imports } = await bundleForBrowser('support/golden.ts');
  expect(imports).toEqual(['node:fs']);
});
