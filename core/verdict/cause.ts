import { type Breach, describeBreach } from '../cloudwatch/breach.ts';
import { epochMsOf } from '../values/instant.ts';
import type { Stop } from './stop.ts';

/** What speaks against a release: alarms that went off, and who wanted it ended. */
interface Against {
  readonly breaches: readonly Breach[];
  readonly stop?: Stop | undefined;
}

interface Rollback extends Against {
  /** AWS's FailureReason, where there is one. */
  readonly failureReason?: string | undefined;
}

/**
 * What made SageMaker shift back: whatever came first and was looked at. A stop works by the abort switch, an alarm
 * like the others, so one that was written when SageMaker was going back already is not the cause. `aws`: neither
 * alarm nor stop.
 *
 * Breach 15:05:05 in a bake, stop 15:05:25: `alarm`. Stop 15:05:05, breach 15:05:25: `stop`.
 */
export function rollbackCause(rollback: Rollback): 'stop' | 'alarm' | 'aws' {
  const { stop, breaches, failureReason } = rollback;
  if (stop !== undefined) {
    if (effectiveBefore(stop, breaches).length > 0) return 'alarm';
    return stop.goingBack ? 'aws' : 'stop';
  }
  // Off a bake an alarm does nothing by itself: if AWS gives a reason, that is it.
  const looked = breaches.some(({ watched }) => watched !== false);
  return looked || (breaches.length > 0 && failureReason === undefined) ? 'alarm' : 'aws';
}

/** Why SageMaker itself shifted back: the cause, and then whatever else there was, in the order in which it came. */
export function rollbackReason(rollback: Rollback): string {
  const { stop, breaches, failureReason } = rollback;
  const cause = rollbackCause(rollback);
  const awsReason = endStop(failureReason ?? 'AWS gave no reason');
  if (stop === undefined) {
    if (cause === 'alarm') return `Alarm ${named(breaches)}.`;
    return sentences(awsReason, alarmsToo(breaches, 'went off meanwhile, in no bake'));
  }
  const effective = cause === 'alarm' ? effectiveBefore(stop, breaches) : [];
  const others = breaches.filter((breach) => !effective.includes(breach));
  const later = alarmsToo(
    others.filter((breach) => !isBefore(breach, stop)),
    'went off after that',
  );
  const earlier = alarmsToo(
    others.filter((breach) => isBefore(breach, stop)),
    'had gone off before, in no bake',
  );
  switch (cause) {
    case 'alarm':
      return sentences(`Alarm ${named(effective)}.`, stoppedAfterwards(stop), earlier, later);
    case 'aws':
      return sentences(awsReason, stoppedAfterwards(stop), earlier, later);
    case 'stop':
      return sentences(stoppedBy(stop), earlier, later);
    default:
      return cause satisfies never;
  }
}

/**
 * Why a release that is live is not to stay: Greenlight takes it back for an alarm as well as for a stop, so the first
 * is the cause. What a gate found names its alarms itself.
 *
 * @param alarmsText tells the alarms where they came first
 */
export function unwantedReason({ breaches, stop }: Against, alarmsText: (alarms: string) => string): string {
  if (stop === undefined) return alarmsText(named(breaches));
  const untold = breaches.filter(({ name }) => stop.kind !== 'gate' || !stop.reason.includes(name));
  if (stop.kind === 'gate') return sentences(stoppedBy(stop), alarmsToo(untold, 'is on, too'));
  const first = untold.filter((breach) => isBefore(breach, stop));
  const later = alarmsToo(
    untold.filter((breach) => !isBefore(breach, stop)),
    'went off after that',
  );
  return first.length > 0
    ? sentences(alarmsText(named(first)), stoppedAfterwards(stop), later)
    : sentences(stoppedBy(stop), later);
}

/** Who wanted it ended, and why: as the cause. */
export function stoppedBy(stop: Stop): string {
  switch (stop.kind) {
    case 'abort':
      return endStop(`Aborted by ${stop.by}: ${stop.reason}`);
    case 'superseded':
      return endStop(`${stop.by} took its place: ${stop.reason}`);
    case 'gate':
      return endStop(`Not passed: ${stop.by}: ${stop.reason}`);
    default:
      return stop.kind satisfies never;
  }
}

/** The same of a stop that came when something else had ended it. */
function stoppedAfterwards(stop: Stop): string {
  switch (stop.kind) {
    case 'abort':
      return endStop(`${stop.by} asked to abort it afterwards: ${stop.reason}`);
    case 'superseded':
      return endStop(`${stop.by} took its place afterwards: ${stop.reason}`);
    case 'gate':
      return endStop(`Not passed afterwards: ${stop.by}: ${stop.reason}`);
    default:
      return stop.kind satisfies never;
  }
}

/** The alarms that SageMaker acted on before the stop was written. Seen going back already, it had looked at them. */
const effectiveBefore = (stop: Stop, breaches: readonly Breach[]): Breach[] =>
  breaches.filter((breach) => isBefore(breach, stop) && (stop.goingBack || breach.watched !== false));

const isBefore = (breach: Breach, stop: Stop): boolean => epochMsOf(breach.at) < epochMsOf(stop.at);

const alarmsToo = (breaches: readonly Breach[], what: string): string =>
  breaches.length === 0 ? '' : `Alarm ${named(breaches)} ${what}.`;

const named = (breaches: readonly Breach[]): string => breaches.map(describeBreach).join(', ');

const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** With a full stop, where it has no end. */
export const endStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
