import { plain } from '../values/plain-text.ts';
import type { Notice } from './notice.ts';

/** Somebody has switched judging off for an endpoint, or on again. */
export function judgingNotice({
  endpoint,
  status,
  by,
  reason,
}: {
  readonly endpoint: string;
  readonly status: 'off' | 'on';
  readonly by: string;
  readonly reason: string;
}): Notice {
  return {
    endpoint,
    thread: `${endpoint}-judging`,
    phase: 'judging',
    severity: status === 'off' ? 'warning' : 'info',
    title:
      status === 'off'
        ? `:warning: ${endpoint}: new models are not compared with old ones any more`
        : `:scales: ${endpoint}: new models are compared with old ones again`,
    lines: [
      `Judging was switched ${status} by ${plain(by)}: ${plain(reason)}`,
      ...(status === 'off' ? ['It holds for every rollout until somebody switches it on.'] : []),
    ],
    nextSteps: [],
  };
}
