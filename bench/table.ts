/** Rows in columns, two spaces apart. The first column is aligned left, the others right. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => `${row.map(pad).join('  ').trimEnd()}\n`).join('');
}

/** One measured figure, and whether it meets its target, if it has one. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly target?: string;
  readonly met?: boolean;
}

/** One figure per line, and whether all targets are met. */
export function report(figures: readonly Figure[]): { readonly text: string; readonly met: boolean } {
  const lines = figures.map(({ what, value, target = '', met }) => {
    const verdict = met === undefined ? '' : met ? 'PASS' : 'MISS';
    return `${what.padEnd(56)}${value.padStart(12)}  ${target.padEnd(10)}${verdict}`.trimEnd();
  });
  return { text: `${lines.join('\n')}\n`, met: figures.every(({ met }) => met !== false) };
}
