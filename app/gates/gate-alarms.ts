import type { AlarmRole, Breach } from '../../core/cloudwatch/breach.ts';
import type { Measured } from '../../core/cloudwatch/measured.ts';
import { alarmFacts } from '../../core/gates/alarm-facts.ts';
import type { AlarmSnapshot, PlannedGate } from '../../core/gates/gate.ts';
import { alarmsNamedBy } from '../../core/gates/kinds.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { Alarms } from '../../core/ports/alarms.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';

/** An alarm that gates depend on. */
export interface GateAlarm {
  readonly name: string;
  readonly on?: AlarmRole;
  readonly measured?: Measured | undefined;
}

/** Alarms with `on: rollback` that are in ALARM now, with their numbers. */
export async function rollbackBreaches(
  alarms: Pick<Alarms, 'breaches'>,
  watched: readonly GateAlarm[],
): Promise<Breach[]> {
  const names = watched.filter(({ on }) => on === 'rollback').map(({ name }) => name);
  return names.length === 0 ? [] : alarms.breaches(names);
}

/** The alarms that gates depend on: their current state in CloudWatch, and their recorded events. */
export async function alarmsNow(
  ports: { readonly alarms: Pick<Alarms, 'states'>; readonly ledger: Pick<GateLedger, 'alarmStates'> },
  endpoint: string,
  watched: readonly GateAlarm[],
): Promise<Record<string, AlarmSnapshot>> {
  if (watched.length === 0) return {};
  const found = await ports.alarms.states(watched.map(({ name }) => name));
  return alarmFacts(watched, found, await ports.ledger.alarmStates(endpoint));
}

/** The alarms that a look at the gates of a stage reads: after the shift, those missed in its bakes are due, too. */
export function watchedAt(
  record: Pick<RolloutRecord, 'plan' | 'gates'> | undefined,
  stage: 'before' | 'after',
): GateAlarm[] {
  const missed = stage === 'after' ? (record?.gates?.during ?? []) : [];
  const planned = record?.plan?.alarms ?? record?.gates?.alarms ?? [];
  return watchedBy([...missed, ...(record?.gates?.[stage] ?? [])], planned);
}

/** The manifest's alarms, and those that gates name themselves. */
function watchedBy(gates: readonly PlannedGate[], planned: readonly GateAlarm[]): GateAlarm[] {
  const own = planned.map(({ name, on, measured }) => ({ name, ...(on && { on }), measured }));
  const named = alarmsNamedBy(gates).filter((name) => !own.some((alarm) => alarm.name === name));
  return [...own, ...named.map((name) => ({ name }))];
}
