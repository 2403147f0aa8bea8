import type { Artifact } from '../artifact.ts';
import type { Rollout } from '../release.ts';
import { instantAt } from '../values/instant.ts';

/**
 * A rollout like the next one, to decide what would become of it. In names that contain the release's name
 * (alarms, say), RELEASE stands for it.
 *
 * @param bucket of the models; a stand-in where it is not known
 */
export function imaginedRollout(
  endpoint: string,
  { kind, bytes }: { readonly kind: Artifact['kind']; readonly bytes: number },
  bucket = 'bucket',
): Rollout {
  const folder = `models/${endpoint}/RELEASE`;
  const at = instantAt(0);
  return {
    release: {
      id: `${endpoint.slice(0, 40)}-RELEASE`,
      endpoint,
      version: 'RELEASE',
      artifact: {
        kind,
        bucket,
        key: `${folder}/${kind === 'archive' ? 'model.tar.gz' : '_READY'}`,
        etag: '',
        size: bytes,
      },
      uploadedAt: at,
      uploadedBy: '',
    },
    attempt: 1,
    start: { kind: 'upload', at },
  };
}
