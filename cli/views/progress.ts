import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { AlarmReading } from '../../core/cloudwatch/alarm-reading.ts';
import { goesBack } from '../../core/deployment/state.ts';
import { backCauses } from '../../core/deployment/why-back.ts';
import type { EndpointWait } from '../../core/ports/waits.ts';
import type { GateFact } from '../../core/recording/facts.ts';
import { type FleetFigures, figuresAt } from '../../core/recording/figures.ts';
import { frameAt } from '../../core/recording/frames-of.ts';
import { askedOf } from '../../core/recording/gate-facts.ts';
import type { Recording } from '../../core/recording/recording.ts';
import { secondsFrom } from '../../core/recording/words.ts';
import { phaseOf } from '../../core/records/phase-of.ts';
import type { RolloutPhase, RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import { alarmsOf } from './alarm-view.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

/** A snapshot of a running rollout. */
export interface Progress {
  /** ISO, AWS's time. */
  readonly at: Instant;
  readonly record: RolloutRecord;
  readonly phase: RolloutPhase;
  /** The endpoint's fleets; undefined while there is no endpoint. */
  readonly snapshot: Snapshot | undefined;
  /** The current step of the plan, while the rollout goes forward. */
  readonly step: { readonly number: number; readonly of: number } | undefined;
  /**
   * The shift's progress in its plan, with its least and greatest expected length. Undefined while it goes
   * back.
   */
  readonly plan:
    | { readonly doneSeconds: number; readonly leastSeconds: number; readonly totalSeconds: number }
    | undefined;
  /** Those whose turn has come, passed ones too. */
  readonly gates: readonly GateFact[];
  /** What the page says of it, too. Undefined where it was not read. */
  readonly shown?: Shown | undefined;
}

/** The page's sentence and figures, for the terminal. */
export interface Shown {
  readonly sentence: string;
  /** What comparisons have found so far, one line each. */
  readonly evidence: readonly string[];
  readonly figures: FleetFigures | undefined;
}

/** The same that the page shows last. */
export function shownOf(recording: Recording): Shown {
  const { sentence, evidence } = frameAt(recording, recording.asOf);
  return { sentence, evidence, figures: figuresAt(recording, recording.asOf) };
}

export function progressOf(
  now: number,
  record: RolloutRecord,
  endpoint: DescribeEndpointOutput | undefined,
  alarms: readonly AlarmReading[],
  gates: readonly GateFact[] = [],
  waits: readonly EndpointWait[] = [],
  shown?: Shown,
): Progress {
  const at = instantAt(now);
  const phase = phaseOf(record);
  const states = alarmsOf(record, alarms, now);
  const timeline = record.plan?.timeline;
  const shifts = phase === 'shifting' || phase === 'going-back';
  const [plan, causes] = shifts ? [record.plan, backCauses(record, waits)] : [];
  const snapshot = endpoint && snapshotOf(now, endpoint, states, undefined, plan, causes);
  const { step } = { step: undefined, ...(shifts ? snapshot?.state.deployment : undefined) };
  const began = record.phases.shifting;
  return {
    at,
    record,
    phase,
    snapshot,
    step,
    plan:
      phase === 'shifting' && began !== undefined && timeline !== undefined && !isBack(snapshot)
        ? {
            doneSeconds: secondsFrom(began, at),
            leastSeconds: timeline.leastSeconds,
            totalSeconds: timeline.totalSeconds,
          }
        : undefined,
    gates: askedOf(gates, record, shifts ? snapshot?.state : undefined),
    ...(shown && { shown }),
  };
}

const isBack = (snapshot: Snapshot | undefined): boolean =>
  snapshot !== undefined && goesBack(snapshot.state);
