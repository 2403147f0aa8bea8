import { isoOf, type Promised } from './promise.ts';

/**
 * What somebody was told is stopped, or has rejected, is not announced as deployed later. An abort after the verdict is
 * too late for that: then it is announced with the abort, and a rollback goes back.
 */
export const stoppedIsNotDeployed: Promised = ({ observer, acts }) =>
  acts.flatMap((act) => {
    const isStopped =
      act.kind === 'command' && act.command === 'abort' && ['stopped', 'stopping'].includes(act.done ?? '');
    const isRejected = act.kind === 'decide' && act.action === 'reject' && act.done === 'decided';
    if (!isStopped && !isRejected) return [];
    const ended = observer.endings.find(({ concluded }) => concluded.rollout === act.rollout);
    if (ended?.concluded.outcome !== 'DEPLOYED' || ended.at < act.at) return [];
    const goesBack = observer.shifts.some(({ rollout, at }) => rollout !== act.rollout && at >= act.at);
    if (isStopped && ended.concluded.stop?.kind === 'abort' && goesBack) return [];
    return [
      `10: ${act.rollout} was ${isStopped ? 'stopped' : 'rejected'} at ${isoOf(act.at)}, and is DEPLOYED`,
    ];
  });
