import { type Proposals, proposalSchema } from '../../core/records/proposal.ts';
import { epochMsOf } from '../../core/values/instant.ts';
import { endpointKey } from './keys.ts';
import { onlyIf, type Table } from './table.ts';

/** Much longer than one is open, so that it can still be said what became of it. Events and notices stay. */
const keptSeconds = 30 * 86_400;

/** What was proposed last, one item for each kind: `proposal#<kind>`. */
export function proposalItems(table: Table): Proposals {
  return {
    async proposal(endpoint, kind) {
      const item = await table.get({ pk: endpointKey(endpoint), sk: `proposal#${kind}` });
      return item && proposalSchema.parse(item);
    },

    async proposals(endpoint) {
      const items = await table.under(endpointKey(endpoint), 'proposal#');
      return items.map((item) => proposalSchema.parse(item));
    },

    async keepProposal(proposal, over) {
      const { endpoint, kind, at } = proposal;
      const expiresAt = Math.ceil(epochMsOf(at) / 1000) + keptSeconds;
      const item = { pk: endpointKey(endpoint), sk: `proposal#${kind}`, ...proposal, expiresAt };
      return onlyIf(
        table.put(
          item,
          over === undefined
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#key = :over',
                ExpressionAttributeNames: { '#key': 'key' },
                ExpressionAttributeValues: { ':over': over },
              },
        ),
      );
    },
  };
}
