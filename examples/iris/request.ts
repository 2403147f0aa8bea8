/** What a request asks for: rows of numbers, or the HTTP error that tells what is wrong with it. */
export type RequestRows =
  | { readonly ok: true; readonly rows: readonly (readonly number[])[] }
  | { readonly ok: false; readonly status: 400 | 415; readonly error: string };

/**
 * Reads the body of `POST /invocations`: `text/csv` with one row a line and no header, or `application/json`
 * as `{"instances": [[…], …]}`.
 *
 * @param inputs the names of the columns that every row must have
 */
export function parseRows(
  contentType: string | undefined,
  body: string,
  inputs: readonly string[],
): RequestRows {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  switch (mediaType) {
    case 'text/csv':
      return checked(csvRows(body), inputs);
    case 'application/json':
      try {
        return checked(JSON.parse(body)?.instances, inputs);
      } catch (error) {
        return refused(`the body is not JSON: ${(error as Error).message}`);
      }
    default:
      return {
        ok: false,
        status: 415,
        error: `Content-Type: expected text/csv or application/json, got ${mediaType ?? 'none'}`,
      };
  }
}

const csvRows = (body: string): unknown[][] =>
  body
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map(numberOrText));

/** Number('') is 0, which would make an empty cell a measurement: only text that holds something is a number. */
const numberOrText = (cell: string): unknown => {
  const value = Number(cell);
  return cell.trim() === '' || !Number.isFinite(value) ? cell : value;
};

function checked(rows: unknown, inputs: readonly string[]): RequestRows {
  if (!Array.isArray(rows)) return refused('instances: expected an array of rows, each an array of numbers');
  if (rows.length === 0) return refused('expected at least one row, got none');
  for (const [i, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== inputs.length) {
      const got = Array.isArray(row) ? `${row.length}` : JSON.stringify(row);
      return refused(`row ${i + 1}: expected ${inputs.length} numbers (${inputs.join(', ')}), got ${got}`);
    }
    const wrong = row.findIndex((cell) => !Number.isFinite(cell));
    if (wrong >= 0) {
      return refused(`row ${i + 1}, ${inputs[wrong]}: expected a number, got ${JSON.stringify(row[wrong])}`);
    }
  }
  return { ok: true, rows };
}

const refused = (error: string): RequestRows => ({ ok: false, status: 400, error });
