import type { CommandResult } from '../../core/commands/contract.ts';
import { decide } from '../../core/gates/decide-gate.ts';
import { type Decision, describeDecider } from '../../core/gates/decision.ts';
import { type GatePlace, gateOfName } from '../../core/gates/gate-key.ts';
import type { GateItem } from '../../core/gates/item.ts';
import { rolloutOver } from '../../core/gates/over.ts';
import type { GateLedger, KeptGate } from '../../core/gates/ports.ts';
import { anyChannel } from '../../core/values/channel-id.ts';
import { instantAt } from '../../core/values/instant.ts';
import { ownNameOf } from '../findings/own-name-of.ts';
import { tellDecision } from '../gates/tell-decision.ts';
import { stopRollout } from '../rollouts/stop-rollout.ts';
import { wakeGates } from '../rollouts/wake-gates.ts';
import type { CommandPorts, DecideCommand } from './commands.ts';
import { misnamed } from './misnamed.ts';

/** A function that decided this long ago has told it, or never will. */
const deadAfterMs = 60_000;

/** Answers a gate's question: the current one, or that of the named gate. */
export async function decideGate(
  ports: CommandPorts,
  command: DecideCommand,
  now: () => number,
): Promise<CommandResult> {
  const { leases, ledger } = ports;
  const { endpoint, action, who, round, reason, key } = command;
  const named = command.gate === undefined ? undefined : gateOfName(command.gate);
  const { holder } = named === undefined ? await leases.read(endpoint) : {};
  const rollout = named?.rollout ?? holder?.claim.rollout;
  if (rollout === undefined) {
    const other = misnamed(endpoint, await ownNameOf(ports, endpoint));
    return other ?? { done: 'nothing', message: `no rollout of ${endpoint} is at a gate` };
  }
  const other = misnamed(endpoint, holder?.claim.endpoint, `the endpoint of ${rollout}`);
  if (other !== undefined) return other;
  // Written only if nobody else has decided meanwhile; otherwise it is read again.
  for (let tries = 0; tries < 5; tries += 1) {
    const kept = await findGate(ports.ledger, endpoint, rollout, named);
    if (command.unproven && kept?.item.ask?.by !== undefined) {
      const message = `gate ${kept.item.kind} of ${rollout} names who may decide it, so a proven identity is needed: decide in ${anyChannel()}, or by a signed request (npx greenlight docs gates)`;
      return { done: 'nothing', rollout, message };
    }
    const said = {
      ...(round !== undefined && { round }),
      ...(reason !== undefined && { reason }),
      ...(key !== undefined && { key }),
    };
    const decided = decide(kept?.item, { action, who, ...said }, now());
    if (decided.kind === 'refused') {
      // The earlier try may have died after writing it down.
      if (kept?.item.status === 'pending' && kept.item.decision !== undefined) {
        await follow(ports, now, endpoint, rollout, kept.item, kept.item.decision);
        if (now() - kept.item.decision.at > deadAfterMs)
          await tellOf(ports, now, endpoint, rollout, kept.item, kept.item.decision);
      }
      return { done: 'nothing', rollout, message: decided.refusal.text };
    }
    const { item, decision } = decided;
    if (!decided.again) {
      const record = await ledger.rollout(endpoint, rollout);
      const over = record && rolloutOver(record);
      if (over !== undefined) return { done: 'nothing', rollout, message: over.text };
      if (!(await ledger.putGate(endpoint, rollout, item, kept?.revision ?? 0))) continue;
      const seconds = (decision.at - (item.askedAt ?? item.openedAt)) / 1000;
      ports.metrics.seconds('HumanWait', seconds, {}, { rollout, endpoint, gate: item.kind });
    }
    await follow(ports, now, endpoint, rollout, item, decision);
    await tellOf(ports, now, endpoint, rollout, item, decision);
    const done = doneBy(item, decision);
    return { done: 'decided', rollout, message: `gate ${item.kind} of ${rollout} is ${done}` };
  }
  throw new Error(`the gates of ${rollout} were changed by others again and again; try again`);
}

/** The immediate effects of a stored decision. Idempotent. */
async function follow(
  ports: CommandPorts,
  now: () => number,
  endpoint: string,
  rollout: string,
  item: GateItem,
  decision: Decision,
): Promise<void> {
  if (item.stage === 'during' && decision.verdict === 'reject') {
    // In a bake nothing waits at a gate, and SageMaker goes on shifting.
    const reason = decision.reason ?? `said so at gate ${item.kind}`;
    const by = describeDecider(decision);
    await stopRollout(ports, endpoint, rollout, {
      kind: 'gate',
      by,
      reason,
      at: instantAt(now()),
    });
  } else if (item.status === 'pending') await wakeGates(ports, endpoint, rollout);
}

async function tellOf(
  ports: CommandPorts,
  now: () => number,
  endpoint: string,
  rollout: string,
  item: GateItem,
  decision: Decision,
): Promise<void> {
  const record = await ports.ledger.rollout(endpoint, rollout);
  if (record !== undefined) await tellDecision(ports, record, item, decision, instantAt(now()));
}

/** The named gate, or the one that asks now. */
async function findGate(
  ledger: GateLedger,
  endpoint: string,
  rollout: string,
  named: GatePlace | undefined,
): Promise<KeptGate | undefined> {
  if (named !== undefined)
    return (await ledger.gates(endpoint, rollout, named.stage)).find(({ item }) => item.n === named.n);
  const kept = [
    ...(await ledger.gates(endpoint, rollout, 'before')),
    ...(await ledger.gates(endpoint, rollout, 'during')),
    ...(await ledger.gates(endpoint, rollout, 'after')),
  ];
  const pending = kept.filter(({ item }) => item.status === 'pending');
  // In the bakes several gates may be pending, and not all of them ask.
  return pending.findLast(({ item }) => item.ask !== undefined) ?? pending.at(-1) ?? kept.at(-1);
}

/** The answer in the words of the question: a hold is not approved but continued. */
function doneBy({ ask }: GateItem, { verdict }: Decision): string {
  const words = {
    approve: 'approved',
    override: 'opened',
    continue: 'answered: continue',
    keep: 'answered: keep',
    reject: 'rejected',
    abort: 'answered: abort',
    'roll-back': 'answered: roll back',
  } as const;
  return words[ask?.[verdict] ?? verdict];
}
