/** Attributes of an element; numbers are written with two decimals at most, undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A place in a picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A piece of SVG whose size is known, its top left corner at the origin. */
export interface Block {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The text without what XML cannot hold: control characters and halves of surrogate pairs are spaces. */
export const printable = (value: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, ' ');

/** Text as it stands in XML or HTML, between tags or between quotes. */
export const escapeXml = (value: string): string => printable(value).replace(/[&<>"]/g, char => entities[char]!);

/** A number with two decimals at most. */
export const round = (value: number): string => String(Math.round(value * 100) / 100);

/** `<name …>children</name>`, with the attributes escaped. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value!)}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** The same markup, moved. */
export const at = (x: number, y: number, ...children: readonly string[]): string =>
  element('g', { transform: `translate(${round(x)} ${round(y)})` }, ...children);

/** A straight line. */
export const rule = (x1: number, y1: number, x2: number, y2: number, stroke: string, more: Attributes = {}): string =>
  element('path', { d: `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`, stroke, fill: 'none', ...more });
