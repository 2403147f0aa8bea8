import * as z from 'zod';
import type { AlarmReading } from '../cloudwatch/alarm-reading.ts';
import { endpointPage, executionPage, objectPage } from '../console-links.ts';
import { gatesOver } from '../deployment/gates-over.ts';
import type { EndpointReading } from '../deployment/reading.ts';
import { type DeploymentState, deploymentState } from '../deployment/state.ts';
import { backCauses } from '../deployment/why-back.ts';
import { approvals, rejections } from '../gates/ask.ts';
import { type Decision, describeDecider } from '../gates/decision.ts';
import { defaultAnswer } from '../gates/default-answer.ts';
import type { GateItem } from '../gates/item.ts';
import type { Plan } from '../plan/plan.ts';
import type { EndpointWait } from '../ports/waits.ts';
import { keptReport } from '../records/kept-report.ts';
import { phaseOf } from '../records/phase-of.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import { versionOf } from '../release.ts';
import type { ChannelId } from '../values/channel-id.ts';
import { instantAt } from '../values/instant.ts';
import { truncate } from '../values/plain-text.ts';
import type { Conclusion } from '../verdict/conclusion.ts';
import { fleetsOf } from './fleets-of.ts';
import type { AlarmView, DecisionView, GateView, RolloutView } from './view.ts';

/** A rollout at one moment: its records in the ledger, and the state of its endpoint and alarms. */
export interface RolloutSnapshot {
  readonly record: RolloutRecord;
  /** The gates of all stages. */
  readonly gates: readonly GateItem[];
  /** Undefined if it does not exist or was not read. */
  readonly endpoint: EndpointReading | undefined;
  readonly alarms: readonly AlarmReading[];
  /** The waits for the endpoint, with the alarms that went off during them. */
  readonly waits?: readonly EndpointWait[];
  /** For an ended rollout whose release serves: what a rollback would restore, in words. */
  readonly back?: string | undefined;
}

/**
 * The content of the one message about a rollout. It contains no current time: the same snapshot gives the
 * same view.
 *
 * @param channel the channel that shows it; it recognizes its own users by their ids
 */
export function viewOf(
  channel: ChannelId,
  { record, gates, endpoint, alarms, waits = [], back }: RolloutSnapshot,
): RolloutView {
  const { name, release, plan, phases, conclusion, stop } = record;
  const phase = phaseOf(record);
  const serving = isLeftServing(record) && endpoint?.config === plan?.config;
  // After its end, the endpoint is shown only while the release serves: the rest belongs to later rollouts.
  const shown = conclusion === undefined || serving ? endpoint : undefined;
  const read = shown && deploymentState(shown, plan, backCauses(record, waits));
  const shifts = conclusion === undefined && (phase === 'shifting' || phase === 'going-back');
  const state = shifts ? read : undefined;
  const gate = conclusion === undefined ? openGate(record, gates, state) : undefined;
  return {
    endpoint: release.endpoint,
    rollout: name,
    version: versionOf(record),
    uploadedBy: release.uploadedBy,
    ...(record.start.kind === 'rollback' && record.start.foreign && { foreign: true as const }),
    start: record.start.kind,
    phase,
    since: (phase === 'concluded' ? record.endedAt : phases[phase]) ?? record.startedAt,
    ...(conclusion === undefined && shown && { endpointStatus: shown.status }),
    ...(state && { state }),
    ...(stop && conclusion === undefined && { stop: { by: stop.by, reason: stop.reason } }),
    fleets: shown === undefined || read === undefined ? [] : fleetsOf(shown, read),
    alarms: conclusion === undefined ? alarmsOf(plan, alarms) : breachesOf(record),
    ...(gate && { gate: gateView(record, gate) }),
    decisions: decisionsOf(channel, name, gates),
    ...(conclusion && { conclusion: sinceRest(conclusion, record) }),
    serving,
    ...backIn(record, serving ? back : undefined),
    links: linksOf(record),
  };
}

/** After a time-out, the possible next steps change once the endpoint has come to rest. */
const sinceRest = (conclusion: Conclusion, { aftermath }: RolloutRecord): Conclusion =>
  aftermath?.nextSteps === undefined ? conclusion : { ...conclusion, nextSteps: aftermath.nextSteps };

/** Whether the release may still serve: it was deployed, or could not be taken back. */
export const isLeftServing = ({ outcome, plan }: RolloutRecord): boolean =>
  plan !== undefined && (outcome === 'DEPLOYED' || outcome === 'FAILED');

const longestBack = 200;

/** While under way, it goes back to what served before it. */
function backIn({ conclusion, plan }: RolloutRecord, back: string | undefined): { back?: string } {
  const to = conclusion === undefined ? (plan?.previousConfig ?? undefined) : back;
  return to === undefined ? {} : { back: truncate(to, longestBack) };
}

