import { describeBreach } from '../cloudwatch/breach.ts';
import { goesBack } from '../deployment/state.ts';
import { deploymentWords } from '../deployment/words.ts';
import { findingText } from '../judge/finding.ts';
import { phaseOrder } from '../records/phase-order.ts';
import type { RolloutPhase } from '../records/rollout-record.ts';
import { compareInstants, epochMsOf, type Instant, instantAt } from '../values/instant.ts';
import type { Facts, GateFact } from './facts.ts';
import { figuresAt } from './figures.ts';
import type { Frame } from './frame.ts';
import type { AlarmStates, Look, Recording } from './recording.ts';
import { type Moment, spoken } from './sentence.ts';
import { phaseText } from './words.ts';

/**
 * What the page shows of a rollout, from its start to the recording's instant, oldest first: one frame for each instant at
 * which something changed, and for each period of its traffic. At most 480 periods and some 500 events: below 1,000 frames.
 */
export function framesOf(recording: Recording): Frame[] {
  const frames = instantsOf(recording).map((at) => frameAt(recording, at));
  // The same again is no change.
  return frames.filter((frame, n) => n === 0 || !isSame(frame, frames[n - 1]));
}

const isSame = (frame: Frame, before: Frame | undefined): boolean =>
  before !== undefined && JSON.stringify({ ...frame, at: before.at }) === JSON.stringify(before);

/** Every instant at which something may have changed. */
function instantsOf({ asOf, facts, looks, traffic, alarms, happened }: Recording): Instant[] {
  const { startedAt, endedAt, phases, gates, breaches, stop, aftermath } = facts;
  const known = [
    startedAt,
    ...Object.values(phases),
    ...gates.flatMap(({ since, endedAt: end, decisions }) => [since, end, ...decisions.map(({ at }) => at)]),
    ...breaches.map(({ at }) => at),
    ...looks.map(({ at }) => at),
    ...alarms.flatMap(({ states }) => states.map(({ at }) => at)),
    ...happened.map(({ at }) => at),
    ...[endedAt ?? undefined, stop?.at, aftermath?.at],
    // A period is known once it is over.
    ...(traffic.kind === 'known'
      ? traffic.periods.map(({ at }) => instantAt(at + traffic.periodSeconds * 1000))
      : []),
    asOf,
  ].filter((at) => at !== undefined);
  const within = known.filter((at) => compareInstants(at, startedAt) >= 0 && compareInstants(at, asOf) <= 0);
  return [...new Set([startedAt, ...within].map(epochMsOf))].sort((a, b) => a - b).map(instantAt);
}

/** The rollout as it was known at that instant. */
export function frameAt(recording: Recording, at: Instant): Frame {
  const { facts } = recording;
  const by = (instant: Instant | null | undefined): boolean =>
    instant !== null && instant !== undefined && compareInstants(instant, at) <= 0;
  const ended = by(facts.endedAt);
  const [phase, since] = phaseAt(facts, at, ended);
  const look = recording.looks.findLast((one) => by(one.at));
  const shifts = phase === 'shifting' || phase === 'going-back';
  const state = shifts ? look?.state : undefined;
  const gates = facts.gates.filter((gate) => by(gate.since)).map((gate) => gateAt(gate, at));
  const alarms = alarmsAt(recording, at);
  const moment: Moment = {
    facts,
    phase,
    since,
    ended,
    gates,
    state,
    fleets: shifts ? (look?.fleets ?? []) : [],
    stop: by(facts.stop?.at) ? facts.stop : undefined,
    wentOff: facts.alarms.flatMap(({ name, label, on }) => {
      const breach = facts.breaches.find((one) => one.name === name && by(one.at));
      return breach === undefined ? [] : [{ label, on, at: breach.at }];
    }),
    backSince: recording.looks.find((one) => by(one.at) && goesBack(one.state))?.at,
  };
  const told = {
    ...moment,
    facts: by(facts.aftermath?.at) ? facts : { ...facts, aftermath: undefined },
  };
  const { step, until } = { step: undefined, until: undefined, ...state?.deployment };
  return {
    at,
    phase,
    phaseText: phaseText(phase, state),
    ...spoken(told),
    outcome: ended ? facts.outcome : null,
    fleets: look?.fleets ?? [],
    seenAt: look?.at ?? null,
    doing: state === undefined ? '' : doingOf(state),
    step: step ?? null,
    bakeUntil: until === undefined ? null : instantAt(until),
    alarms,
    gates,
    evidence: [
      ...facts.breaches.filter((breach) => by(breach.at)).map(wentOffText),
      ...evidenceAt(facts, gates, ended),
    ],
    exposure: exposureAt(recording, at),
  };
}

