/**
 * Tries with the cached secret. If the result may mean that the secret was just replaced, tries once more
 * with the current value.
 *
 * @param attempt reads the secret at once if `fresh` is true
 */
export async function readAnewOnce<T>(
  attempt: (fresh: boolean) => Promise<T>,
  isOutdated: (result: T) => boolean,
): Promise<T> {
  const result = await attempt(false);
  return isOutdated(result) ? attempt(true) : result;
}
