import { type Item, isTroubled, type Promised } from './promise.ts';

/** The order of docs/events.md. */
const order = [
  'resolving',
  'queued',
  'admitted',
  'waiting-for-endpoint',
  'gates-before',
  'prepared',
  'shifting',
  'gates-after',
  'going-back',
  'concluded',
  'aftermath',
];

/** These come back: where a rollout returns to them, or of each question, alarm or change. */
const again = [
  'waiting-for-endpoint',
  'gates-before',
  'gate',
  'withdrawn',
  'decision',
  'alarm',
  'drift',
  'concluded',
];

/** Phase events come once each, and a rollout that has ended enters none; but one that is TIMED_OUT may still be taken back, and is
 * told what became of it. */
export const phases: Promised = (seen) => {
  const { world, ledger } = seen;
  const toldAgain = whatMayBeToldAgain(seen);
  return ledger.filter(isRollout).flatMap(({ name, outcome }) => {
    const isTimedOut = outcome === 'TIMED_OUT';
    const announced = world
      .announced()
      .filter(({ detail }) => detail.rollout === name && order.includes(String(detail.phase)));
    const entered = announced.map(({ detail }) => String(detail.phase));
    const doubled = entered.filter(
      (phase, index) =>
        !again.includes(phase) && entered.indexOf(phase) !== index && !toldAgain.has(`${name} ${phase}`),
    );
    // Events come in no particular order: what counts is when they say that it was.
    const end = announced.find(({ detail }) => detail.phase === 'concluded')?.detail;
    const late = announced
      .filter(({ detail }) => end !== undefined && String(detail.at) > String(end.at))
      .map(({ detail }) => String(detail.phase))
      .filter((phase) => !['aftermath', 'concluded', ...(isTimedOut ? ['going-back'] : [])].includes(phase));
    return [
      ...doubled.map((phase) => `events: ${name} entered ${phase} twice`),
      ...late.map((phase) => `events: ${name} entered ${phase} after its end`),
      ...(isTimedOut && !isTroubled(seen) && !entered.includes('aftermath')
        ? [`events: ${name} is TIMED_OUT, and what became of it was never told`]
        : []),
      ...(entered.includes('concluded') ? [] : [`events: ${name} was never announced to have ended`]),
    ];
  });
};

/**
 * Phases of rollouts, as `<rollout> <phase>`, that no bus can keep from being told again: those that were in a call whose
 * answer was lost, which is made once more.
 */
const whatMayBeToldAgain = ({ unanswered }: Parameters<Promised>[0]): ReadonlySet<string> =>
  new Set(
    unanswered
      .filter(({ operation }) => operation === 'PutEvents')
      .flatMap(({ input }) => (input as { Entries: readonly { readonly Detail: string }[] }).Entries)
      .map(({ Detail }) => JSON.parse(Detail))
      .map(({ rollout, phase }) => `${rollout} ${phase}`),
  );

const isRollout = ({ sk }: Item): boolean => String(sk).startsWith('rollout#');
