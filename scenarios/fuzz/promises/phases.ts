import type { Item, Promised } from './promise.ts';

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

/** Phase events come once each, and a rollout that has ended enters none; but one that is TIMED_OUT may still be taken back. */
export const phases: Promised = ({ world, ledger, steps }) =>
  ledger.filter(isRollout).flatMap(({ name, outcome }) => {
    const isTimedOut = outcome === 'TIMED_OUT';
    const entered = world.phasesOf(String(name)).filter((phase) => order.includes(phase));
    const doubled = entered.filter(
      (phase, index) => !again.includes(phase) && entered.indexOf(phase) !== index,
    );
    const after = entered.slice(entered.indexOf('concluded') + 1);
    const late = entered.includes('concluded')
      ? after.filter(
          (phase) => !['aftermath', 'concluded', ...(isTimedOut ? ['going-back'] : [])].includes(phase),
        )
      : [];
    return [
      ...(mayBeToldAgain(steps) ? [] : doubled).map((phase) => `events: ${name} entered ${phase} twice`),
      ...late.map((phase) => `events: ${name} entered ${phase} after its end`),
      ...(entered.includes('concluded') ? [] : [`events: ${name} was never announced to have ended`]),
    ];
  });

/** A call whose answer is lost is made again, by the SDK or by the next try of a step, and no bus can prevent that. */
const mayBeToldAgain = (steps: Parameters<Promised>[0]['steps']): boolean =>
  steps.some(
    ({ kind, does }) =>
      (kind === 'calls' && does.answerLost === true) || (kind === 'kill' && does.moment === 'after'),
  );

const isRollout = ({ sk }: Item): boolean => String(sk).startsWith('rollout#');
