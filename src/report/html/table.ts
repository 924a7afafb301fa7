import { type Html, html } from './html.ts';

/** A cell: what is written, and what it is sorted by where that is a number. */
export interface Cell {
  readonly text: string | Html;
  readonly value?: number | undefined;
  readonly kind?: 'number' | 'text' | 'head';
  /** Whether it is the best of its column. */
  readonly best?: boolean;
}

/** A column of `htmlTable`. */
export interface Column {
  readonly heading: string;
  /** What the numbers say. */
  readonly remark?: string;
  readonly kind?: 'number' | 'text';
  /**
   * The side that sorting begins with.
   * @default 'higher' for numbers
   */
  readonly better?: 'higher' | 'lower';
}

/** A table; with `sortable`, its headings are buttons that put the rows in their order. */
export function htmlTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { sortable = false } = {},
): Html {
  const heads = columns.map(column => headOf(column, sortable));
  const body = rows.map(cells => html`<tr>${cells.map(cellOf)}</tr>\n`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="${sortable ? 'sortable' : 'plain'}">
<thead><tr>${heads}</tr></thead>
<tbody>${body}</tbody>
</table></div>`;
}

function headOf({ heading, remark, kind, better }: Column, sortable: boolean): Html {
  const first = kind === 'number' && better !== 'lower' ? 'descending' : 'ascending';
  const label = sortable ? html`<button type="button">${heading}</button>` : html`${heading}`;
  return html`<th scope="col" class="${kind ?? 'text'}" data-first="${first}" title="${remark ?? ''}">${label}</th>`;
}

function cellOf({ text, value, kind = 'text', best = false }: Cell): Html {
  if (kind === 'head') return html`<th scope="row">${text}</th>`;
  if (kind === 'text') return html`<td class="text">${text}</td>`;
  return html`<td class="number${best ? ' best' : ''}" data-value="${value ?? ''}">${text}</td>`;
}
