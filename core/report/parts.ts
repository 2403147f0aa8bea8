import { html } from '../pages/page.ts';

/** A part of the report; nothing if there is nothing to say. `body` is HTML. */
export const section = (title: string, body: string): string =>
  body === '' ? '' : `<section><h2>${html(title)}</h2>${body}</section>`;

/** Pairs of a name and a text. */
export const pairs = (all: readonly (readonly [string, string])[]): string =>
  `<dl>${all.map(([name, text]) => `<dt>${html(name)}</dt><dd>${html(text)}</dd>`).join('')}</dl>`;

export const list = (texts: readonly string[]): string =>
  texts.length === 0 ? '' : `<ul>${texts.map((text) => `<li>${html(text)}</li>`).join('')}</ul>`;

/** A cell: a text, or HTML that is made here. */
export type Cell = string | { readonly html: string };

/** Columns of instants, which are not broken over lines. */
const times = ['from', 'at', 'until'];

/** A table; nothing without rows. */
export function table(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return '';
  const head = header.map((cell) => `<th scope="col">${html(cell)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell, n) => cellOf(header[n] ?? '', cell)).join('')}</tr>`);
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

const cellOf = (column: string, cell: Cell): string =>
  `<td${times.includes(column) ? ' class="when"' : ''}>${typeof cell === 'string' ? html(cell) : cell.html}</td>`;
