import { type AlarmRole, type Breach, describeBreach } from '../cloudwatch/breach.ts';
import type { InFlight } from '../deployment/in-flight.ts';
import { byUpdate } from '../deployment/words.ts';
import { plain } from '../values/plain-text.ts';
import { wentOffMark } from './marks.ts';
import type { Notice } from './notice.ts';

/** An alarm that watches one of our endpoints went into ALARM. */
export interface AlarmNoticeInput {
  readonly endpoint: string;
  readonly role: AlarmRole;
  readonly breach: Breach;
  /** The rollout that is running, and how far it is. */
  readonly rollout?: string | undefined;
  readonly inFlight?: InFlight | undefined;
  /** How many times it has gone off, untold, since it was last told. */
  readonly untold: number;
}

export function alarmNotice(told: AlarmNoticeInput): Notice {
  const { endpoint, rollout, breach, untold } = told;
  const times = untold === 1 ? 'once' : `${untold} times`;
  return {
    endpoint,
    thread: rollout ?? `${endpoint}-alarms`,
    phase: 'alarm',
    severity: 'warning',
    title: `${wentOffMark} ${endpoint}: alarm ${plain(describeBreach(breach))}`,
    lines: [
      plain(breach.reason),
      plain(meaning(told)),
      ...(breach.suppressed === undefined
        ? []
        : [`CloudWatch holds the alarm’s own actions back: ${plain(breach.suppressed)}.`]),
      ...(untold === 0
        ? []
        : [`It went off ${times} more since people were told last; they are told once an hour.`]),
    ],
    nextSteps: [],
    key: `alarm#${plain(breach.name)}`,
  };
}

function meaning({ rollout, inFlight, role }: AlarmNoticeInput): string {
  if (rollout === undefined) return 'No rollout is under way.';
  const under = `Rollout ${rollout} is under way`;
  // Whatever the alarm's role is, there is nothing left that it could stop.
  if (inFlight?.at === 'shifted-back') return `${under}: ${inFlight.doing}`;
  switch (role) {
    case 'notify':
      return `${under} and goes on: this alarm only tells.`;
    case 'hold':
      return `${under}: ${holdMeaning(inFlight)}`;
    case 'rollback':
      return `${under}: ${rollbackMeaning(inFlight)}`;
    default:
      return role satisfies never;
  }
}

type OnItsWay = Exclude<InFlight, { at: 'shifted-back' }>;

function holdMeaning(inFlight: OnItsWay | undefined): string {
  switch (inFlight?.at) {
    case 'before':
      return 'it has not begun to shift; if the alarm is still on then, people are asked whether it goes on.';
    case 'back':
      return 'it goes back to the config from before already.';
    case 'after':
      return inFlight.soaks
        ? 'all traffic is on it, and people are asked whether it stays.'
        : 'all traffic is on it, and no gate asks about this alarm any more.';
    case 'shift':
    case undefined:
      return 'this alarm asks people whether it goes on, as the manifest says.';
    default:
      return inFlight satisfies never;
  }
}

const afterGates = ({ nothingBefore }: Extract<InFlight, { at: 'after' }>): string =>
  nothingBefore
    ? 'it is told as FAILED, as there is nothing to go back to.'
    : `the endpoint goes back by ${byUpdate}.`;

function rollbackMeaning(inFlight: OnItsWay | undefined): string {
  switch (inFlight?.at) {
    case 'before':
      return inFlight.refused
        ? 'it has not begun to shift, and is refused if the alarm is still on then.'
        : 'it has not begun to shift, and goes on without the alarms that are on then.';
    case 'back':
      return 'it goes back to the config from before already.';
    case 'after':
      return inFlight.soaks
        ? `all traffic is on it, and its soak ends: ${afterGates(inFlight)}`
        : `all traffic is on it; if the alarm is still on when its gates are over, ${afterGates(inFlight)}`;
    case 'shift':
    case undefined:
      return (
        (inFlight?.at === 'shift' ? inFlight.doing : undefined) ??
        'in a bake, SageMaker now shifts all traffic back.'
      );
    default:
      return inFlight satisfies never;
  }
}
