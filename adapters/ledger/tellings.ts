import type { Ledger } from '../../core/ports/ledger.ts';
import { onlyIf, type Table } from './table.ts';

/** What is told outside any rollout: an item per occurrence, so that each is told once. */
export function tellingItems(table: Table): Pick<Ledger, 'claim' | 'markTelling'> {
  return {
    async claim(telling) {
      return onlyIf(
        table.update({
          Key: { pk: telling.subject, sk: `told#${telling.occurrence}` },
          UpdateExpression: 'SET claimedAt = :at, detail = :detail',
          ConditionExpression: 'attribute_not_exists(toldAt)',
          ExpressionAttributeValues: { ':at': telling.at, ':detail': telling.detail },
        }),
      );
    },

    async markTelling(telling) {
      await table.update({
        Key: { pk: telling.subject, sk: `told#${telling.occurrence}` },
        UpdateExpression: 'SET toldAt = :at',
        ExpressionAttributeValues: { ':at': telling.at },
      });
    },
  };
}
