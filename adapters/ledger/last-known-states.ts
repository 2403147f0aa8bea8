import { type LastKnownState, lastKnownStateSchema } from '../../core/drift/drift.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { endpointKey } from './keys.ts';
import { onlyIf, type Table, type Write } from './table.ts';

const keyOf = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'live' });

/** What endpoints served at the last reading: one item each, `live`. */
export function lastKnownItems(
  table: Table,
): Pick<Ledger, 'lastKnownState' | 'keepLastKnownState' | 'forgetLastKnownState'> {
  return {
    async lastKnownState(endpoint) {
      const item = await table.get(keyOf(endpoint));
      return item && lastKnownStateSchema.parse(item);
    },

    forgetLastKnownState: (endpoint) => table.remove(keyOf(endpoint)),

    async keepLastKnownState(lastKnown) {
      const { put, condition } = keepingLastKnown(lastKnown);
      await onlyIf(table.put(put, condition));
    },
  };
}

export function keepingLastKnown(lastKnown: LastKnownState): Extract<Write, { put: unknown }> {
  return {
    put: { ...keyOf(lastKnown.endpoint), ...lastKnown },
    condition: {
      // Of the same instant, that it is gone is the later one.
      ConditionExpression:
        'attribute_not_exists(lastModified) OR lastModified < :lastModified OR ' +
        '(lastModified = :lastModified AND attribute_type(configName, :text))',
      ExpressionAttributeValues: { ':lastModified': lastKnown.lastModified, ':text': 'S' },
    },
  };
}
