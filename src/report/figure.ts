import { at, type Block, element, escapeXml } from './svg.ts';
import { definitions, text, wrap } from './text.ts';
import { theme } from './theme.ts';

/** What stands above a picture. */
export interface Heading {
  /** What the picture shows, such as "nearest neighbours". */
  readonly title: string;
  /** What it is of, such as "siamese on mnist"; stands before the title, but not where the picture lies in a page about it. */
  readonly subject?: string;
  /** What the numbers are over: the data set, its part, how many samples or pairs. */
  readonly subtitle?: string;
}

/** A whole SVG document: white ground, title, subtitle, then the content below them. */
export function figure(heading: Heading, content: Block): string {
  const { margin } = theme;
  const { title, subject, subtitle } = heading;
  const whole = subject === undefined ? title : `${subject}: ${title}`;
  const head = headBlock(whole, subtitle, content.width);
  const width = Math.ceil(content.width + 2 * margin);
  const height = Math.ceil(content.height + head.height + 2 * margin);
  const ground = element('rect', { width, height, fill: theme.background });
  const body = at(margin, margin, head.markup) + at(margin, margin + head.height, content.markup);
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'data-title': title,
      'data-subtitle': subtitle,
      'data-content': [margin, margin + head.height, content.width, content.height].map(Math.ceil).join(' '),
    },
    element('title', {}, escapeXml(whole)),
    definitions(body),
    ground,
    body,
  );
}

function headBlock(title: string, subtitle = '', width: number): Block {
  const titleStyle = { size: theme.size.title, bold: true };
  const subtitleStyle = { size: theme.size.subtitle, fill: theme.muted };
  const titleLines = wrap(title, width, titleStyle);
  const subtitleLines = wrap(subtitle, width, subtitleStyle);
  const below = titleLines.length * 21;
  const markup = [
    ...titleLines.map((line, k) => text(0, k * 21 + 14, line, titleStyle)),
    ...subtitleLines.map((line, k) => text(0, below + k * 17 + 12, line, subtitleStyle)),
  ];
  return { markup: markup.join(''), width, height: below + subtitleLines.length * 17 + 14 };
}

/**
 * Blocks side by side, or below each other, `gap` pixels apart. Those of a row that are marked as `apart` a page may stack
 * where it is narrow.
 */
export function stack(
  direction: 'row' | 'column',
  gap: number,
  blocks: readonly Block[],
  { apart = false } = {},
): Block {
  let along = 0;
  let across = 0;
  let markup = '';
  for (const block of blocks) {
    if (markup !== '') along += gap;
    const moved = direction === 'row' ? at(along, 0, block.markup) : at(0, along, block.markup);
    markup += apart ? panel(moved, { left: along, top: 0, ...block }) : moved;
    along += direction === 'row' ? block.width : block.height;
    across = Math.max(across, direction === 'row' ? block.height : block.width);
  }
  return direction === 'row' ? { markup, width: along, height: across } : { markup, width: across, height: along };
}

/** Comments around a part of the content that can be shown alone: its place there. `pagePicture` reads them. */
function panel(markup: string, { left, top, width, height }: Block & { left: number; top: number }): string {
  return `<!--panel ${[left, top, width, height].map(Math.ceil).join(' ')}-->${markup}<!--/panel-->`;
}

/** A picture without its title, for a page that writes it itself: its parts, and what the title and the subtitle say. */
export interface PagePicture {
  readonly title: string;
  readonly subtitle: string | undefined;
  readonly parts: readonly { readonly svg: string; readonly width: number; readonly height: number }[];
}

const attribute = (svg: string, name: string): string | undefined => new RegExp(` ${name}="([^"]*)"`).exec(svg)?.[1];

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

const unescaped = (markup: string): string => markup.replace(/&(amp|lt|gt|quot);/g, entity => entities[entity]!);

/** Takes a picture that `figure` made apart, for a page. */
export function pagePicture(svg: string): PagePicture {
  const numbers = (text: string | undefined) => (text ?? '0 0 600 400').split(' ').map(Number);
  const [left = 0, top = 0, ...size] = numbers(attribute(svg, 'data-content'));
  const panels = [...svg.matchAll(/<!--panel ([^-]+)-->.*?<!--\/panel-->/gs)];
  const shown = (source: string, [x = 0, y = 0, width = 0, height = 0]: readonly number[]) => ({
    width: width + 12,
    height: height + 12,
    svg: source.replace(
      /^<svg [^>]*>/,
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 12}" height="${height + 12}" viewBox="${x - 6} ${y - 6} ${width + 12} ${height + 12}">`,
    ),
  });
  const parts = panels.map(([own, place]) => {
    const alone = panels.reduce((rest, [other]) => (other === own ? rest : rest.replace(other, '')), svg);
    const [x = 0, y = 0, ...size] = numbers(place);
    return shown(alone, [left + x, top + y, ...size]);
  });
  const subtitle = attribute(svg, 'data-subtitle');
  return {
    title: unescaped(attribute(svg, 'data-title') ?? ''),
    subtitle: subtitle === undefined ? undefined : unescaped(subtitle),
    parts: parts.length > 0 ? parts : [shown(svg, [left, top, ...size])],
  };
}
