/**
 * Errors that mean an optional service is not available: the right to call it is missing, or the service does
 * not exist in the region (its host has no address) or at the configured endpoint.
 */
const unavailable = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'NoSuchResourceException',
  'UnknownOperationException',
  'ENOTFOUND',
]);

/**
 * The result of `read`, or undefined if the service is not available. Every other error is thrown: throttling
 * and faults are temporary, so a retry helps.
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
