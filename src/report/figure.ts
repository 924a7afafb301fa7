import { at, type Block, element, escapeXml } from './svg.ts';
import { definitions, text, wrap } from './text.ts';
import { theme } from './theme.ts';

/** What stands above a picture. */
export interface Heading {
  readonly title: string;
  /** What the numbers are over: the data set, its part, how many samples or pairs. */
  readonly subtitle?: string;
}

/** A whole SVG document: white ground, title, subtitle, then the content below them. */
export function figure(heading: Heading, content: Block): string {
  const { margin } = theme;
  const head = headBlock(heading, content.width);
  const width = Math.ceil(content.width + 2 * margin);
  const height = Math.ceil(content.height + head.height + 2 * margin);
  const ground = element('rect', { width, height, fill: theme.background });
  const body = at(margin, margin, head.markup) + at(margin, margin + head.height, content.markup);
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
    element('title', {}, escapeXml(heading.title)),
    definitions(body),
    ground,
    body,
  );
}

function headBlock({ title, subtitle = '' }: Heading, width: number): Block {
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

/** Blocks side by side, or below each other, `gap` pixels apart. */
export function stack(direction: 'row' | 'column', gap: number, blocks: readonly Block[]): Block {
  let along = 0;
  let across = 0;
  let markup = '';
  for (const block of blocks) {
    if (markup !== '') along += gap;
    markup += direction === 'row' ? at(along, 0, block.markup) : at(0, along, block.markup);
    along += direction === 'row' ? block.width : block.height;
    across = Math.max(across, direction === 'row' ? block.height : block.width);
  }
  return direction === 'row' ? { markup, width: along, height: across } : { markup, width: across, height: along };
}
