import { type Html, html } from './html.ts';

/** A picture that was drawn before, in both of its forms. */
export interface DrawnPicture {
  readonly svg: string;
  readonly png: Uint8Array;
}

const dataUri = (type: string, bytes: Uint8Array): string =>
  `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`;

/** A picture of more pixels than this takes the whole row. */
const WIDE = 760;

/** Pictures side by side where there is room, each in the smaller of its two forms. */
export const pictureGrid = (pictures: readonly DrawnPicture[]): Html =>
  html`<div class="pictures">${pictures.map(figureOf)}</div>`;

function figureOf({ svg, png }: DrawnPicture): Html {
  const [, width = '600', height = '400'] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const title = unescaped(/<title>(.*?)<\/title>/.exec(svg)?.[1] ?? 'A picture');
  const source = svg.length <= png.length ? dataUri('svg+xml', Buffer.from(svg)) : dataUri('png', png);
  const wide = Number(width) > WIDE ? 'wide' : 'narrow';
  return html`<figure class="${wide}"><img src="${source}" width="${width}" height="${height}" alt="${title}" loading="lazy"></figure>\n`;
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

const unescaped = (markup: string): string => markup.replace(/&(amp|lt|gt|quot);/g, entity => entities[entity]!);