const doingOf = (state: Look['state']): string => deploymentWords(state).doing;

/** The newest phase that it had entered, and when. */
function phaseAt(facts: Facts, at: Instant, ended: boolean): [RolloutPhase, Instant] {
  if (ended) return ['concluded', facts.endedAt ?? at];
  const entered = Object.fromEntries(
    Object.entries(facts.phases).filter(([, when]) => compareInstants(when, at) <= 0),
  ) as Facts['phases'];
  const phase =
    phaseOrder(entered).findLast((one) => one !== 'concluded' && entered[one] !== undefined) ?? 'resolving';
  return [phase, entered[phase] ?? facts.startedAt];
}

/** A gate that was decided later still waits, and nobody knows yet how it will end. */
function gateAt(gate: GateFact, at: Instant): GateFact {
  const decisions = gate.decisions.filter((decision) => compareInstants(decision.at, at) <= 0);
  const isOver = gate.endedAt !== undefined && compareInstants(gate.endedAt, at) <= 0;
  const judged = gate.judged?.filter(({ to }) => to !== undefined && compareInstants(to, at) <= 0) ?? [];
  const { endedAt, judged: _, why, status, asked, ...rest } = gate;
  if (isOver || endedAt === undefined)
    return {
      ...rest,
      status,
      why,
      ...(asked && { asked }),
      ...(endedAt && { endedAt }),
      decisions,
      ...(judged.length > 0 && { judged }),
    };
  const isAsked = decisions.length === 0 && asked !== undefined;
  const { until, ...asks } = asked ?? {};
  return {
    ...rest,
    status: 'pending',
    why: isAsked ? asked.question : 'not decided yet',
    ...(isAsked && { asks: asks as NonNullable<GateFact['asks']>, ...(until && { until }) }),
    decisions,
    ...(judged.length > 0 && { judged }),
  };
}

function alarmsAt({ facts, alarms }: Recording, at: Instant): Frame['alarms'] {
  return facts.alarms.map(({ name }) => {
    const known = alarms.find((one) => one.name === name);
    const state = known?.states.findLast((one) => compareInstants(one.at, at) <= 0);
    const value = known && valueAt(known, epochMsOf(at));
    const breach = facts.breaches.findLast((one) => one.name === name && compareInstants(one.at, at) <= 0);
    return {
      name,
      state: state?.state ?? (breach === undefined ? 'unknown' : 'ALARM'),
      ...(value ??
        (breach?.value === undefined ? {} : { value: breach.value, valueAt: epochMsOf(breach.at) })),
    };
  });
}

/** The newest value whose period was over. Alarms of a rollout have periods of a minute. */
function valueAt({ values }: AlarmStates, now: number): { value: number; valueAt: number } | undefined {
  const found = values.findLast(({ at }) => at + 60_000 <= now);
  return found && { value: found.value, valueAt: found.at };
}

/** It may be OK again, or deleted: what set it off stays true. */
const wentOffText = (breach: Facts['breaches'][number]): string =>
  `Went off at ${breach.at.slice(11, 16)} UTC: ${describeBreach(breach)}`;

const evidenceAt = (facts: Facts, gates: readonly GateFact[], ended: boolean): string[] =>
  (ended ? (facts.judged ?? []) : gates.flatMap(({ judged = [] }) => judged)).map(findingText);

/** What the new fleet had answered by then, in whole periods, and for how long it had had requests. */
function exposureAt(recording: Recording, at: Instant): Frame['exposure'] {
  const figures = figuresAt(recording, at);
  return figures === undefined ? null : { ...figures.green, seconds: figures.greenSeconds };
}
