import { describe, expect, it, test } from 'vitest';
import { explorer } from '../../src/report/html/explorer.ts';
import { Html, html } from '../../src/report/html/html.ts';
import { htmlTable, runReport } from '../../src/report/html/index.ts';
import { clusters } from './pictures.ts';

const evil = '</script><img src=x onerror="alert(1)">&';
const escaped = '&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;';

test('html`…` escapes what is filled in, but not markup, and joins lists', () => {
  const cell = html`<td title="${evil}">${evil}</td>`;
  expect(cell.markup).toBe(`<td title="${escaped}">${escaped}</td>`);
  expect(html`<tr>${[cell, undefined, 3]}</tr>`.markup).toBe(`<tr>${cell.markup}3</tr>`);
  expect(html`${new Html('<b>')}`.markup).toBe('<b>');
});

const { points, labels } = clusters(40, 2, 3);
const recorded = {
  name: evil,
  evaluatedOn: '40 samples',
  labels,
  classNames: [evil, 'b'],
  frames: [0, 0.5, 1].map(epoch => ({ epoch, embeddings: points })),
};

interface Data {
  sheets: string[];
  samples: { labels: number[]; classNames: string[] }[];
  clouds: { samples: number; epochs: number[]; points: string; neighbours: string }[];
}

const dataIn = (markup: string) => JSON.parse(/application\/json"[^>]*>(.*?)<\/script>/s.exec(markup)![1]!) as Data;
const numbers = (text: string, type: typeof Int16Array | typeof Uint16Array) =>
  Array.from(new type(Uint8Array.from(Buffer.from(text, 'base64')).buffer));

describe('explorer(runs)', () => {
  it('holds all frames in one box, and each point’s nearest neighbours', async () => {
    const { clouds } = dataIn((await explorer([recorded])).markup);
    const places = numbers(clouds[0]!.points, Int16Array);
    expect(places).toHaveLength(3 * 40 * 2);
    const size = places.map(Math.abs);
    expect(Math.max(...size)).toBe(16_000);
    const neighbours = numbers(clouds[0]!.neighbours, Uint16Array);
    expect(neighbours).toHaveLength(40 * 6);
    neighbours.forEach((other, i) => {
      expect(other).not.toBe(Math.floor(i / 6));
      expect(other % 2).toBe(Math.floor(i / 6) % 2);
    });
  });

  it('keeps the samples and images once that several runs share', async () => {
    const sprites = { png: Uint8Array.of(1, 2, 3), tile: { width: 1, height: 1, columns: 7 } };
    const run = { ...recorded, sprites };
    const { sheets, samples, clouds } = dataIn((await explorer([run, { ...run, name: 'other' }, recorded])).markup);
    expect(sheets).toEqual(['data:image/png;base64,AQID']);
    expect(samples).toHaveLength(2);
    expect(clouds.map(cloud => cloud.samples)).toEqual([0, 0, 1]);
  });

  it('refuses no run at all, and frames that differ from the labels', async () => {
    await expect(explorer([])).rejects.toThrow('explorer: expected at least one run, got none.');
    const frames = [{ epoch: 0, embeddings: [[1, 2]] }];
    await expect(explorer([{ ...recorded, frames }])).rejects.toThrow(
      'explorer: expected 40 embeddings in a frame, got 1.',
    );
  });
});

test('runReport(options) lets no name or reason become markup, and fetches nothing', async () => {
  const metrics = htmlTable(evil, [{ heading: evil }], [[{ text: evil }]]);
  const repeat = { command: evil, config: evil };
  const report = await runReport({
    title: evil,
    facts: [[evil, evil]],
    metrics,
    frames: recorded,
    chapters: [],
    repeat,
  });
  expect(report).not.toContain('<img src=x');
  expect(report).not.toMatch(/(src|href)="(https?:)?\/\//);
  expect(report.match(/<script/g)).toHaveLength(2);
  expect(dataIn(report).samples[0]!.classNames).toEqual([evil, 'b']);
});
