import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { bundleForBrowser } from '../support/bundle.ts';
import { expectClose } from '../support/close.ts';
import { servePage } from './serve.ts';
import { tinyRun } from './tiny-run.ts';

const executablePath = '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

it('a step in a browser tab trains as it does in Node', async ({ skip }) => {
  skip(!existsSync(executablePath), `there is no Chromium at ${executablePath} on this machine`);
  const { code } = await bundleForBrowser('browser/page.ts');
  const { address, close } = await servePage(code);
  const browser = await chromium.launch({ executablePath, args, headless: true });
  try {
    const page = await browser.newPage();
    const troubles: string[] = [];
    page.on('pageerror', error => troubles.push(error.message));
    page.on('console', message => troubles.push(message.text()));
    await page.goto(address);
    const inTab = await page.evaluate<Awaited<ReturnType<typeof tinyRun>>>('tinyRun()');
    expect(troubles).toEqual([]);
    const inNode = await tinyRun();
    expectClose(inTab.losses, inNode.losses, { what: 'losses' });
    expectClose(inTab.weights, inNode.weights, { what: 'weights' });
  } finally {
    await browser.close();
    close();
  }
});
