/**
 * Tries with a secret as it is known here; and where what came of that may be for a secret that was replaced just now,
 * once more with the secret of this moment.
 *
 * @param attempt reads the secret at once where `fresh` is true
 */
export async function readAnewOnce<T>(
  attempt: (fresh: boolean) => Promise<T>,
  isOutdated: (result: T) => boolean,
): Promise<T> {
  const result = await attempt(false);
  return isOutdated(result) ? attempt(true) : result;
}
