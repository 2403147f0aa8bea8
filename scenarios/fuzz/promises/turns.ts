import { isoOf, isTroubled, type Promised } from './promise.ts';

/** From the end of one rollout until the next one has its turn; all of it is calls. */
const promptMs = 60_000;

/**
 * 8: whoever waits for an endpoint has their turn as soon as the rollout before them ends. Judged where no trouble keeps
 * events and calls from what they usually do, and nobody else updates endpoints.
 */
export const turns: Promised = (seen) => {
  if (isTroubled(seen) || seen.steps.some(({ kind }) => kind === 'call')) return [];
  const announced = seen.world.announced();
  const at = (rollout: string, phase: string): number | undefined => {
    const found = announced.find(({ detail }) => detail.rollout === rollout && detail.phase === phase);
    return found && Date.parse(String(found.detail.at));
  };
  const ends = announced.filter(({ detail }) => ['concluded', 'aftermath'].includes(String(detail.phase)));
  return seen.observer.endings.flatMap(({ concluded: { rollout, endpoint } }) => {
    const [queued, admitted] = [at(rollout, 'queued'), at(rollout, 'admitted')];
    if (queued === undefined || admitted === undefined) return [];
    const isPrompt = ends.some(({ detail }) => {
      const end = Date.parse(String(detail.at));
      return detail.endpoint === endpoint && end <= admitted && admitted - end <= promptMs;
    });
    // Who watches a rollout that is TIMED_OUT gives up some time, and nobody is told of that.
    const isWatched = announced.some(
      ({ detail }) =>
        detail.endpoint === endpoint &&
        detail.outcome === 'TIMED_OUT' &&
        Date.parse(String(detail.at)) <= admitted &&
        (at(String(detail.rollout), 'aftermath') ?? Number.POSITIVE_INFINITY) > admitted,
    );
    return isPrompt || isWatched
      ? []
      : [`8: ${rollout} waited until ${isoOf(admitted)}, and nothing ended just before`];
  });
};
