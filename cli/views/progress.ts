import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { AlarmFinding } from '../../core/plan/findings.ts';
import type { Timeline, TimelinePhase } from '../../core/plan/timeline/timeline.ts';
import type { Phase, RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Snapshot, snapshotOf } from '../output/snapshot.ts';
import type { GateView } from './gate-view.ts';
import { phaseOf, secondsFrom } from './rollout-view.ts';

/** A rollout under way, at one look. */
export interface Progress {
  /** ISO, AWS's time. */
  readonly at: string;
  readonly record: RolloutRecord;
  readonly phase: Phase;
  /** The endpoint's fleets; undefined while there is no endpoint. */
  readonly snapshot: Snapshot | undefined;
  /** Which of the plan's steps is baking. */
  readonly step: { readonly number: number; readonly of: number } | undefined;
  /** Where the shift stands in its plan: the least and the most that it is to take. */
  readonly plan:
    | { readonly doneSeconds: number; readonly leastSeconds: number; readonly totalSeconds: number }
    | undefined;
  /** Those whose turn has come, passed ones too. */
  readonly gates: readonly GateView[];
}

export function progressOf(
  now: number,
  record: RolloutRecord,
  endpoint: DescribeEndpointOutput | undefined,
  alarms: readonly AlarmFinding[],
  gates: readonly GateView[] = [],
): Progress {
  const at = new Date(now).toISOString();
  const phase = phaseOf(record);
  const states = alarms.map(({ name, state }) => ({ AlarmName: name, StateValue: state }));
  const seen = endpoint && snapshotOf(now, endpoint, states);
  const timeline = record.plan?.timeline;
  const bake = phase === 'shifting' && seen && timeline ? bakeOf(timeline, seen) : undefined;
  const began = record.phases.shifting;
  return {
    at,
    record,
    phase,
    snapshot: seen && bake?.left !== undefined ? { ...seen, bakeLeft: bake.left } : seen,
    step: bake && { number: bake.step, of: bake.steps },
    plan:
      phase === 'shifting' && began !== undefined && timeline !== undefined
        ? {
            doneSeconds: secondsFrom(began, at),
            leastSeconds: timeline.leastSeconds,
            totalSeconds: timeline.totalSeconds,
          }
        : undefined,
    gates,
  };
}

/**
 * The plan's step that bakes now, told by how much of green serves: AWS's documents leave open whether the last step
 * bakes once or twice, so bakes can't be counted. The time left is AWS's own where AWS says how long it bakes, else
 * the plan's (milliseconds).
 */
function bakeOf(
  timeline: Timeline,
  { at, green, phaseStatus, phaseSince, bakeLeft }: Snapshot,
): { step: number; steps: number; left: number | undefined } | undefined {
  if (phaseStatus !== 'Baking' || green === undefined) return undefined;
  const bakes = timeline.phases.filter(({ kind }) => kind === 'bake' || kind === 'final-bake');
  const steps = [...new Set(bakes.map(firstServing))];
  const bake = bakes.find((found) => firstServing(found) === green.serving);
  if (bake === undefined) return undefined;
  const planned = phaseSince === undefined ? undefined : Math.max(0, phaseSince + bake.seconds * 1000 - at);
  return { step: steps.indexOf(green.serving) + 1, steps: steps.length, left: bakeLeft ?? planned };
}

/** A snapshot shows the first of several variants; so does this. */
const firstServing = ({ green, variants }: TimelinePhase): number => (variants?.[0]?.green ?? green).serving;
