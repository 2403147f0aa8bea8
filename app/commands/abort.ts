import type { CommandResult } from '../../core/commands/contract.ts';
import { abortText } from '../../core/deployment/abort-text.ts';
import { type DeploymentState, deploymentState, goesBack } from '../../core/deployment/state.ts';
import { backCauses } from '../../core/deployment/why-back.ts';
import { withdraw } from '../../core/lease/hand-over.ts';
import type { Lease } from '../../core/lease/lease.ts';
import { phaseOf } from '../../core/records/phase-of.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { instantAt } from '../../core/values/instant.ts';
import type { Stop } from '../../core/verdict/stop.ts';
import { ownNameOf } from '../findings/own-name-of.ts';
import { stopRollout } from '../rollouts/stop-rollout.ts';
import type { AbortCommand, CommandPorts } from './commands.ts';
import { misnamed } from './misnamed.ts';

/** Stops the running rollout, or the one named, which may still be queued. */
export async function abort(
  ports: CommandPorts,
  command: AbortCommand,
  now: () => number,
): Promise<CommandResult> {
  const { ledger, leases, waits } = ports;
  const { endpoint, by, reason } = command;
  const at = instantAt(now());
  const found = await abortTarget(ports, command);
  if (found.kind === 'none') return found.result;
  const { name, lease } = found;
  // Read before the stop: a moment later SageMaker may have shifted back.
  const record = await ledger.rollout(endpoint, name);
  const state = record?.phases.shifting === undefined ? undefined : await stateOf(ports, record);
  const stop: Stop = {
    ...{ kind: 'abort', by, reason, at },
    ...(state !== undefined && goesBack(state) && { goingBack: true }),
  };
  const stopped = await stopRollout(ports, endpoint, name, stop);
  const answer = { ending: { kind: 'stopped', stop }, fence: null } as const;
  const queued = lease.next?.claim.rollout === name ? lease.next : undefined;
  // Answered before it is taken out of the queue: if a try fails between the two, the next one finds it
  // there.
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
}

/** What would be stopped, or why nothing would be. */
type AbortTarget =
  | { readonly kind: 'none'; readonly result: CommandResult }
  | { readonly kind: 'rollout'; readonly name: string; readonly lease: Lease };

/** The rollout that an abort would stop: the running one, or the one named, which may still be queued. */
export async function abortTarget(
  ports: CommandPorts,
  { endpoint, release }: Pick<AbortCommand, 'endpoint' | 'release'>,
): Promise<AbortTarget> {
  const lease = await ports.leases.read(endpoint);
  const under = [lease.holder?.claim, lease.next?.claim].filter((claim) => claim !== undefined);
  const named = (claim: (typeof under)[number]) => [claim.release, claim.rollout].includes(release ?? '');
  const target = release === undefined ? under[0] : under.find(named);
  if (target === undefined) {
    const begun = await newlyBegun(ports, endpoint, release);
    if (begun !== undefined) return { kind: 'rollout', name: begun, lease };
    const what = release === undefined ? 'no rollout' : `no rollout of ${release}`;
    const message = `${what} is under way for ${endpoint}; nothing was changed`;
    const other = misnamed(endpoint, await ownNameOf(ports, endpoint));
    return { kind: 'none', result: other ?? { done: 'nothing', message } };
  }
  const other = misnamed(endpoint, target.endpoint, `the endpoint of ${target.rollout}`);
  return other === undefined
    ? { kind: 'rollout', name: target.rollout, lease }
    : { kind: 'none', result: other };
}

/** A rollout that has begun and has not asked for the endpoint yet. It finds the stop at its next step. */
async function newlyBegun(
  { ledger }: CommandPorts,
  endpoint: string,
  release: string | undefined,
): Promise<string | undefined> {
  const records = await ledger.rollouts(endpoint);
  return records.findLast(
    (record) =>
      record.endpoint === endpoint &&
      record.conclusion === undefined &&
      phaseOf(record) === 'resolving' &&
      (release === undefined || [record.release.id, record.name].includes(release)),
  )?.name;
}

/** Only for the wording: an unreadable endpoint must not prevent the stop. */
export async function stateOf(
  { endpoints, ledger }: CommandPorts,
  record: RolloutRecord,
): Promise<DeploymentState | undefined> {
  const { endpoint, plan } = record;
  const reading = await endpoints.deployment(endpoint).catch(() => undefined);
  if (reading === undefined) return undefined;
  return deploymentState(reading, plan, backCauses(record, await ledger.waiting(endpoint)));
}
