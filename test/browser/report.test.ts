import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlTable, runReport } from '../../src/report/html/index.ts';
import { distanceHistogram } from '../../src/report/index.ts';
import { clusters } from '../report/pictures.ts';
import { nearfar, temporaryFolder } from '../support/cli.ts';

const executablePath = '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const out = join(temporaryFolder(), 'comparison');

let browser: Browser;

describe.skipIf(!existsSync(executablePath))('report.html in Chromium, from disk', () => {
  beforeAll(async () => {
    const quick = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1'];
    const methods = ['--methods', 'siamese,two-channel,online-triplet'];
    expect(await nearfar(['compare', ...methods, ...quick, '--out', out])).toMatchObject({ code: 0 });
    browser = await chromium.launch({ executablePath, args, headless: true });
  });

  afterAll(() => browser?.close());

  it('of a comparison has a row for each run, in the order of the column that is clicked', async () => {
    const { page } = await opened('report.html');
    const methods = () => page.locator('tbody th').allTextContents();
    expect(await methods()).toEqual(['siamese', 'two-channel', 'online-triplet']);
    await page.getByRole('button', { name: 'ROC-AUC' }).click();
    const numbers = (await page.locator('tbody tr td:nth-child(7)').allTextContents()).map(Number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    await page.getByRole('button', { name: 'MAP@R' }).click();
    expect((await methods()).at(-1)).toBe('two-channel');
    const links = await page.locator('tbody a').evaluateAll(links => links.map(link => link.getAttribute('href')));
    for (const link of links) expect(existsSync(join(out, link!))).toBe(true);
    expect(await page.locator('.pictures img').count()).toBe(2); // the bars, and the ROC of both
  });

  it('shows the points of the run that is chosen, and what a point is when the mouse is over it', async () => {
    const { page } = await opened('report.html');
    const first = await ink(page);
    expect(first).toBeGreaterThan(5000);
    expect(await page.locator('.sprite').count()).toBe(0);
    await hoverOverAPoint(page);
    await page.locator('.shown > .sprite').waitFor();
    expect(await page.locator('.shown > .sprite').getAttribute('aria-label')).toMatch(/^An image of validation-\d+$/);
    expect(await imageSpread(page)).toBeGreaterThan(20);
    expect(await page.locator('.neighbours li').count()).toBe(6);
    expect(await page.locator('option').allTextContents()).toEqual(['siamese on glyphs', 'online-triplet on glyphs']);
    await page.mouse.move(0, 0);
    const before = await picture(page);
    await page.getByRole('combobox').selectOption('online-triplet on glyphs');
    await expect.poll(() => picture(page)).not.toBe(before);
  });

  it('moves the points with the slider, and plays', async () => {
    const { page } = await opened('glyphs-siamese/report.html');
    const slider = page.getByLabel('Moment of the training');
    expect(await slider.getAttribute('max')).toBe('30');
    const trained = await picture(page);
    await slider.fill('0');
    expect(await page.locator('output').textContent()).toBe('untrained');
    await settled(page);
    const untrained = await picture(page);
    expect(untrained).not.toBe(trained);
    await slider.fill('30');
    await settled(page);
    expect(await picture(page)).toBe(trained);
    await slider.fill('28');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => slider.inputValue(), { timeout: 5000 }).toBe('30');
  });

  it('goes from point to point by the keyboard', async () => {
    const { page } = await opened('glyphs-siamese/report.html');
    await page.locator('canvas').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.shown').textContent()).toContain('sample 1 of 600');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.shown').textContent()).toContain('sample 600 of 600');
    await page.keyboard.press('Escape');
    expect(await page.locator('.sprite').count()).toBe(0);
  });

  it('of a run has its metrics, pictures, command and config, in one file of less than 5 MB', async () => {
    const { page, requests } = await opened('glyphs-siamese/report.html');
    expect(await page.locator('tbody th').first().textContent()).toContain('precision@1');
    const pictures = await page.locator('.pictures img').evaluateAll(images =>
      Promise.all(
        images.map(async image => {
          image.setAttribute('loading', 'eager');
          await (image as HTMLImageElement).decode();
          return (image as HTMLImageElement).naturalWidth;
        }),
      ),
    );
    expect(pictures).toHaveLength(8);
    for (const width of pictures) expect(width).toBeGreaterThan(300);
    const [command, config] = await page.locator('pre').allTextContents();
    expect(command).toBe('nearfar train --method siamese --network mlp --dim 4 --epochs 1 --threads 1');
    expect(JSON.parse(config!)).toMatchObject({ dataset: 'glyphs', method: 'siamese', network: 'mlp', dim: 4 });
    expect(requests.filter(address => !address.startsWith('data:'))).toHaveLength(1);
    expect(statSync(join(out, 'glyphs-siamese', 'report.html')).size).toBeLessThan(5e6);
  });

  it.each([
    1280, 390,
  ])('of a method without an embedding has no scatter; nothing is wider than %i pixels', async width => {
    for (const file of ['report.html', 'glyphs-two-channel/report.html']) {
      const { page } = await opened(file, width);
      expect(await page.locator('canvas').count()).toBe(file === 'report.html' ? 1 : 0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });

  it('of a run follows the dark mode, with its pictures', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.goto(pathToFileURL(join(out, 'glyphs-siamese', 'report.html')).href);
    await settled(page);
    const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe('rgb(13, 17, 23)');
    expect(await brightness(page.locator('.pictures img').last())).toBeLessThan(60);
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    expect(await page.locator('canvas').isVisible()).toBe(true);
    expect(await page.locator('.play').isVisible()).toBe(false);
    expect(await page.locator('.pictures img[loading]').count()).toBe(0);
  });

  it.each([
    [1280, 'beside'],
    [390, 'below'],
  ] as const)('of two panels has them on %i pixels %s each other, Copy beside its command, and a legend to click', async (width, where) => {
    const file = join(out, 'panels.html');
    writeFileSync(file, await twoPanels());
    const { page } = await opened('panels.html', width);
    const [first, second] = await boxesOf(page, '.panels img');
    if (where === 'beside') expect(second!.x).toBeGreaterThan(first!.x + first!.width);
    else expect(second!.y).toBeGreaterThan(first!.y + first!.height);
    const [command] = await boxesOf(page, 'pre.command');
    const [copy] = await boxesOf(page, '.copy');
    expect(copy!.x).toBeGreaterThanOrEqual(command!.x + command!.width);
    expect(copy!.x + copy!.width).toBeLessThanOrEqual(width);
    expect(copy!.y).toBeLessThan(command!.y + command!.height);
    const before = await picture(page);
    const button = page.locator('.legend button').first();
    await button.click();
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    expect(await picture(page)).not.toBe(before);
    await button.click();
    expect(await picture(page)).toBe(before);
    expect(await page.locator('h1').textContent()).toBe('siamese on digits');
    expect(await page.locator('figcaption').textContent()).not.toContain('siamese on digits');
  });
});

