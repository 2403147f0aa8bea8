import { type Item, isoOf, type Promised } from './promise.ts';

/**
 * What somebody was told is stopped, or has rejected, is not announced as deployed later. An abort after the verdict is
 * too late for that: then it is announced with the abort, and a rollback goes back, or is told to have failed.
 */
export const stoppedIsNotDeployed: Promised = ({ observer, acts, ledger }) =>
  acts.flatMap((act) => {
    const isStopped =
      act.kind === 'command' && act.command === 'abort' && ['stopped', 'stopping'].includes(act.done ?? '');
    const isRejected = act.kind === 'decide' && act.action === 'reject' && act.done === 'decided';
    if (!isStopped && !isRejected) return [];
    const ended = observer.endings.find(({ concluded }) => concluded.rollout === act.rollout);
    if (ended?.concluded.outcome !== 'DEPLOYED' || ended.at < act.at) return [];
    const isAfter = ({ rollout, at }: { readonly rollout: string; readonly at: number }) =>
      rollout !== act.rollout && at >= act.at;
    const goesBack = observer.shifts.some(isAfter);
    const hasFailed = observer.endings
      .filter(({ concluded: { rollout, outcome } }) => outcome === 'FAILED' && isRollback(rollout, ledger))
      .some(({ concluded: { rollout }, at }) => isAfter({ rollout, at }));
    if (isStopped && ended.concluded.stop?.kind === 'abort' && (goesBack || hasFailed)) return [];
    return [
      `10: ${act.rollout} was ${isStopped ? 'stopped' : 'rejected'} at ${isoOf(act.at)}, and is DEPLOYED`,
    ];
  });

const isRollback = (rollout: string, ledger: readonly Item[]): boolean =>
  ledger.some(
    ({ name, start }) => name === rollout && (start as { kind: string } | undefined)?.kind === 'rollback',
  );
