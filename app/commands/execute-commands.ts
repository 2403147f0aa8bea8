import { abortText } from '../../core/deployment/abort-text.ts';
import { type DeploymentState, deploymentState } from '../../core/deployment/state.ts';
import { notCalled } from '../../core/endpoint-name.ts';
import { decide } from '../../core/gates/decide.ts';
import { type Decision, describeDecider } from '../../core/gates/decision.ts';
import { type GatePlace, gateOfName } from '../../core/gates/gate-key.ts';
import type { GateItem } from '../../core/gates/item.ts';
import { rolloutOver } from '../../core/gates/over.ts';
import type { GateLedger, KeptGate } from '../../core/gates/ports.ts';
import { withdraw } from '../../core/lease/hand-over.ts';
import { sentence } from '../../core/problem.ts';
import { rollbackTarget } from '../../core/records/rollback-target.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { rolloutName, versionOf } from '../../core/release.ts';
import type { Stop } from '../../core/verdict/stop.ts';
import { tellDecision } from '../gates/tell-decision.ts';
import { wakeGates } from '../gates/wake-gates.ts';
import { ownNameOf } from '../planning/own-name-of.ts';
import type {
  AbortCommand,
  CommandPorts,
  CommandResult,
  Commands,
  DecideCommand,
  RetryCommand,
  RollbackCommand,
} from './commands.ts';
import { startRollback } from './start-rollback.ts';
import { stopRollout } from './stop-rollout.ts';

/** Whoever decided so long ago has told it, or never will. */
const deadAfterMs = 60_000;

