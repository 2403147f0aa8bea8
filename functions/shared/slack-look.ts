import type { GateItem } from '../../core/gates/item.ts';
import type { Keyring } from '../../core/links/keyring.ts';
import type { Ledger } from '../../core/ports.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { SlackMessage } from '../../core/slack/block-kit.ts';
import { rolloutMessage } from '../../core/slack/message.ts';
import { referring } from '../../core/slack/refer.ts';
import type { Sights } from '../../core/slack/seen.ts';
import { gateId, viewOf } from '../../core/slack/view-of.ts';

export interface LookPorts {
  readonly ledger: Pick<Ledger, 'gates'>;
  readonly sights: Sights;
  /** What buttons are signed with. */
  readonly keyring: () => Promise<Keyring>;
}

/** The message about a rollout, as all stands now. Of one that has ended no more is looked at than whether it serves. */
export async function messageOf(ports: LookPorts, record: RolloutRecord): Promise<SlackMessage> {
  const { endpoint, name, conclusion, outcome, plan } = record;
  const ended = conclusion !== undefined;
  const [gates, seen, alarms, keyring] = await Promise.all([
    gatesOf(ports, endpoint, name),
    ended && outcome !== 'DEPLOYED' ? undefined : ports.sights.endpoint(endpoint),
    ended ? [] : ports.sights.alarms((plan?.alarms ?? []).map((alarm) => alarm.name)),
    ports.keyring(),
  ]);
  const view = viewOf({ record, gates, endpoint: seen, alarms });
  const open = gates.find((item) => gateId(name, item) === view.gate?.id);
  return rolloutMessage(view, referring(keyring, view, open?.round ?? 0));
}

async function gatesOf({ ledger }: LookPorts, endpoint: string, rollout: string): Promise<GateItem[]> {
  const stages = await Promise.all(
    (['before', 'during', 'after'] as const).map((stage) => ledger.gates(endpoint, rollout, stage)),
  );
  return stages.flat().map(({ item }) => item);
}
