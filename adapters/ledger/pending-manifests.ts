import { pendingManifestSchema } from '../../core/manifest-change/pending.ts';
import type { ManifestVersion } from '../../core/plan/manifest-version.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { endpointKey } from './keys.ts';
import { onlyIf, type Table } from './table.ts';

/** The newest manifest that is not handled yet: one item per endpoint, `manifest`. */
export function pendingManifestItems(
  table: Table,
): Pick<Ledger, 'notePendingManifest' | 'pendingManifest' | 'forgetPendingManifest'> {
  const keyOf = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'manifest' });

  return {
    async notePendingManifest(pending, over) {
      const { version } = pending;
      const is = (one: string) => `(#version.versionId = :${one} AND #version.#key = :${one}Key)`;
      const named = (one: string, { versionId, key }: ManifestVersion) => ({
        [`:${one}`]: versionId,
        [`:${one}Key`]: key,
      });
      return onlyIf(
        table.put(
          { ...keyOf(pending.endpoint), ...pending },
          {
            ConditionExpression: ['attribute_not_exists(pk)', is('this'), ...(over ? [is('over')] : [])].join(
              ' OR ',
            ),
            ExpressionAttributeNames: { '#version': 'version', '#key': 'key' },
            ExpressionAttributeValues: { ...named('this', version), ...(over && named('over', over)) },
          },
        ),
      );
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
