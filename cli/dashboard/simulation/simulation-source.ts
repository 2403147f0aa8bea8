import type { Session, StreamMessage, WhatIf } from '../../../core/dashboard/api.ts';
import { framesOf } from '../../../core/recording/frames-of.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { localAccount, localRegion } from '../../../local/context.ts';
import type { AnyStory } from '../../../scenarios/load.ts';
import { ownVersion } from '../../version.ts';
import type { Timers } from '../live/poller.ts';
import type { PageSource } from '../page-source.ts';
import { playEndpoint } from './play-endpoint.ts';
import { playRelease } from './play-release.ts';
import type { Simulated, SimulatedRollout } from './simulated.ts';
import { switchesOf, withWhatIf } from './what-if.ts';

/** Without a message for longer than this, a page takes the connection for lost. */
const clockMs = 5000;
const whyNot = 'This is a simulation: nothing can be decided in it.';

/**
 * A story as the page shows it, and, with other circumstances, played anew.
 *
 * @param name as people call it
 * @param template the packaged one, parsed; only stories of releases need it
 * @throws PageError if it cannot be played
 */
export async function simulationSource(
  name: string,
  told: AnyStory,
  template: () => Promise<unknown>,
  timers: Timers,
): Promise<PageSource> {
  const play = async (whatIf: WhatIf): Promise<Simulated> => {
    const story = withWhatIf(told, whatIf);
    return story.kind === 'release' ? playRelease(story.story, await template()) : playEndpoint(story.story);
  };
  let [whatIf, played] = [{} as WhatIf, await play({})];
  let playing: Promise<unknown> = Promise.resolve();
  const pages = new Set<{
    readonly rollout: string | undefined;
    readonly tell: (message: StreamMessage) => void;
  }>();

  const isWatched = (alarm: string): boolean =>
    played.rollouts.some(({ recording }) => recording.facts.alarms.some(({ name }) => name === alarm));
  const session = (): Session => ({
    ...{ as: null, mode: 'simulation', stage: 'local', region: localRegion, account: localAccount },
    ...{ version: ownVersion(), now: played.now, speed: 0, callsPerMinute: 0 },
    simulation: {
      ...{ story: name, shows: told.story.shows, whatIf, startedAt: instantAt(played.startedAt) },
      rollouts: played.rollouts.map(({ past }) => past.rollout),
      strategies: [...switchesOf(told).strategies],
      // An alarm that no rollout watches would trip for nothing.
      alarms: switchesOf(told).alarms.filter((name) => isWatched(name)),
    },
  });
  const of = (endpoint: string): SimulatedRollout[] =>
    played.rollouts.filter(({ recording }) => recording.facts.endpoint === endpoint).toReversed();

  return {
    session: async () => session(),
    endpoints: async () => ({ asOf: instantAt(played.now), endpoints: played.endpoints }),
    async past(endpoint) {
      const rollouts = of(endpoint).map(({ past }) => past);
      return rollouts.length === 0 ? undefined : { endpoint, asOf: instantAt(played.now), rollouts };
    },
    async rollout(rollout) {
      const found =
        played.rollouts.find(({ past }) => past.rollout === rollout) ??
        played.rollouts.findLast(({ recording }) => recording.facts.release === rollout);
      if (found === undefined) return undefined;
      const { recording } = found;
      const others = of(recording.facts.endpoint).flatMap(({ past }) =>
        past.rollout === found.past.rollout ? [] : [past],
      );
      return {
        recording,
        frames: framesOf(recording),
        actions: [],
        proposals: [],
        manifestChanges: null,
        keptReport: null,
        judgeOff: null,
        others,
      };
    },
    async act(rollout) {
      const isKnown = played.rollouts.some(({ past }) => past.rollout === rollout);
      return isKnown ? { done: false, text: whyNot } : undefined;
    },
    watch(rollout, tell) {
      const page = { rollout, tell };
      pages.add(page);
      const clock = () => tell({ kind: 'clock', now: played.now });
      const stop = timers.every(clockMs, clock);
      clock();
      return () => {
        stop();
        pages.delete(page);
      };
    },
    async simulate(wished) {
      // One after another: each takes all of a processor.
      const next = playing.then(() => play(wished));
      playing = next.catch(() => undefined);
      played = await next;
      whatIf = wished;
      const asOf = instantAt(played.now);
      for (const { rollout, tell } of pages)
        tell(rollout === undefined ? { kind: 'endpoints', asOf } : { kind: 'rollout', rollout, asOf });
      return session();
    },
    close: async () => {},
  };
}
