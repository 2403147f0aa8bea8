import { endpointReading } from '../../../adapters/sagemaker/deployment.ts';
import { gateId, viewOf } from '../../../core/chat/view-of.ts';
import type { Pressable } from '../../../core/dashboard/actions.ts';
import type { JudgeOff } from '../../../core/gates/judge-off.ts';
import { backOf } from '../../../core/records/back-of.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import type { Looked } from '../../reads/rollout-looks.ts';

/** A rollout as its buttons depend on it. `records` are its endpoint's, oldest first. */
export function pressable(
  { record, gates, waits, endpoint, at }: Looked,
  records: readonly RolloutRecord[],
  judgeOff: JudgeOff | undefined,
  caller: string,
): Pressable {
  const items = gates.filter(({ rollout }) => rollout === record.name).map(({ item }) => item);
  const view = viewOf('slack', {
    record,
    gates: items,
    endpoint: endpoint && endpointReading(endpoint),
    alarms: [],
    waits,
    back: record.outcome === undefined ? undefined : backOf(record, records),
  });
  return {
    view,
    gate: items.find((item) => gateId(record.name, item) === view.gate?.id),
    judgeOff,
    caller,
    now: at,
  };
}
