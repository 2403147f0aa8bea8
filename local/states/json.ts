/** A JSON value, as it flows from state to state. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Step Functions' limit for one input, result, output or set of assigned variables: 256 KiB of UTF-8. */
export const payloadLimit = 262_144;

/** The size of `text` in bytes of UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** True for a JSON object: not null, not an array. */
export const isJsonObject = (value: unknown): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
