import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { ISOLATED, servePage } from '../test/browser/serve.ts';
import { median } from './peer.ts';
import { type Series, saveResult, versionOf } from './results.ts';

/**
 * The reference step (128 triplets of 28×28 images, Adam) in headless Chromium, as WebAssembly with one thread and with two,
 * in a page that is cross-origin isolated: another has one thread only.
 */
const OPTIONS = { batch: 384, steps: 9 };
const THREADS = [1, 2];
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

if (!existsSync(executablePath)) {
  console.error(
    `bench:browser: expected Chromium, got nothing at ${executablePath}. Name it in the variable CHROMIUM.`,
  );
  process.exit(1);
}
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('browser-page.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  platform: 'browser',
  write: false,
});
const { address, close } = await servePage(outputFiles[0]!.text, ISOLATED);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  console.log(`\none training step, ${OPTIONS.batch} images, Chromium ${browser.version()}`);
  const series: Record<string, Series> = {};
  for (const threads of THREADS) {
    const page = await browser.newPage(); // the runtime starts its threads once a page
    await page.goto(address);
    if (!(await page.evaluate<boolean>('crossOriginIsolated')))
      throw new Error('The page is not cross-origin isolated.');
    const values = await page.evaluate<number[]>(`measure(${JSON.stringify({ ...OPTIONS, threads })})`);
    await page.close();
    const name = threads === 1 ? '1 thread' : `${threads} threads`;
    series[name] = { unit: 'ms', values };
    const rate = Math.round((OPTIONS.batch / median(values)) * 1000);
    console.log(`${name.padEnd(20)} ${median(values).toFixed(1).padStart(9)} ms  ${String(rate).padStart(6)} images/s`);
  }
  const versions = { chromium: browser.version(), 'onnxruntime-web': versionOf('onnxruntime-web') };
  saveResult('browser', { options: OPTIONS, versions, series });
} finally {
  await browser.close();
  close();
}
