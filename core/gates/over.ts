import type { Refusal } from './decide-gate.ts';

/**
 * Why no question of that rollout is open any more, whatever its gates' items say; undefined while it is
 * running. A rollout that is stopped or ends for another reason does not change its gates' items.
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
