import { ApiRefused } from '../../core/errors.ts';
import { isRefusal } from './refusals.ts';

/** Creates the resource. If an earlier try has made it with the same content, that counts as done. */
export async function createOnce(
  operation: string,
  create: () => Promise<unknown>,
  describe: () => Promise<object>,
  wanted: object,
): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (!/already existing/i.test(error.message))
      throw new ApiRefused(operation, error.message, { cause: error });
    const found = await describe();
    // Tags are not described. The name already identifies the rollout, so only the content counts.
    if (!contains(found, { ...wanted, Tags: undefined }))
      throw new ApiRefused(operation, `${error.message} Its content is another.`, { cause: error });
  }
}

/** Whether `found` has everything that `wanted` has. AWS adds its own defaults and names. */
function contains(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(
    ([key, value]) => value === undefined || contains((found as Record<string, unknown>)[key], value),
  );
}
