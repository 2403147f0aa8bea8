import * as z from 'zod';
import { utf8, type WireResponse } from '../transport/wire.ts';

/** Headers that are the connection's own: what the server sets itself. */
const ofTheConnection = ['connection', 'content-length', 'keep-alive', 'transfer-encoding'];

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A function's answer that says what HTTP is to answer. */
const response = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * The HTTP answer that a function's result stands for (Lambda guide, "Response payload format"): one with a
 * `statusCode` is taken at its word; any other is itself the body, as JSON, with status 200. Undefined if it is
 * malformed, which AWS answers with 502.
 */
export function urlAnswer(result: unknown): WireResponse | undefined {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : (JSON.stringify(result) ?? '');
    return { status: 200, headers: json, body: utf8(body) };
  }
  const parsed = response.safeParse(result);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const named = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const kept = Object.fromEntries(named.filter(([name]) => !ofTheConnection.includes(name)));
  return {
    status: statusCode,
    headers: { ...json, ...kept },
    ...(cookies?.length && { cookies }),
    body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : utf8(body ?? ''),
  };
}

const json = { 'content-type': 'application/json' };
