import { type DeploymentState, goesBack } from '../deployment/state.ts';
import type { RolloutPhase, RolloutRecord } from '../records/rollout-record.ts';
import { uploaderText } from '../records/uploader.ts';
import { epochMsOf, type Instant } from '../values/instant.ts';

/** Who started a rollout, and why: the uploader, or the person who asked for it. */
export interface StartView {
  readonly kind: RolloutRecord['start']['kind'];
  readonly by: string;
  readonly reason?: string | undefined;
  readonly at: Instant;
}

export function startOf({ start, release }: RolloutRecord): StartView {
  switch (start.kind) {
    case 'upload':
      return { kind: start.kind, by: release.uploadedBy, at: start.at };
    case 'manifest':
      return { kind: start.kind, by: start.by, at: start.at };
    case 'retry':
    case 'rollback':
      return {
        kind: start.kind,
        by: start.by,
        at: start.at,
        ...(start.reason !== undefined && { reason: start.reason }),
      };
    default:
      return start satisfies never;
  }
}

/** `uploaded by …`, `rollback by …: reason`, to follow the rollout's name. */
export function startText({ kind, by, reason }: StartView): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  switch (kind) {
    case 'upload':
      return `uploaded by ${uploaderText(by)}`;
    case 'manifest':
      return `manifest changed by ${uploaderText(by)}`;
    case 'retry':
      return `tried again by ${by}${why}`;
    case 'rollback':
      return `rollback by ${by}${why}`;
    default:
      return kind satisfies never;
  }
}

/**
 * A phase in words for people.
 *
 * @param state of the running deployment, if known: a shift that SageMaker undoes is not called a shift any
 *   more
 */
export function phaseText(phase: RolloutPhase, state?: DeploymentState): string {
  if (phase === 'shifting' && state !== undefined && goesBack(state)) return 'shifted back by SageMaker';
  if (phase === 'shifting' && state?.deployment.kind === 'unclear' && state.deployment.back !== undefined)
    return 'SageMaker goes back';
  switch (phase) {
    case 'resolving':
      return 'being checked';
    case 'queued':
      return 'waiting for its turn';
    case 'admitted':
      return 'being prepared';
    case 'gates-before':
      return 'at a gate before its shift';
    case 'gates-after':
      return 'at a gate after its shift';
    case 'waiting-for-endpoint':
      return 'waiting until nothing else changes the endpoint';
    case 'prepared':
      return 'about to shift traffic';
    case 'shifting':
      return 'shifting traffic';
    case 'going-back':
      return 'going back to the config from before';
    case 'concluded':
      return 'ended';
    default:
      return phase satisfies never;
  }
}

/** Seconds that a rollout spent waiting for its turn, changing the endpoint, and in total. */
export interface Durations {
  readonly queuedSeconds?: number;
  readonly shiftSeconds?: number;
  readonly totalSeconds: number;
}

/** `now` stands in for an end that has not come yet. */
export function durationsOf({ startedAt, endedAt, phases }: RolloutRecord, now: Instant): Durations {
  const end = endedAt ?? now;
  const { queued, admitted, shifting } = phases;
  return {
    ...(queued !== undefined && { queuedSeconds: secondsFrom(queued, admitted ?? end) }),
    ...(shifting !== undefined && { shiftSeconds: secondsFrom(shifting, end) }),
    totalSeconds: secondsFrom(startedAt, end),
  };
}

/** Whole seconds between two instants, never negative: the clocks of two functions may differ a little. */
export const secondsFrom = (start: Instant, end: Instant): number =>
  Math.max(0, Math.round((epochMsOf(end) - epochMsOf(start)) / 1000));
