import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { AlarmFinding } from '../../core/plan/findings.ts';
import { bakesAt } from '../../core/plan/timeline/bakes-at.ts';
import type { Timeline } from '../../core/plan/timeline/timeline.ts';
import { phaseOf } from '../../core/records/phase-of.ts';
import type { Phase, RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Snapshot, snapshotOf } from '../output/snapshot.ts';
import type { GateView } from './gate-view.ts';
import { secondsFrom } from './rollout-view.ts';

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
  const { number, of, bakes } = bakesAt(timeline, green.serving);
  const [bake] = bakes;
  if (bake === undefined) return undefined;
  const planned = phaseSince === undefined ? undefined : Math.max(0, phaseSince + bake.seconds * 1000 - at);
  return { step: number, steps: of, left: bakeLeft ?? planned };
}
