import { type JudgeSwitches, judgeOffSchema, judgeSwitchSchema } from '../../core/gates/judge-off.ts';
import { endpointKey } from './keys.ts';
import type { Table } from './table.ts';

/**
 * Whether an endpoint's rollouts are judged: one item per endpoint, `judge`, while they are not. The last switch is an item
 * of its own, `judging`, since functions of older versions take any item `judge` for off.
 */
export function judgeSwitchItems(table: Table): JudgeSwitches {
  const keyOf = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'judge' });
  const lastKeyOf = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'judging' });

  return {
    async judgeOff(endpoint) {
      const item = await table.get(keyOf(endpoint));
      return item && judgeOffSchema.parse(item);
    },

    async lastJudgeSwitch(endpoint) {
      const item = await table.get(lastKeyOf(endpoint));
      return item && judgeSwitchSchema.parse(item);
    },

    async switchJudge(endpoint, change) {
      const { status, by, reason, at } = change;
      // First, so that whatever holds can still be told.
      await table.put({ ...lastKeyOf(endpoint), ...change });
      if (status === 'on') await table.remove(keyOf(endpoint));
      else await table.put({ ...keyOf(endpoint), by, reason, at });
    },
  };
}
