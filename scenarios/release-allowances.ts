import type { Allowances } from './release-invariants.ts';
import type { ReleaseNames } from './release-names.ts';
import type { ReleaseStory } from './release-story.ts';

/** What the story does on purpose is not held against the product. */
export function allowancesOf(story: ReleaseStory, labels: ReleaseNames): Allowances {
  const kinds = new Set(story.steps.map(({ kind }) => kind));
  const stopped = story.steps.flatMap(({ kind, does }) => (kind === 'stop' ? [does.stop] : []));
  const stoppedNames = stopped
    .filter((label) => label !== 'caretaker')
    // What was never uploaded was never stopped either.
    .filter((label) => !story.drawn || labels.has(label))
    .map((label) => labels.rollout(label));
  const throttled = story.throttling !== 'none';
  const troubled = throttled || kinds.has('calls') || kinds.has('kill') || kinds.has('pause');
  // No step can be tried for as long as an outage may last.
  const lasting = story.steps.some(({ kind, does }) => kind === 'calls' && does.for !== undefined);
  const lost = story.steps.some(
    ({ kind, does }) =>
      kind === 'events' && does.events === 'dropped' && ['uploads', 'all'].includes(does.of),
  );
  const unheard = story.steps.some(
    ({ kind, does }) =>
      kind === 'events' && does.events === 'dropped' && ['endpoints', 'all'].includes(does.of),
  );
  return {
    stopped: stoppedNames,
    caretakersStopped: stopped.includes('caretaker'),
    // A call whose answer is lost is made again, and so is what it tells.
    toldAgain:
      (story.drawn && troubled) ||
      story.steps.some(
        ({ kind, does }) =>
          kind === 'kill' && ['concludeRollout', 'onExecutionEnded', 'onAlarmEvent'].includes(does.kill),
      ),
    throttled,
    handlersFail: troubled,
    executionsFail: lasting,
    meddling: kinds.has('call'),
    updates: kinds.has('call') || kinds.has('rescale') || kinds.has('fault'),
    uploaded: lost ? [] : labels.releases(),
    lossy: story.drawn && troubled,
    deletes: story.steps.some(
      ({ kind, does }) => kind === 'call' && ['DeleteEndpointConfig', 'DeleteModel'].includes(does.call),
    ),
    quotas: story.drawn && Object.keys(story.quotas).length > 0,
    ...(story.drawn && {
      // Where the event of what somebody else did is lost, the next one of that endpoint tells it, an old one as well.
      repeated: ({ source }) =>
        source !== 'aws.cloudwatch' && !(source === 'aws.sagemaker' && unheard && kinds.has('call')),
    }),
  };
}