/** The gate to show. One that asks people, such as a hold, comes before one that only waits. */
function openGate(
  record: RolloutRecord,
  gates: readonly GateItem[],
  state: DeploymentState | undefined,
): GateItem | undefined {
  // The rollout is being stopped, or SageMaker has ended the shift: nothing is asked any more.
  if (gatesOver(record, state)) return undefined;
  const pending = gates.filter(({ status }) => status === 'pending');
  return pending.find(asks) ?? pending.at(-1);
}

const asks = ({ ask, decision }: GateItem): boolean => ask !== undefined && decision === undefined;

/** `gate#<rollout>#<stage>#<n>`: the gate's key in the ledger. */
export const gateId = (rollout: string, { stage, n }: Pick<GateItem, 'stage' | 'n'>): string =>
  `gate#${rollout}#${stage}#${n}`;

function gateView({ name, gates }: RolloutRecord, item: GateItem): GateView {
  const { stage, kind, ask, why, until, n } = item;
  const otherwise = asks(item) ? otherwiseOf(gates?.[stage][n]?.config) : undefined;
  return {
    id: gateId(name, item),
    stage,
    kind,
    why: asks(item) ? (ask?.question ?? why) : why,
    asks: asks(item),
    ...(asks(item) && ask?.reasonNeeded && { reasonNeeded: true as const }),
    ...(until !== undefined && { until: instantAt(until) }),
    ...(otherwise && { otherwise }),
  };
}

/** The default answer when the time is up, if the gate's kind has one. */
function otherwiseOf(config: unknown): GateView['otherwise'] {
  const said = z.enum([...approvals, ...rejections]).safeParse(defaultAnswer(config)).data;
  if (said === undefined) return undefined;
  return approvals.some((approval) => approval === said) ? 'approve' : 'reject';
}

function decisionsOf(channel: ChannelId, rollout: string, gates: readonly GateItem[]): DecisionView[] {
  return gates
    .flatMap((item) =>
      [...(item.earlier ?? []), ...(item.decision ? [item.decision] : [])].map((made) => ({ item, made })),
    )
    .sort((a, b) => a.made.at - b.made.at)
    .map(({ item, made }) => decisionView(channel, rollout, item, made));
}

const decisionView = (channel: ChannelId, rollout: string, item: GateItem, made: Decision): DecisionView => ({
  gate: { id: gateId(rollout, item), stage: item.stage, kind: item.kind },
  verdict: made.verdict,
  // A channel can show its own users by name, from their id.
  by: made.via === channel ? made.by : describeDecider(made),
  at: instantAt(made.at),
  ...(made.reason !== undefined && { reason: made.reason }),
  via: made.via,
});

/** The plan's alarms that exist. */
const alarmsOf = (plan: Plan | undefined, found: readonly AlarmReading[]): AlarmView[] =>
  (plan?.alarms ?? []).flatMap((planned) => {
    const { name, on } = planned;
    const reading = found.find((alarm) => alarm.name === name);
    if (reading === undefined) return [];
    const { state, value, valueAt, threshold, since } = reading;
    const measured = planned.measured ?? reading.measured;
    return [
      {
        name,
        on,
        state,
        ...(value !== undefined && { value }),
        ...(valueAt !== undefined && { valueAt: instantAt(valueAt) }),
        ...(threshold !== undefined && { threshold }),
        ...(measured && { measured }),
        ...(state === 'ALARM' && since > 0 && { since: instantAt(since) }),
      },
    ];
  });

/** For an ended rollout: the alarms that ended it. By now they may be OK again, or deleted. */
const breachesOf = ({ conclusion, plan }: RolloutRecord): AlarmView[] =>
  (conclusion?.breaches ?? []).map(({ name, value, threshold, at, ...breach }) => {
    const planned = plan?.alarms.find((alarm) => alarm.name === name);
    const measured = breach.measured ?? planned?.measured;
    return {
      name,
      on: planned?.on ?? 'rollback',
      state: 'WENT_OFF',
      ...(value !== undefined && { value }),
      ...(threshold !== undefined && { threshold }),
      ...(measured && { measured }),
      since: at,
    };
  });

/** Links to the endpoint and the execution in AWS's console, if there is a console for them. */
const linksOf = ({
  execution,
  endpoint,
  release,
  attempt,
  start,
  conclusion,
}: RolloutRecord): RolloutView['links'] => {
  const { bucket, key } = keptReport({ release, attempt, start });
  return [
    // It is there when CloudWatch's figures are whole. The message is not updated for that.
    {
      label: 'Report (minutes after the end)',
      url: conclusion && objectPage(execution, bucket, key),
    },
    { label: 'Endpoint', url: endpointPage(execution, endpoint) },
    { label: 'Execution', url: executionPage(execution) },
  ].flatMap(({ label, url }) => (url === undefined ? [] : [{ label, url }]));
};
