import type { Refusal } from './decide.ts';

/**
 * Why no question of that rollout is open any more, whatever its gates' items say: one that was stopped, or ended
 * otherwise than by them, leaves them as they were. Undefined while it goes on.
 */
export function rolloutOver(rollout: {
  readonly conclusion?: { readonly outcome: string; readonly cause: string } | undefined;
  readonly stop?: unknown;
}): Refusal | undefined {
  const { conclusion, stop } = rollout;
  if (conclusion !== undefined)
    return {
      kind: 'over',
      text: `The rollout has ended already: ${conclusion.outcome}. ${conclusion.cause} Nothing was changed.`,
    };
  return stop === undefined
    ? undefined
    : { kind: 'over', text: 'The rollout was stopped already. Nothing was changed.' };
}