/** What people may do about rollouts, whichever way they ask. */
export function commandsOn(ports: CommandPorts, now: () => number): Commands {
  const { ledger, leases, rollouts, waits, endpoints } = ports;
  const isoNow = () => new Date(now()).toISOString();

  const misnamed = (asked: string, own = asked, whose?: string): CommandResult | undefined =>
    own === asked ? undefined : { done: 'nothing', message: notCalled(asked, own, whose) };

  /** Only for the words: that it can't be read keeps nobody from stopping it. */
  const stateOf = async ({ endpoint, plan }: RolloutRecord): Promise<DeploymentState | undefined> => {
    const reading = await endpoints.deployment(endpoint).catch(() => undefined);
    return reading && deploymentState(reading, plan);
  };

  const abort = async (command: AbortCommand): Promise<CommandResult> => {
    const { endpoint, by, reason, release } = command;
    const stop: Stop = { kind: 'abort', by, reason, at: isoNow() };
    const lease = await leases.read(endpoint);
    const under = [lease.holder?.claim, lease.next?.claim].filter((claim) => claim !== undefined);
    const named = (claim: (typeof under)[number]) => [claim.release, claim.rollout].includes(release ?? '');
    const target = release === undefined ? under[0] : under.find(named);
    if (target === undefined) {
      const what = release === undefined ? 'no rollout' : `no rollout of ${release}`;
      const nothing = {
        done: 'nothing',
        message: `${what} is under way for ${endpoint}; nothing was changed`,
      } as const;
      return misnamed(endpoint, await ownNameOf(ports, endpoint)) ?? nothing;
    }
    const other = misnamed(endpoint, target.endpoint, `the endpoint of ${target.rollout}`);
    if (other !== undefined) return other;
    const name = target.rollout;
    // Read before it is stopped: an instant later SageMaker may have shifted back.
    const record = await ledger.rollout(endpoint, name);
    const state = record?.phases.shifting === undefined ? undefined : await stateOf(record);
    const stopped = await stopRollout(ports, endpoint, name, stop);
    const answer = { ending: { kind: 'stopped', stop }, fence: null } as const;
    const queued = lease.next?.claim.rollout === name ? lease.next : undefined;
    // Answered before it is taken out: a try that fails between the two finds it there again.
    if (queued !== undefined) await waits.complete<'admission'>(queued.token, answer);
    const taken = await leases.change(endpoint, (held) => withdraw(held, name));
    if (taken.kind === 'withdrawn' && taken.waiting.token !== queued?.token) {
      await waits.complete<'admission'>(taken.waiting.token, answer);
    }
    if (queued !== undefined || taken.kind === 'withdrawn') {
      return { done: 'stopped', rollout: name, message: `${name} was waiting for its turn and is rejected` };
    }
    switch (stopped) {
      case 'ended':
        return {
          done: 'nothing',
          rollout: name,
          message: `${name} has ended already; use rollback to go back`,
        };
      case 'stopped':
      case 'at-next-step':
      case 'shifting-back': {
        const known = record ?? { name, phases: {} };
        return { rollout: name, ...abortText(known, state, stopped === 'shifting-back') };
      }
      default:
        return stopped satisfies never;
    }
  };

  const retry = async (command: RetryCommand): Promise<CommandResult> => {
    const { endpoint, by, reason, key } = command;
    const records = await ledger.rollouts(endpoint);
    const known = records.findLast(({ release, name }) => [release.id, name].includes(command.release));
    if (known === undefined) {
      return {
        done: 'nothing',
        message: `${endpoint} has no release ${command.release}; nothing was started`,
      };
    }
    const { release, start: asked, name } = known;
    const other = misnamed(endpoint, release.endpoint, `the endpoint of ${release.id}`);
    if (other !== undefined) return other;
    if (asked.kind === 'rollback' && asked.foreign && command.release === name) {
      const message = `${name} went back to ${asked.config}, which no release made; to do that again: rollback ${endpoint} --to ${asked.config}`;
      return { done: 'nothing', message };
    }
    const attempt = await ledger.nextAttempt(release, `retry#${key}`);
    const start = { kind: 'retry', at: isoNow(), by, ...(reason !== undefined && { reason }) } as const;
    const rollout = { release, attempt, start };
    await rollouts.start(rollout);
    return {
      done: 'started',
      rollout: rolloutName(rollout),
      message: `attempt ${attempt} of ${release.id} is started`,
    };
  };

  const rollback = async (command: RollbackCommand): Promise<CommandResult> => {
    const { endpoint, by, reason, key, to, from } = command;
    const { holder } = await leases.read(endpoint);
    const underway = holder?.phase === 'shifting' || holder?.phase === 'after';
    const isMeant = from === undefined || holder?.claim.rollout === from;
    if (to === undefined && underway && isMeant && holder.claim.kind !== 'rollback') {
      // What served before this rollout still does: going back to it is to stop the rollout.
      return abort({ endpoint, by, key, reason: reason ?? 'rollback' });
    }
    const other = misnamed(endpoint, await ownNameOf(ports, endpoint));
    if (other !== undefined) return other;
    const view = await endpoints.view(endpoint);
    if (from !== undefined) {
      const config = (await ledger.rollout(endpoint, from))?.plan?.config;
      if (config === undefined || view?.configName !== config)
        return { done: 'nothing', message: `what ${from} released does not serve now; nothing was changed` };
    }
    // After an update and its rollback have failed it serves two configs: to have one of them serve alone mends it.
    const away = view?.status === 'UpdateRollbackFailed' ? undefined : view?.configName;
    const target = rollbackTarget(await ledger.rollouts(endpoint), away, to);
    if (target.kind === 'none') return { done: 'nothing', message: sentence(target.problem) };
    const { config, by: made, foreign } = target.to;
    const rollout = await startRollback(
      ports,
      { endpoint, config, by, reason, key: `rollback#${key}`, otherwise: made.release, fast: command.fast },
      isoNow(),
    );
    const what = foreign ? 'which no release made' : versionOf(made);
    const message = `a rollback to ${config} (${what}) is started`;
    return { done: 'started', rollout: rolloutName(rollout), message };
  };

  /** What follows at once of a decision that is written down; to be repeated without harm. */
  const follow = async (endpoint: string, rollout: string, item: GateItem, decision: Decision) => {
    if (item.stage === 'during' && decision.verdict === 'reject') {
      // Nobody waits at a gate in a bake, and SageMaker shifts meanwhile.
      const reason = decision.reason ?? `said so at gate ${item.kind}`;
      const by = describeDecider(decision);
      await stopRollout(ports, endpoint, rollout, { kind: 'gate', by, reason, at: isoNow() });
    } else if (item.status === 'pending') await wakeGates(ports, endpoint, rollout);
  };
  const tell = async (endpoint: string, rollout: string, item: GateItem, decision: Decision) => {
    const record = await ledger.rollout(endpoint, rollout);
    if (record !== undefined) await tellDecision(ports, record, item, decision, isoNow());
  };

  const decideAt = async (command: DecideCommand): Promise<CommandResult> => {
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
    // Written on condition that nobody else has decided meanwhile: then it is looked at anew.
    for (let tries = 0; tries < 5; tries += 1) {
      const kept = await findGate(ports.ledger, endpoint, rollout, named);
      if (command.unproven && kept?.item.ask?.by !== undefined) {
        const message = `gate ${kept.item.kind} of ${rollout} names who may decide it, so a proven identity is needed: decide in Slack, or by a signed request (docs/gates.md)`;
        return { done: 'nothing', rollout, message };
      }
      const said = {
        ...(round !== undefined && { round }),
        ...(reason !== undefined && { reason }),
        ...(key !== undefined && { key }),
      };
      const decided = decide(kept?.item, { action, who, ...said }, now());
      if (decided.kind === 'refused') {
        // The try before may have come no further than to write it down.
        if (kept?.item.status === 'pending' && kept.item.decision !== undefined) {
          await follow(endpoint, rollout, kept.item, kept.item.decision);
          if (now() - kept.item.decision.at > deadAfterMs)
            await tell(endpoint, rollout, kept.item, kept.item.decision);
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
      await follow(endpoint, rollout, item, decision);
      await tell(endpoint, rollout, item, decision);
      const done = doneBy(item, decision);
      return { done: 'decided', rollout, message: `gate ${item.kind} of ${rollout} is ${done}` };
    }
    throw new Error(`the gates of ${rollout} were changed by others again and again; try again`);
  };

  return { abort, retry, rollback, decide: decideAt };
}

/** The gate that is named, or the one that asks now. */
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
  // In the bakes several may be pending, and not all of them ask.
  return pending.findLast(({ item }) => item.ask !== undefined) ?? pending.at(-1) ?? kept.at(-1);
}

/** What was answered, in the words of the question: a hold is not approved but continued. */
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
