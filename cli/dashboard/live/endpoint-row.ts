import type { EndpointRow } from '../../../core/dashboard/api.ts';
import { servesWhat } from '../../../core/endpoint-status.ts';
import type { Frame } from '../../../core/recording/frame.ts';
import { spokenWithProposal } from '../../../core/recording/sentence.ts';
import { phaseOf } from '../../../core/records/phase-of.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { versionOf } from '../../../core/release.ts';
import { epochMsOf, type Instant } from '../../../core/values/instant.ts';
import type { LedgerEndpoint, PastRollout } from './scan-ledger.ts';

type RunningRow = EndpointRow['running'][number];

/** What is known of an endpoint for its line. */
export interface RowSeen {
  readonly ledger: LedgerEndpoint;
  /** As SageMaker lists or describes it; undefined if it was not asked, or may not be. */
  readonly sageMaker:
    | { readonly name: string; readonly status: string; readonly config?: string }
    | null
    | undefined;
  readonly optedIn: boolean | null;
  readonly running: readonly RunningRow[];
  readonly asOf: Instant;
}

export function endpointRow({ ledger, sageMaker, optedIn, running, asOf }: RowSeen): EndpointRow {
  const { rollouts, lastKnown, judgeOff, key } = ledger;
  const ended = rollouts.findLast(({ outcome }) => outcome !== undefined);
  return {
    endpoint: sageMaker?.name ?? rollouts.at(-1)?.endpoint ?? lastKnown?.endpoint ?? key,
    status: sageMaker?.status ?? null,
    serving: servingOf(ledger, sageMaker),
    optedIn,
    judgeOff: judgeOff !== undefined,
    running: [...running].sort((a, b) => ranks[a.role] - ranks[b.role]),
    last: ended === undefined ? null : lastOf(ended),
    asOf,
  };
}

const ranks = { holder: 0, next: 1, other: 2 } as const;

/** What serves by the endpoint itself, or else by its last reading; nothing if SageMaker has no such endpoint. */
function servingOf(
  { rollouts, lastKnown }: LedgerEndpoint,
  sageMaker: RowSeen['sageMaker'],
): EndpointRow['serving'] {
  if (sageMaker === null || servesWhat(sageMaker?.status ?? '') === 'nothing') return null;
  const deployed = rollouts.findLast(({ outcome }) => outcome === 'DEPLOYED');
  const config =
    sageMaker?.config ?? (lastKnown === undefined ? deployed?.plan?.config : lastKnown.configName);
  if (config === undefined || config === null) return null;
  const made = rollouts.find(({ name }) => name === config);
  const live = rollouts.findLast(({ outcome, plan }) => outcome === 'DEPLOYED' && plan?.config === config);
  return {
    name: made?.release.version ?? config,
    config,
    since: live?.endedAt ?? null,
    rollout: live?.name ?? made?.name ?? null,
  };
}

function lastOf(record: PastRollout): EndpointRow['last'] {
  const { name, outcome, conclusion, endedAt, startedAt } = record;
  if (outcome === undefined) return null;
  return {
    rollout: name,
    version: versionOf(record),
    outcome,
    cause: conclusion?.cause ?? '',
    endedAt: endedAt ?? startedAt,
    urgent: conclusion?.urgent ?? false,
  };
}

/**
 * A rollout under way, by what its page shows now.
 *
 * @param proposed what is proposed for the endpoint and still open, in words
 */
export function runningRow(
  record: RolloutRecord,
  frame: Frame,
  { lease }: Pick<LedgerEndpoint, 'lease'>,
  now: number,
  proposed: readonly string[] = [],
): RunningRow {
  const { name, phases, startedAt, plan } = record;
  const began = phases.shifting;
  const green = frame.fleets.filter((fleet) => fleet.name.startsWith('green'));
  const asking =
    frame.gates.find((gate) => gate.asks !== undefined) ??
    frame.gates.find(({ status }) => status === 'pending');
  const { sentence, tone } = proposed.length === 0 ? frame : spokenWithProposal(frame);
  const question = asking?.asks?.question ?? (proposed.length === 0 ? asking?.why : undefined);
  const total = plan?.timeline.totalSeconds ?? 0;
  return {
    rollout: name,
    version: versionOf(record),
    role:
      lease.holder?.claim.rollout === name ? 'holder' : lease.next?.claim.rollout === name ? 'next' : 'other',
    phaseText: frame.phaseText,
    ...{ sentence, tone },
    since: phases[phaseOf(record)] ?? startedAt,
    greenPercent:
      green.length === 0
        ? null
        : Math.round(green.reduce((sum, { trafficPercent }) => sum + trafficPercent, 0)),
    donePercent:
      began === undefined || total === 0
        ? null
        : Math.min(100, Math.max(0, Math.round((now - epochMsOf(began)) / (10 * total)))),
    waitsFor:
      question ?? (proposed.length === 0 ? null : `an answer to what is proposed: ${proposed.join('; ')}`),
  };
}
