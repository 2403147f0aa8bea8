import { aboutGate, aboutRollout } from '../../core/announcements/state-change.ts';
import type { CommandFlags } from '../../core/command-flags.ts';
import type { Stage } from '../../core/gates/gate.ts';
import type { GateItem } from '../../core/gates/item.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import { gateNotice } from '../../core/notices/gate.ts';
import type { NotificationReceipts, RolloutRecords } from '../../core/ports/ledger.ts';
import type { SignedUrls } from '../../core/ports/signed-urls.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import { type TellPorts, tell } from '../notices/tell.ts';

export interface AskPorts extends TellPorts {
  readonly ledger: RolloutRecords & NotificationReceipts & GateLedger;
  readonly references: Pick<SignedUrls, 'answerLinks'>;
  readonly commandFlags: CommandFlags;
}

/**
 * Tells that a rollout waits at a gate, and for whom. It is told once for each question, and once before that if
 * the gate only waits. Another function receives people's answers.
 */
export async function askGate(
  ports: AskPorts,
  rollout: Rollout,
  stage: Stage,
  n: number,
  at: Instant,
): Promise<void> {
  const kept = await ports.ledger.gates(rollout.release.endpoint, rolloutName(rollout), stage);
  const asked = kept.find(({ item }) => item.n === n);
  if (asked !== undefined) await ask(ports, rollout, asked.item, at);
}

/**
 * During the shift several gates may ask at once; a gate that only waits is not told. The timer for a
 * question's deadline is started first: the default answer must not depend on whether people were told.
 */
export async function askOpen(
  ports: AskPorts,
  rollout: Rollout,
  at: Instant,
  time: (asked: GateItem) => Promise<void> = async () => {},
): Promise<void> {
  const kept = await ports.ledger.gates(rollout.release.endpoint, rolloutName(rollout), 'during');
  for (const { item } of kept) {
    if (item.status !== 'pending' || item.ask === undefined) continue;
    await time(item);
    await ask(ports, rollout, item, at);
  }
}

async function ask(ports: AskPorts, rollout: Rollout, item: GateItem, at: Instant): Promise<void> {
  const { endpoint } = rollout.release;
  // A gate that only waited may come to ask: a soak, when an alarm goes off. That is told although its wait was.
  const waits = item.ask === undefined ? '#waits' : '';
  const occurrence = `gate#${rolloutName(rollout)}#${item.stage}#${item.n}#${item.round}${waits}`;
  const receipt = endpointReceipt(endpoint, occurrence, at, { why: item.why });
  await once(ports.ledger, receipt, () => tellQuestion(ports, rollout, item, at));
}

async function tellQuestion(ports: AskPorts, rollout: Rollout, item: GateItem, at: Instant): Promise<void> {
  const gate = {
    ...aboutGate(rollout, item),
    why: item.why,
    ...(item.ask && { question: item.ask.question }),
    ...(item.until !== undefined && { until: instantAt(item.until) }),
  };
  const links = await ports.references.answerLinks(rollout, item);
  const { endpoint } = rollout.release;
  const settled =
    item.stage === 'before' && item.digest !== undefined
      ? (await ports.ledger.rollout(endpoint, rolloutName(rollout)))?.settled
      : undefined;
  const changes = settled?.digest === item.digest ? settled?.changes : undefined;
  const change = {
    ...aboutRollout(rollout, at),
    phase: 'gate' as const,
    gate,
    ...(changes !== undefined && { changes }),
  };
  const notice = gateNotice(rollout, item, ports.commandFlags, links, changes && { changes });
  await tell(ports, change, notice);
}
