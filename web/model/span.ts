import type { Recording } from '../../core/recording/recording.ts';
import { msOf } from './time.ts';
import { plannedEnd } from './timeline.ts';

/** From when to when, in epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const minute = 60_000;
/** Shown before the shift, for comparison. */
const margin = 10 * minute;

/** The last instant of which something is known. Of a rollout under way, that is when it was last looked at. */
export function knownUntil(recording: Recording): number {
  const { facts, asOf } = recording;
  const told = recording.happened.at(-1);
  if (facts.endedAt === null) return msOf(asOf);
  const after = [facts.endedAt, facts.aftermath?.at, told?.at].flatMap((at) => (at == null ? [] : msOf(at)));
  return Math.min(msOf(asOf), Math.max(...after) + minute);
}

/** What the time machine reaches. */
export const reachOf = (recording: Recording): Span => ({
  from: msOf(recording.facts.startedAt),
  to: Math.max(msOf(recording.facts.startedAt) + 1000, knownUntil(recording)),
});

/** What the timeline shows: all that has happened, and what is planned of a rollout under way. */
export function timelineSpan(recording: Recording): Span {
  const { from, to } = reachOf(recording);
  const planned = recording.facts.endedAt === null ? (plannedEnd(recording.facts) ?? 0) : 0;
  return { from, to: Math.max(to, planned) };
}

/** What the charts show: from just before the shift on. Undefined if there is nothing to draw. */
export function chartSpan(recording: Recording): Span | undefined {
  const { facts, traffic } = recording;
  const began = facts.phases.shifting;
  const first = traffic.kind === 'known' ? traffic.periods[0]?.at : undefined;
  if (began === undefined && first === undefined) return undefined;
  const from = began === undefined ? (first ?? 0) : Math.max(first ?? 0, msOf(began) - margin);
  return { from, to: Math.max(from + minute, timelineSpan(recording).to) };
}
