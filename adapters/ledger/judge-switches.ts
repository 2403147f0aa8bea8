import { type JudgeSwitches, judgeOffSchema } from '../../core/gates/judge-off.ts';
import { endpointKey } from './keys.ts';
import type { Table } from './table.ts';

/** Whether an endpoint's rollouts are judged: one item per endpoint, `judge`, while they are not. */
export function judgeSwitchItems(table: Table): JudgeSwitches {
  const keyOf = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'judge' });

  return {
    async judgeOff(endpoint) {
      const item = await table.get(keyOf(endpoint));
      return item && judgeOffSchema.parse(item);
    },

    async switchJudge(endpoint, off) {
      if (off === undefined) await table.remove(keyOf(endpoint));
      else await table.put({ ...keyOf(endpoint), ...off });
    },
  };
}
