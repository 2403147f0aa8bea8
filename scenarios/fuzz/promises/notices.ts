import { isTroubled, type Promised } from './promise.ts';

/** Of these, people hear each one, by docs/operating.md and docs/events.md; of alarms and manifests not of all. */
const told = ['gate', 'decision', 'withdrawn', 'drift', 'concluded', 'aftermath'];

/** Where no trouble takes notices or has them repeated, people are told as often as machines are, and each thing once. */
export const notices: Promised = (seen) => {
  if (isTroubled(seen)) return [];
  const announced = seen.world.announced().map(({ detail }) => detail);
  const identities = announced.map(({ at, phase, endpoint, rollout, gate, artifact, outcome, from, to }) =>
    JSON.stringify([
      phase,
      endpoint,
      rollout,
      gate,
      artifact,
      outcome,
      from,
      to,
      phase === 'drift' ? at : null,
    ]),
  );
  const doubled = identities.filter(
    (identity, index) =>
      told.includes(String(announced[index]?.phase)) && identities.indexOf(identity) !== index,
  );
  return [
    ...doubled.map((identity) => `events: announced twice: ${identity}`),
    ...told.flatMap((phase) => {
      const events = announced.filter((detail) => detail.phase === phase).length;
      const shown = seen.world.told.filter((notice) => isOf(notice, phase)).length;
      return events === shown
        ? []
        : [`events: ${events} of ${phase} were announced, and ${shown} notices told`];
    }),
  ];
};

const outcomes = ['DEPLOYED', 'ROLLED_BACK', 'REJECTED', 'SUPERSEDED', 'FAILED', 'TIMED_OUT'];

/** A notice of an end has its outcome as its phase; one of what is in the wrong place says REJECTED of no rollout. */
const isOf = (notice: { phase: string; thread: string }, phase: string): boolean =>
  phase === 'concluded'
    ? outcomes.includes(notice.phase) && /-[0-9a-f]{12}-\d+$/.test(notice.thread)
    : notice.phase === phase;
