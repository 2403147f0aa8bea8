import { pendingManifestSchema } from '../../core/manifest-change/pending.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { endpointKey } from './keys.ts';
import { onlyIf, type Table } from './table.ts';

/** The newest manifest that is not handled yet: one item per endpoint, `manifest`. */
export function pendingManifestItems(
  table: Table,
): Pick<Ledger, 'notePendingManifest' | 'pendingManifest' | 'forgetPendingManifest'> {
  const keyOf = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'manifest' });

  return {
    async notePendingManifest(pending) {
      await table.put({ ...keyOf(pending.endpoint), ...pending });
    },

    async pendingManifest(endpoint) {
      const item = await table.get(keyOf(endpoint));
      return item && pendingManifestSchema.parse(item);
    },

    async forgetPendingManifest({ endpoint, version }) {
      await onlyIf(
        table.remove(keyOf(endpoint), {
          ConditionExpression: '#version.versionId = :version AND #version.#key = :key',
          ExpressionAttributeNames: { '#version': 'version', '#key': 'key' },
          ExpressionAttributeValues: { ':version': version.versionId, ':key': version.key },
        }),
      );
    },
  };
}
