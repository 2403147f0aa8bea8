import type { CommandResult, Proposed } from '../../core/commands/contract.ts';
import { abortEffect, byUpdate, deploymentWords } from '../../core/deployment/words.ts';
import type { ProposedWords } from '../../core/notices/proposal.ts';
import { phaseOf } from '../../core/records/phase-of.ts';
import type { Proposal } from '../../core/records/proposal.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { versionOf } from '../../core/release.ts';
import { whatServes } from '../../core/verdict/way-out.ts';
import { abortTarget, stateOf } from './abort.ts';
import type { CommandPorts } from './commands.ts';
import { retryOf } from './retry.ts';
import { wayOfRollback } from './rollback.ts';

/** Whether a command would do something now, and what; found as the command itself finds it. */
export type Proposable =
  | { readonly kind: 'refused'; readonly result: CommandResult }
  | {
      readonly kind: 'possible';
      readonly about: Pick<Proposal, 'kind' | 'rollout' | 'release' | 'to'>;
      readonly words: ProposedWords;
    };

export function proposable(ports: CommandPorts, endpoint: string, what: Proposed): Promise<Proposable> {
  switch (what.kind) {
    case 'abort':
      return anAbort(ports, endpoint, what);
    case 'rollback':
      return aRollback(ports, endpoint, what);
    case 'retry':
      return aRetry(ports, endpoint, what);
    default:
      return what satisfies never;
  }
}

async function anAbort(
  ports: CommandPorts,
  endpoint: string,
  asked: Proposed & { kind: 'abort' },
): Promise<Proposable> {
  const found = await abortTarget(ports, { endpoint, release: asked.release });
  return found.kind === 'none'
    ? { kind: 'refused', result: found.result }
    : stopping(ports, endpoint, found.name, { kind: 'abort' });
}

/** A rollout that would be stopped: by an abort, or by a rollback while what served before it still does. */
async function stopping(
  ports: CommandPorts,
  endpoint: string,
  name: string,
  about: Pick<Proposal, 'kind'>,
): Promise<Proposable> {
  const record = await ports.ledger.rollout(endpoint, name);
  if (record === undefined) return refused(`${name} has hardly begun; try again in a moment`);
  if (record.outcome !== undefined) return refused(`${name} has ended already: ${record.outcome}`);
  if (record.stop !== undefined)
    return refused(`${name} is stopped already, by ${record.stop.by}: ${record.stop.reason}`);
  if (record.phases['going-back'] !== undefined) return refused(`${name} goes back already`);
  const state = record.phases.shifting === undefined ? undefined : await stateOf(ports, record);
  const isShifting = phaseOf(record) === 'shifting';
  if (isShifting && state !== undefined && abortEffect(state) === undefined)
    return refused(
      `stopping ${name} would do nothing now: ${deploymentWords(state).meaning.join(' ')}`.trimEnd(),
    );
  const effect = (isShifting && state && abortEffect(state)) || effectBesides(record);
  return {
    kind: 'possible',
    about: { ...about, rollout: name },
    words: { what: `stop the rollout of ${versionOf(record)}`, effect, button: buttonOf(record) },
  };
}

/** What a stop does where SageMaker does not show it. */
function effectBesides(record: RolloutRecord): string {
  const isLive = phaseOf(record) === 'gates-after';
  if (record.phases.shifting === undefined) return 'It would be rejected: nothing has been changed yet.';
  if (record.plan?.previousConfig === null) return 'There is nothing to go back to: it would end as FAILED.';
  return isLive ? `The endpoint would go back by ${byUpdate}.` : 'SageMaker would shift all traffic back.';
}

/** The button that stops a rollout, as its message has it (core/chat/offers.ts). */
function buttonOf(record: RolloutRecord): string {
  switch (phaseOf(record)) {
    case 'gates-before':
      return 'Reject or Abort';
    case 'gates-after':
      return record.start.kind === 'rollback' ? 'Abort' : 'Roll back';
    default:
      return 'Abort';
  }
}

async function aRollback(
  ports: CommandPorts,
  endpoint: string,
  { to }: Proposed & { kind: 'rollback' },
): Promise<Proposable> {
  const way = await wayOfRollback(ports, { endpoint, to });
  switch (way.kind) {
    case 'refused':
      return way;
    case 'abort':
      return stopping(ports, endpoint, way.rollout, { kind: 'rollback' });
    case 'back': {
      const { serving, records } = way;
      const live = records.findLast(
        ({ outcome, plan }) => outcome === 'DEPLOYED' && plan?.config === serving,
      );
      const back = whatServes(
        way.to.config,
        records.find(({ name }) => name === way.to.config),
      );
      const from = live === undefined ? (serving ?? 'what serves') : versionOf(live);
      return {
        kind: 'possible',
        about: { kind: 'rollback', rollout: live?.name ?? null, ...(to !== undefined && { to }) },
        words: {
          what: `go back from ${from} to ${back}`,
          effect: `The endpoint would be updated to what served before, ${back}, on a new fleet, which takes minutes.`,
          // The button goes back to what served last, whatever was named.
          ...(live !== undefined && to === undefined && { button: 'Roll back' }),
        },
      };
    }
    default:
      return way satisfies never;
  }
}

async function aRetry(
  ports: CommandPorts,
  endpoint: string,
  { release }: Proposed & { kind: 'retry' },
): Promise<Proposable> {
  const records = await ports.ledger.rollouts(endpoint);
  const found = retryOf(ports, { endpoint, release }, records);
  if (found.kind === 'refused') return found;
  const { id } = found.record.release;
  const newest = records.findLast((one) => one.release.id === id) ?? found.record;
  if (newest.outcome === undefined) return refused(`${newest.name} is under way; nothing was proposed`);
  const version = versionOf(found.record);
  return {
    kind: 'possible',
    about: { kind: 'retry', rollout: newest.name, release: id },
    words: {
      what: `try ${version} again`,
      effect: `Another attempt to put ${version} live would begin, under the current manifest and with all its gates.`,
    },
  };
}

const refused = (message: string): Proposable => ({ kind: 'refused', result: { done: 'nothing', message } });
