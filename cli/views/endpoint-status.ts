import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { AlarmReading } from '../../core/cloudwatch/alarm-reading.ts';
import { isGoingBack } from '../../core/deployment/gates-over.ts';
import { backCauses } from '../../core/deployment/why-back.ts';
import { type DeploymentView, deploymentView } from '../../core/deployment/words.ts';
import { servesWhat } from '../../core/endpoint-status.ts';
import type { JudgeOff } from '../../core/gates/judge-off.ts';
import type { Lease } from '../../core/lease/lease.ts';
import type { EndpointWait } from '../../core/ports/waits.ts';
import type { GateFact } from '../../core/recording/facts.ts';
import { askedOf, gateFacts } from '../../core/recording/gate-facts.ts';
import { phaseText, type StartView, startOf } from '../../core/recording/words.ts';
import type { Adoption } from '../../core/records/adoption.ts';
import { baselineIn } from '../../core/records/deployments.ts';
import type { GateRecord } from '../../core/records/gate-record.ts';
import { phaseOf } from '../../core/records/phase-of.ts';
import { openProposals, type Proposal, proposedCommand } from '../../core/records/proposal.ts';
import type { RolloutPhase, RolloutRecord } from '../../core/records/rollout-record.ts';
import { versionOf } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import { type AlarmView, alarmsOf } from './alarm-view.ts';
import { snapshotOf } from './snapshot.ts';

/** What `status` shows of an endpoint. Instants are ISO. */
export interface EndpointStatus {
  readonly endpoint: string;
  /** SageMaker's status; null if there is no such endpoint. */
  readonly status: string | null;
  readonly serving: ServingView | null;
  /** Whether an endpoint that never had a release has opted in; null for the others, and where it is not known. */
  readonly optedIn: boolean | null;
  /** Who adopted an endpoint that never had a release, when, and the config that served then. */
  readonly adoption: { readonly by: string; readonly at: Instant; readonly config: string } | null;
  /** Who has switched judging off, when and why; null while it is on. */
  readonly judgeOff: JudgeOff | null;
  /** What is proposed to people now. */
  readonly proposals: readonly ProposalView[];
  /** Rollouts that have begun and not ended: the lease's holder first, then the next in line. */
  readonly rollouts: readonly RunningView[];
  /** The lease: who alone may change the endpoint now. */
  readonly lease: { readonly holder: string; readonly phase: string; readonly since: Instant } | null;
}

/** A proposal that is open, and the command that does it. */
interface ProposalView extends Pick<Proposal, 'kind' | 'rollout' | 'by' | 'reason' | 'at' | 'until'> {
  readonly command: string;
}

/** The release is unknown if somebody else made the config. */
export interface ServingView {
  readonly config: string;
  /** Set if this is what an adopted endpoint served before its first release. */
  readonly baseline?: true;
  readonly release?: string;
  readonly version?: string;
  readonly since?: Instant;
}

export interface RunningView {
  readonly rollout: string;
  readonly release: string;
  readonly version: string;
  readonly role: 'holder' | 'next' | 'other';
  readonly phase: RolloutPhase;
  readonly start: StartView;
  readonly since: Instant;
  /** Who asked to stop it: somebody, or a newer release. */
  readonly stoppedBy?: string;
  /** Set if it goes back, by SageMaker's own shift or by a later update. */
  readonly goingBack?: true;
  /** Per cent of the traffic on the new fleet, while SageMaker shifts it. */
  readonly greenPercent?: number;
  /** Seconds left of the bake that is under way. */
  readonly bakeLeftSeconds?: number;
  /** What SageMaker does while it shifts or goes back, according to which fleet serves. */
  readonly deployment?: DeploymentView;
  /** The text for the phase. It includes what the deployment shows. */
  readonly phaseText: string;
  /** The existing alarms that it watches. Only for the rollout that holds the endpoint. */
  readonly alarms: readonly AlarmView[];
  /** Those whose turn has come, passed ones too. */
  readonly gates: readonly GateFact[];
}

export interface StatusSnapshot {
  readonly now: number;
  /** The records of one endpoint, oldest first. */
  readonly records: readonly RolloutRecord[];
  readonly lease: Lease;
  readonly endpoint: DescribeEndpointOutput | undefined;
  /** At least those of the rollouts under way. */
  readonly gates?: readonly GateRecord[];
  /** The waits for the endpoint, with the alarms that went off meanwhile. */
  readonly waits?: readonly EndpointWait[];
  /** The alarms of the rollouts under way. */
  readonly alarms?: readonly AlarmReading[];
  /** Whether it carries the tag, if that was looked up. */
  readonly optedIn?: boolean;
  readonly judgeOff?: JudgeOff | undefined;
  /** What was proposed last, whatever became of it. */
  readonly proposals?: readonly Proposal[];
  /** The record of its adoption, if it never had a release. */
  readonly adoption?: Adoption | undefined;
}

