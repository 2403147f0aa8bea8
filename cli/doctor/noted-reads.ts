import { ifDeployed } from '../aws/if-deployed.ts';

/** Something that could not be read, and the right that is missing. */
interface Unread {
  readonly what: string;
  readonly right: string;
}

const denied = new Set(['AccessDenied', 'AccessDeniedException']);

/**
 * Reads that may fail for lack of a right: their result is undefined then, and `unread` has what was not read.
 * The result is undefined as well if there is no deployment, or no such service.
 */
export function notedReads() {
  const unread: Unread[] = [];
  const read = <T>(what: string, right: string, get: () => Promise<T>): Promise<T | undefined> =>
    ifDeployed(() =>
      get().catch((error: unknown) => {
        const isNew = !unread.some((one) => one.what === what);
        if (error instanceof Error && denied.has(error.name) && isNew) unread.push({ what, right });
        throw error;
      }),
    );
  return { unread, read };
}
