import type { UrlAnswer } from './url-request.ts';

/** A status and a line of plain text. The answer must not be cached, nor interpreted as another type. */
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
