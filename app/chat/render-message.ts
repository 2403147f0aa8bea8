import { buttonSigner } from '../../core/chat/button-signer.ts';
import type { ChannelMessages } from '../../core/chat/channel.ts';
import type { SnapshotReaders } from '../../core/chat/snapshot-readers.ts';
import { gateId, isLeftServing, viewOf } from '../../core/chat/view-of.ts';
import type { GateItem } from '../../core/gates/item.ts';
import type { Keyring } from '../../core/links/keyring.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { backOf } from '../../core/records/back-of.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { ChannelId } from '../../core/values/channel-id.ts';

export interface RenderPorts<Message> {
  readonly channel: ChannelId;
  readonly messages: Pick<ChannelMessages<Message>, 'rollout'>;
  readonly ledger: Pick<Ledger, 'gates' | 'rollouts' | 'waiting'>;
  readonly readers: SnapshotReaders;
  /** The keys for signing buttons; undefined if nobody could take their presses. */
  readonly keyring: (() => Promise<Keyring>) | undefined;
}

/**
 * The message about a rollout in its current state. For an ended rollout, only whether it still serves is
 * read.
 */
export async function renderMessage<Message>(
  ports: RenderPorts<Message>,
  record: RolloutRecord,
): Promise<Message> {
  const { channel, messages } = ports;
  const { endpoint, name, conclusion, plan } = record;
  const ended = conclusion !== undefined;
  const [gates, seen, alarms, waits, keyring] = await Promise.all([
    gatesOf(ports, endpoint, name),
    ended && !isLeftServing(record) ? undefined : ports.readers.endpoint(endpoint),
    ended ? [] : ports.readers.alarms((plan?.alarms ?? []).map((alarm) => alarm.name)),
    ended ? [] : ports.ledger.waiting(endpoint),
    ports.keyring?.(),
  ]);
  const serves = ended && seen !== undefined && seen.config === plan?.config;
  const back = serves ? backOf(record, await ports.ledger.rollouts(endpoint)) : undefined;
  const view = viewOf(channel, { record, gates, endpoint: seen, alarms, waits, back });
  const open = gates.find((item) => gateId(name, item) === view.gate?.id);
  const sign = keyring && buttonSigner(channel, keyring, view, open?.round ?? 0);
  return messages.rollout(view, sign);
}

type LedgerPort = Pick<RenderPorts<unknown>, 'ledger'>;

async function gatesOf({ ledger }: LedgerPort, endpoint: string, rollout: string): Promise<GateItem[]> {
  const stages = await Promise.all(
    (['before', 'during', 'after'] as const).map((stage) => ledger.gates(endpoint, rollout, stage)),
  );
  return stages.flat().map(({ item }) => item);
}
