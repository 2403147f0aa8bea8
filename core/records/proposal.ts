import * as z from 'zod';
import { compareInstants, epochMsOf, type Instant, instantSchema } from '../values/instant.ts';
import type { RolloutRecord } from './rollout-record.ts';

/** What may be proposed to people. */
const proposalKindSchema = z.enum(['abort', 'rollback', 'retry']);
type ProposalKind = z.infer<typeof proposalKindSchema>;

/**
 * Somebody, often an assistant, proposes that people do something. Nothing follows from it: people give the command
 * itself, or press its button.
 */
export const proposalSchema = z.object({
  kind: proposalKindSchema,
  endpoint: z.string(),
  /**
   * What it is about: the rollout to stop, the one whose release serves and is to be gone back from, or the one to be tried
   * again. Null if no rollout of ours made what serves.
   */
  rollout: z.string().nullable(),
  /** Of `retry`: the release to try again. */
  release: z.string().optional(),
  /** Of `rollback`: what to go back to, if it was named. */
  to: z.string().optional(),
  /** The proven identity of whoever proposes. */
  by: z.string(),
  reason: z.string(),
  at: instantSchema,
  /** Afterwards it has lapsed. */
  until: instantSchema,
  /** Identifies the command, and so what was told of it. */
  key: z.string(),
  /** Who has said no to it. */
  declined: z.object({ by: z.string(), at: instantSchema, reason: z.string().optional() }).optional(),
});
export type Proposal = z.infer<typeof proposalSchema>;

/** How long people may act on it before it lapses, in milliseconds: what is proposed may be wrong later. */
export const proposalMs = 3_600_000;

/** At most one of each kind is kept for an endpoint. */
export interface Proposals {
  proposal(endpoint: string, kind: ProposalKind): Promise<Proposal | undefined>;
  /** All of an endpoint's, also those that are not open any more. */
  proposals(endpoint: string): Promise<Proposal[]>;
  /** Keeps it in place of the one with the key `over`. False if there is another one by now. */
  keepProposal(proposal: Proposal, over: string | undefined): Promise<boolean>;
}

/** What became of a proposal. */
export type ProposalState =
  | { readonly kind: 'open' }
  /** Somebody has done it since, whether because of it or not. */
  | { readonly kind: 'done'; readonly by: string; readonly at: Instant }
  | { readonly kind: 'declined'; readonly by: string; readonly at: Instant }
  /** It would not do any more what was proposed. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'expired' };

/**
 * What became of a proposal, by what has happened to the endpoint's rollouts since.
 *
 * @param records the endpoint's
 * @param now epoch milliseconds
 */
export function proposalState(
  proposal: Proposal,
  records: readonly RolloutRecord[],
  now: number,
): ProposalState {
  const done = doneSince(proposal, records);
  if (done !== undefined) return { kind: 'done', ...done };
  const { declined } = proposal;
  if (declined !== undefined) return { kind: 'declined', by: declined.by, at: declined.at };
  if (isOvertaken(proposal, records)) return { kind: 'overtaken' };
  return now < epochMsOf(proposal.until) ? { kind: 'open' } : { kind: 'expired' };
}

/** Those on which people may still act. */
export const openProposals = (
  proposals: readonly Proposal[],
  records: readonly RolloutRecord[],
  now: number,
): Proposal[] => proposals.filter((proposal) => proposalState(proposal, records, now).kind === 'open');

/** A rollback of what still shifts is an abort, so either stop does what was proposed. */
function doneSince(
  { kind, rollout, release, at: since }: Proposal,
  records: readonly RolloutRecord[],
): { readonly by: string; readonly at: Instant } | undefined {
  const isSince = (at: Instant) => compareInstants(at, since) >= 0;
  const stop = records.find(({ name }) => name === rollout)?.stop;
  if (kind !== 'retry' && stop !== undefined && stop.kind !== 'superseded' && isSince(stop.at))
    return { by: stop.by, at: stop.at };
  for (const { start, release: made } of records)
    if ((start.kind === 'retry' || start.kind === 'rollback') && start.kind === kind && isSince(start.at))
      if (kind === 'rollback' || made.id === release) return { by: start.by, at: start.at };
  return undefined;
}

function isOvertaken({ kind, rollout, at: since }: Proposal, records: readonly RolloutRecord[]): boolean {
  const record = records.find(({ name }) => name === rollout);
  switch (kind) {
    case 'abort':
      return record?.outcome !== undefined;
    case 'rollback':
      // Another release shifts or serves by now, or SageMaker has gone back by itself.
      return records.some(
        ({ name, phases, endedAt, outcome }) =>
          (name !== rollout && isAfter(phases.shifting, since)) ||
          (name === rollout && isAfter(endedAt, since) && outcome !== 'DEPLOYED'),
      );
    case 'retry':
      return false;
    default:
      return kind satisfies never;
  }
}

const isAfter = (at: Instant | undefined, since: Instant): boolean =>
  at !== undefined && compareInstants(at, since) > 0;

/** The command that does what is proposed. Whoever gives it says why in their own words. */
export function proposedCommand({ kind, endpoint, rollout, release, to }: Proposal): string {
  switch (kind) {
    case 'abort':
      return `npx greenlight abort ${endpoint} --release ${rollout} --reason "…"`;
    case 'rollback':
      return `npx greenlight rollback ${endpoint}${to === undefined ? '' : ` --to ${to}`} --reason "…"`;
    case 'retry':
      return `npx greenlight retry ${release} --endpoint ${endpoint} --reason "…"`;
    default:
      return kind satisfies never;
  }
}
