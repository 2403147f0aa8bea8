import { createHash } from 'node:crypto';
import { turn } from '../clock/host-work.ts';
import { extractArtifact } from './artifact.ts';

/** Those of tests and stories. Larger ones take their time in any case. */
const largestKept = 64 * 1024;
const mostKept = 1000;

/** What came of reading an archive, by its bytes. Without an error it is sound. */
const kept = new Map<string, { readonly error?: unknown }>();

/**
 * Checks that an archive could be extracted, without writing it anywhere. A small one is read once, however many instances
 * get it. The answer comes a turn later in any case: nothing that runs meanwhile notices the difference.
 * @throws ModelDataError as `extractArtifact` does
 */
export async function checkArchive(archive: Uint8Array, maxBytes: number): Promise<void> {
  if (archive.length > largestKept) return extractArtifact(archive, undefined, maxBytes);
  const name = `${createHash('sha256').update(archive).digest('base64')} ${maxBytes}`;
  const before = kept.get(name);
  if (before !== undefined) {
    await turn();
    if ('error' in before) throw before.error;
    return;
  }
  if (kept.size >= mostKept) kept.clear();
  try {
    await extractArtifact(archive, undefined, maxBytes);
    kept.set(name, {});
  } catch (error) {
    kept.set(name, { error });
    throw error;
  }
}
