import * as z from 'zod';
import type { AlarmReading } from '../cloudwatch/alarm-reading.ts';
import { endpointPage, executionPage } from '../console-links.ts';
import { gatesOver } from '../deployment/gates-over.ts';
import type { EndpointReading } from '../deployment/reading.ts';
import { type DeploymentState, deploymentState } from '../deployment/state.ts';
import { backCauses } from '../deployment/why-back.ts';
import { approvals, rejections } from '../gates/ask.ts';
import { type Decision, describeDecider } from '../gates/decision.ts';
import type { GateItem } from '../gates/item.ts';
import type { Plan } from '../plan/plan.ts';
import type { EndpointWait } from '../ports/waits.ts';
import { phaseOf } from '../records/phase-of.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import { versionOf } from '../release.ts';
import type { ChannelId } from '../values/channel-id.ts';
import { instantAt } from '../values/instant.ts';
import { truncate } from '../values/plain-text.ts';
import type { Conclusion } from '../verdict/conclude.ts';
import { fleetsOf } from './fleets-of.ts';
import type { AlarmView, DecisionView, GateView, RolloutView } from './view.ts';

/** A rollout at one moment: what the ledger has of it, and how the endpoint and the alarms are. */
export interface RolloutSnapshot {
  readonly record: RolloutRecord;
  /** Of all stages. */
  readonly gates: readonly GateItem[];
  /** Undefined where there is none, or it was not looked at. */
  readonly endpoint: EndpointReading | undefined;
  readonly alarms: readonly AlarmReading[];
  /** The waits for the endpoint, with the alarms that went off meanwhile. */
  readonly waits?: readonly EndpointWait[];
  /** Of one that has ended and serves: what a rollback goes to, in people's words. */
  readonly back?: string | undefined;
}

/**
 * What the one message about a rollout shows. The same snapshot gives the same view: there is no time in it.
 *
 * @param channel that shows it: it knows its own users by their ids
 */
export function viewOf(
  channel: ChannelId,
  { record, gates, endpoint, alarms, waits = [], back }: RolloutSnapshot,
): RolloutView {
  const { name, release, plan, phases, conclusion, stop } = record;
  const phase = phaseOf(record);
  const serving = isLeftServing(record) && endpoint?.config === plan?.config;
  // What becomes of the endpoint after its end is other rollouts' story.
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

/** After a time-out, what can be done changes once the endpoint has come to rest. */
const sinceRest = (conclusion: Conclusion, { aftermath }: RolloutRecord): Conclusion =>
  aftermath?.nextSteps === undefined ? conclusion : { ...conclusion, nextSteps: aftermath.nextSteps };

/** Whether what the rollout put live may serve since: it was deployed, or could not be taken back. */
export const isLeftServing = ({ outcome, plan }: RolloutRecord): boolean =>
  plan !== undefined && (outcome === 'DEPLOYED' || outcome === 'FAILED');

const longestBack = 200;

/** While it is under way it goes back to what served before it. */
function backIn({ conclusion, plan }: RolloutRecord, back: string | undefined): { back?: string } {
  const to = conclusion === undefined ? (plan?.previousConfig ?? undefined) : back;
  return to === undefined ? {} : { back: truncate(to, longestBack) };
}

/** Whose turn it is; one that asks people, a hold say, comes before one that waits beside it. */
function openGate(
  record: RolloutRecord,
  gates: readonly GateItem[],
  state: DeploymentState | undefined,
): GateItem | undefined {
  // To be ended, or ended by SageMaker already: nothing is asked any more.
  if (gatesOver(record, state)) return undefined;
  const pending = gates.filter(({ status }) => status === 'pending');
  return pending.find(asks) ?? pending.at(-1);
}

const asks = ({ ask, decision }: GateItem): boolean => ask !== undefined && decision === undefined;

/** `gate#<rollout>#<stage>#<n>`: its key in the ledger. */
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

/** What stands for an answer when the time is up, where the gate's kind says it so. */
function otherwiseOf(config: unknown): GateView['otherwise'] {
  const said = z.object({ otherwise: z.enum([...approvals, ...rejections]) }).safeParse(config).data;
  if (said === undefined) return undefined;
  return approvals.some((approval) => approval === said.otherwise) ? 'approve' : 'reject';
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
  // A channel shows its own users by name, from their id.
  by: made.via === channel ? made.by : describeDecider(made),
  at: instantAt(made.at),
  ...(made.reason !== undefined && { reason: made.reason }),
  via: made.via,
});

/** Those that the plan names, as far as they exist. */
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

/** Of one that has ended: the alarms that ended it. By now they may be OK again, or gone. */
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

/** The endpoint and the execution in AWS's console, as far as there is one that knows them. */
const linksOf = ({ execution, endpoint }: RolloutRecord): RolloutView['links'] =>
  [
    { label: 'Endpoint', url: endpointPage(execution, endpoint) },
    { label: 'Execution', url: executionPage(execution) },
  ].flatMap(({ label, url }) => (url === undefined ? [] : [{ label, url }]));
