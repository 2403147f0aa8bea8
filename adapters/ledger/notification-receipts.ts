import type { Ledger } from '../../core/ports/ledger.ts';
import { onlyIf, type Table } from './table.ts';

/** Notifications outside any rollout: one item per occurrence, so that each is sent once. */
export function receiptItems(table: Table): Pick<Ledger, 'claimNotification' | 'markNotified'> {
  return {
    async claimNotification(receipt) {
      return onlyIf(
        table.update({
          Key: { pk: receipt.subject, sk: `told#${receipt.occurrence}` },
          UpdateExpression: 'SET claimedAt = :at, detail = :detail',
          ConditionExpression: 'attribute_not_exists(toldAt)',
          ExpressionAttributeValues: { ':at': receipt.at, ':detail': receipt.detail },
        }),
      );
    },

    async markNotified(receipt) {
      await table.update({
        Key: { pk: receipt.subject, sk: `told#${receipt.occurrence}` },
        UpdateExpression: 'SET toldAt = :at',
        ExpressionAttributeValues: { ':at': receipt.at },
      });
    },
  };
}
