import { dataUri } from '../data-uri.ts';
import { pagePicture } from '../figure.ts';
import { darkStyle } from '../theme.ts';
import { type Html, html } from './html.ts';

/** A picture of more pixels than this takes the whole row. */
const WIDE = 760;

/**
 * Pictures, given as SVG, side by side where there is room. Their titles are text of the page, but not where one repeats
 * the heading above it; they follow the page's dark mode.
 */
export const pictureGrid = (svgs: readonly string[], heading = ''): Html =>
  html`<div class="pictures">${svgs.map(svg => figureOf(svg, heading))}</div>`;

function figureOf(svg: string, heading: string): Html {
  const { title, subtitle, parts } = pagePicture(svg);
  const name = title.charAt(0).toUpperCase() + title.slice(1);
  const images = parts.map(({ svg, width, height }) => {
    const source = dataUri('image/svg+xml', Buffer.from(svg.replace('>', `>${darkStyle}`)));
    return html`<img src="${source}" width="${width}" height="${height}" alt="${name}">`;
  });
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const strong = name === heading ? undefined : html`<strong>${name}</strong> `;
  return html`<figure class="${width > WIDE ? 'wide' : 'narrow'}"><figcaption>${strong}${subtitle}</figcaption><div class="panels">${images}</div></figure>\n`;
}
