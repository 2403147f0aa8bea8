import type { CommandResult } from '../../core/commands/contract.ts';
import { lastKnownStateOf } from '../../core/drift/drift.ts';
import { isManaged, managedTag } from '../../core/own-tags.ts';
import { isBusy } from '../../core/plan/checks/endpoint-state.ts';
import { noEndpoint } from '../../core/plan/checks/kept-config.ts';
import { adoptedAlready, adoptionOf, isOfEndpoint } from '../../core/records/adoption.ts';
import { instantAt } from '../../core/values/instant.ts';
import { sentence } from '../../core/values/problem.ts';
import { ownNameOf } from '../findings/own-name-of.ts';
import type { AdoptCommand, CommandPorts } from './commands.ts';
import { misnamed } from './misnamed.ts';

/**
 * Records what an endpoint serves before its first release, or forgets that. Its owners have allowed releases
 * by the tag, which nobody but they can give; so without the tag nothing is recorded. Changes by others are
 * told from then on.
 */
export async function adopt(
  ports: CommandPorts,
  command: AdoptCommand,
  now: () => number,
): Promise<CommandResult> {
  const { ledger, endpoints } = ports;
  const { endpoint, by } = command;
  const other = misnamed(endpoint, await ownNameOf(ports, endpoint));
  if (other !== undefined) return other;
  if (command.undo) return forget(ports, endpoint);
  const live = await endpoints.live(endpoint);
  if (live === undefined) return nothing(sentence(noEndpoint(endpoint)));
  if (!isManaged(live.tags))
    return nothing(`${endpoint} has no tag ${managedTag.Key}=${managedTag.Value}; nothing was recorded`);
  // What it is changing to would be told as drift.
  if (isBusy(live)) return nothing(`${endpoint} is ${live.status}; try again when it is InService`);
  const known = await ledger.adoption(endpoint);
  if (known !== undefined && isOfEndpoint(known, live))
    return { done: 'adopted', message: adoptedAlready(known) };
  const at = instantAt(now());
  // In this order: while there is no adoption, it is all done again.
  await ledger.keepLastKnownState(lastKnownStateOf(endpoint, live, now()));
  await ledger.keepAdoption(adoptionOf(live, by, at));
  return {
    done: 'adopted',
    message: `${endpoint} is adopted: what serves now, ${live.configName}, is what its first release can be rolled back to`,
  };
}

/** Changes by others are told still, if a release of ours has ever shifted: its record says what should serve. */
async function forget({ ledger, leases }: CommandPorts, endpoint: string): Promise<CommandResult> {
  const { holder, next } = await leases.read(endpoint);
  const rollout = (holder ?? next)?.claim.rollout;
  if (rollout !== undefined)
    return nothing(
      `${rollout} is under way; let it end, or abort it (greenlight abort ${endpoint}). Nothing was changed`,
    );
  const [known, records] = await Promise.all([ledger.adoption(endpoint), ledger.rollouts(endpoint)]);
  if (records.every(({ phases }) => phases.shifting === undefined))
    await ledger.forgetLastKnownState(endpoint);
  await ledger.forgetAdoption(endpoint);
  const message =
    known === undefined
      ? `${endpoint} was not adopted: there is no record of it`
      : `${endpoint} is no longer adopted`;
  return { done: 'forgotten', message };
}

const nothing = (message: string): CommandResult => ({ done: 'nothing', message });
