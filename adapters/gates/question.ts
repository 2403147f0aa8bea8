import type { ActionAbout } from '../../core/gates/action-ports.ts';
import { rolloutName, versionOf } from '../../core/release.ts';

/** The question sent to a webhook or a function, as JSON. */
export interface Question {
  /** Stays the same when the question is repeated: a retried function may ask twice. */
  readonly id: string;
  readonly gate: string;
  readonly endpoint: string;
  readonly rollout: string;
  readonly release: string;
  /** The release's version, as its author named it. */
  readonly version: string;
  readonly stage: string;
  readonly bake?: number;
  readonly callbackUrl?: string;
}

/** @param mayAnswerLater whether to include the callback address */
export function questionOf(about: ActionAbout, mayAnswerLater: boolean): Question {
  const { rollout, gate, stage, bake, callbackUrl } = about;
  const { endpoint, id: release } = rollout.release;
  return {
    id: bake === undefined ? gate : `${gate}#bake-${bake}`,
    gate,
    endpoint,
    rollout: rolloutName(rollout),
    release,
    version: versionOf(rollout),
    stage,
    ...(bake !== undefined && { bake }),
    ...(mayAnswerLater && callbackUrl !== undefined && { callbackUrl }),
  };
}
