import type { UrlAnswer } from './url-request.ts';

/** A status and a line of plain text. Nothing that is answered here is for caches, or to be taken for anything else. */
export const plainAnswer = (
  statusCode: number,
  text = '',
  headers: Readonly<Record<string, string>> = {},
): UrlAnswer => ({
  statusCode,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body: text === '' ? '' : `${text}\n`,
});