/** A page about a run of three classes, with one picture of two panels. */
function twoPanels(): Promise<string> {
  const { points, labels } = clusters(60, 3);
  const pairs = { distances: [0.1, 0.4, 0.3, 0.9], same: [true, true, false, false] };
  const groups = [
    { name: 'seen', ...pairs },
    { name: 'unseen', ...pairs },
  ];
  const subject = 'siamese on digits';
  const picture = distanceHistogram({ subject, title: 'distances of pairs', groups, threshold: 0.3 });
  return runReport({
    title: subject,
    facts: [],
    metrics: htmlTable('Metrics', [{ heading: 'a' }], [[{ text: '1' }]]),
    frames: {
      name: subject,
      evaluatedOn: '60 samples',
      labels,
      classNames: ['a', 'b', 'c'],
      frames: [{ epoch: 1, embeddings: points }],
    },
    chapters: [{ heading: 'Verification', pictures: [picture] }],
    repeat: {
      command: 'nearfar train --dataset digits --method siamese --network mlp --dim 4 --epochs 1',
      config: '{}',
    },
  });
}

const boxesOf = async (page: Page, selector: string) =>
  Promise.all((await page.locator(selector).all()).map(each => each.boundingBox()));

/** The mean brightness of what is seen of an element. */
async function brightness(element: Locator): Promise<number> {
  const { default: sharp } = await import('sharp');
  const { channels } = await sharp(await element.screenshot())
    .greyscale()
    .stats();
  return channels[0]!.mean;
}

/** A page from disk; what goes wrong on it fails the test, what it asks for is kept. */
async function opened(file: string, width = 1280): Promise<{ page: Page; requests: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const requests: string[] = [];
  page.on('request', request => requests.push(request.url()));
  page.on('pageerror', error => expect.unreachable(error.message));
  await page.goto(pathToFileURL(join(out, file)).href);
  await settled(page);
  return { page, requests };
}

/** Points glide for a third of a second. */
const settled = (page: Page) => page.waitForTimeout(600);

const picture = (page: Page) => page.evaluate<string>("document.querySelector('canvas').toDataURL()");

const ALPHA = `(() => {
  const canvas = document.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3]);
})()`;

/** How many pixels of the scatter are drawn on. */
const ink = (page: Page) => page.evaluate<number>(`${ALPHA}.filter(alpha => alpha > 100).length`);

async function hoverOverAPoint(page: Page): Promise<void> {
  const canvas = page.locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const { x, y, width } = (await canvas.boundingBox())!;
  const [place, pixels] = await page.evaluate<[number, number]>(
    `[${ALPHA}.findIndex(alpha => alpha > 180), document.querySelector('canvas').width]`,
  );
  const scale = width / pixels;
  await page.mouse.move(x + (place % pixels) * scale, y + Math.floor(place / pixels) * scale);
}

/** How far the brightness of the image that is shown spreads: zero where it is blank. */
async function imageSpread(page: Page): Promise<number> {
  const { default: sharp } = await import('sharp');
  const { channels } = await sharp(await page.locator('.shown > .sprite').screenshot())
    .greyscale()
    .stats();
  return channels[0]!.stdev;
}