/** `asked` is the name to show if neither the endpoint nor any record has its own spelling. */
export function endpointStatus(asked: string, seen: StatusSnapshot): EndpointStatus {
  const { records, lease, endpoint } = seen;
  const holder = lease.holder;
  return {
    endpoint: endpoint?.EndpointName ?? records.at(-1)?.endpoint ?? asked,
    status: endpoint?.EndpointStatus ?? null,
    serving: servingOf(records, endpoint),
    optedIn: seen.optedIn ?? null,
    adoption: seen.adoption === undefined ? null : shortAdoption(seen.adoption),
    judgeOff: seen.judgeOff ?? null,
    proposals: openProposals(seen.proposals ?? [], records, seen.now).map(proposalView),
    rollouts: records
      .filter(({ outcome }) => outcome === undefined)
      .map((record) => runningView(record, seen))
      .sort((a, b) => rank(a) - rank(b)),
    lease:
      holder === undefined
        ? null
        : { holder: holder.claim.rollout, phase: holder.phase, since: holder.since },
  };
}

const proposalView = (proposal: Proposal): ProposalView => {
  const { kind, rollout, by, reason, at, until } = proposal;
  return { kind, rollout, by, reason, at, until, command: proposedCommand(proposal) };
};

/** Whether nobody knows such an endpoint: there is none, and nothing is under way for it. */
export const isUnknown = ({ status, serving, rollouts }: EndpointStatus): boolean =>
  status === null && serving === null && rollouts.length === 0;

const shortAdoption = ({ by, at, serves }: Adoption) => ({ by, at, config: serves.config });

/** The config that serves, with the rollout that put it live last. */
function servingOf(
  records: readonly RolloutRecord[],
  endpoint: DescribeEndpointOutput | undefined,
): ServingView | null {
  // An endpoint that is being created has no serving variants yet. A failed or deleting one has none any
  // more.
  const serves = servesWhat(endpoint?.EndpointStatus ?? '') ?? 'nothing';
  if (endpoint?.EndpointConfigName === undefined || serves === 'nothing') return null;
  const config = endpoint.EndpointConfigName;
  const live = records.findLast(({ outcome, plan }) => outcome === 'DEPLOYED' && plan?.config === config);
  const made = records.find(({ name }) => name === config);
  return {
    config,
    ...(baselineIn(records)?.config === config && { baseline: true }),
    ...(made && { release: made.release.id, version: made.release.version }),
    ...(live?.endedAt !== undefined && { since: live.endedAt }),
  };
}

function runningView(
  record: RolloutRecord,
  { now, lease, endpoint, gates = [], alarms = [], waits = [] }: StatusSnapshot,
): RunningView {
  const { name, release, startedAt, phases, stop } = record;
  const phase = phaseOf(record);
  const role =
    lease.holder?.claim.rollout === name ? 'holder' : lease.next?.claim.rollout === name ? 'next' : 'other';
  const shift = phase === 'shifting' || phase === 'going-back' ? endpoint : undefined;
  const watched = alarmsOf(record, alarms, now).filter(({ state }) => state !== 'missing');
  const snapshot =
    shift && snapshotOf(now, shift, watched, undefined, record.plan, backCauses(record, waits));
  const state = snapshot?.state;
  const deploying = state !== undefined && state.deployment.kind !== 'none';
  return {
    rollout: name,
    release: release.id,
    version: versionOf(record),
    role,
    phase,
    start: startOf(record),
    since: phases[phase] ?? startedAt,
    ...(stop && { stoppedBy: `${stop.by}: ${stop.reason}` }),
    ...(isGoingBack(record, state) && { goingBack: true as const }),
    ...(snapshot?.green && { greenPercent: Math.round(100 * snapshot.greenShare) }),
    ...(snapshot?.bakeLeft !== undefined && { bakeLeftSeconds: Math.round(snapshot.bakeLeft / 1000) }),
    alarms: role === 'holder' ? watched : [],
    ...(deploying && { deployment: deploymentView(state) }),
    phaseText: phaseText(phase, state),
    gates: askedOf(gateFacts(record, gates), record, state),
  };
}

const rank = ({ role }: RunningView): number => ({ holder: 0, next: 1, other: 2 })[role];
