/**
 * What the answer of a service that is nice to have looks like where there is none: the right to ask was not given,
 * or there is no such service in the region (its host has no address) or where the requests go.
 */
const unavailable = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'NoSuchResourceException',
  'UnknownOperationException',
  'ENOTFOUND',
]);

/**
 * What `read` gives, or undefined if nobody may or can answer it. Everything else is thrown: throttling and faults
 * pass, and asking again helps.
 */
export async function ifReadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? String(error.code) : '';
    if (unavailable.has(error.name) || unavailable.has(code)) return undefined;
    throw error;
  }
}
