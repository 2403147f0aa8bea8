import type { Ledger } from '../../core/ports/ledger.ts';
import { adoptionSchema } from '../../core/records/adoption.ts';
import { endpointKey } from './keys.ts';
import type { Table } from './table.ts';

/** Who adopted an endpoint, and what it served then: one item per endpoint, `adoption`. */
export function adoptionItems(table: Table): Pick<Ledger, 'adoption' | 'keepAdoption' | 'forgetAdoption'> {
  const keyOf = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'adoption' });

  return {
    async adoption(endpoint) {
      const item = await table.get(keyOf(endpoint));
      return item && adoptionSchema.parse(item);
    },

    async keepAdoption(adoption) {
      await table.put({ ...keyOf(adoption.endpoint), ...adoption });
    },

    async forgetAdoption(endpoint) {
      await table.remove(keyOf(endpoint));
    },
  };
}
