import type { ActionAbout } from '../../core/gates/action-ports.ts';
import { rolloutName, versionOf } from '../../core/release.ts';

/** What a webhook or a function is asked, as JSON. */
export interface Question {
  /** The same however often the same is asked: a function that is retried may ask twice. */
  readonly id: string;
  readonly gate: string;
  readonly endpoint: string;
  readonly rollout: string;
  readonly release: string;
  /** As its author named it. */
  readonly version: string;
  readonly stage: string;
  readonly bake?: number;
  readonly callbackUrl?: string;
}

/** @param mayAnswerLater whether it is told where to call back */
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
