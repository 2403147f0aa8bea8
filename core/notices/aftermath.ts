import type { Plan } from '../plan/plan.ts';
import { type Rollout, rolloutName, versionOf } from '../release.ts';
import { plain } from '../values/plain-text.ts';
import type { NextStep } from '../verdict/next-step.ts';
import type { Notice } from './notice.ts';
import { stepLines } from './step-lines.ts';

/** What became of an endpoint that came to rest only after its rollout had ended. */
export interface Aftermath {
  readonly status: string;
  /** The config that serves; null if none does. */
  readonly serving: string | null;
  readonly nextSteps: readonly NextStep[];
}

/**
 * Told once, in the rollout's thread. It is not a second outcome: it says what serves now and what can be
 * done now.
 */
export function aftermathNotice(
  rollout: Rollout,
  { status, serving, nextSteps }: Aftermath,
  plan: Pick<Plan, 'config' | 'previousConfig'> | undefined,
): Notice {
  const { endpoint } = rollout.release;
  const isWell = status === 'InService' && (serving === plan?.config || serving === plan?.previousConfig);
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'aftermath',
    severity: isWell ? 'warning' : 'critical',
    title: `:checkered_flag: ${endpoint} ${plain(versionOf(rollout))}: the endpoint has come to rest, ${plain(status)}`,
    lines: [
      plain(whatServes(serving, plan)),
      'The rollout had already timed out; its outcome stays the same.',
    ],
    nextSteps: stepLines(nextSteps),
  };
}

function whatServes(
  serving: string | null,
  plan: Pick<Plan, 'config' | 'previousConfig'> | undefined,
): string {
  if (serving === null) return 'Nothing serves.';
  if (serving === plan?.config)
    return `${serving} serves: the release is live; its gates after the shift were not checked.`;
  return serving === plan?.previousConfig
    ? `${serving} serves: the config from before.`
    : `${serving} serves: neither this release nor the config from before.`;
}
