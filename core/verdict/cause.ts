import { type Breach, describeBreach } from '../cloudwatch/breach.ts';
import { epochMsOf } from '../values/instant.ts';
import type { Stop } from './stop.ts';

/** What speaks against a release: alarms that went off, and the person or gate that stopped it. */
interface Against {
  readonly breaches: readonly Breach[];
  readonly stop?: Stop | undefined;
}

interface Rollback extends Against {
  /** AWS's FailureReason, if there is one. */
  readonly failureReason?: string | undefined;
}

/**
 * What made SageMaker shift back: the first cause that SageMaker looked at. A stop works through the abort
 * switch, which is an alarm like the others. So a stop written while SageMaker was already going back is not
 * the cause. `aws`: neither alarm nor stop.
 *
 * Breach 15:05:05 in a bake, stop 15:05:25: `alarm`. Stop 15:05:05, breach 15:05:25: `stop`.
 */
export function rollbackCause(rollback: Rollback): 'stop' | 'alarm' | 'aws' {
  const { stop, breaches, failureReason } = rollback;
  if (stop !== undefined) {
    if (effectiveBefore(stop, breaches).length > 0) return 'alarm';
    return stop.goingBack ? 'aws' : 'stop';
  }
  // Outside a bake an alarm has no effect by itself. So if AWS gives a reason, that is the cause.
  const looked = breaches.some(({ watched }) => watched !== false);
  return looked || (breaches.length > 0 && failureReason === undefined) ? 'alarm' : 'aws';
}

/** Why SageMaker itself shifted back: the cause, then everything else in order of time. */
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
 * Why a live release should not stay. Greenlight takes it back for an alarm as well as for a stop, so the
 * first one is the cause. A gate's finding names its alarms itself.
 *
 * @param alarmsText words the alarms if they came first
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

/** Who stopped it and why, as the cause. */
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

/** The same for a stop that came after something else had ended the rollout. */
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

/**
 * The alarms that SageMaker acted on before the stop was written. If it was seen going back already, it had
 * looked at them.
 */
const effectiveBefore = (stop: Stop, breaches: readonly Breach[]): Breach[] =>
  breaches.filter((breach) => isBefore(breach, stop) && (stop.goingBack || breach.watched !== false));

const isBefore = (breach: Breach, stop: Stop): boolean => epochMsOf(breach.at) < epochMsOf(stop.at);

/** `Alarm iris-5xx (…) went off meanwhile.`; empty if there is none. */
export const alarmsToo = (breaches: readonly Breach[], what: string): string =>
  breaches.length === 0 ? '' : `Alarm ${named(breaches)} ${what}.`;

const named = (breaches: readonly Breach[]): string => breaches.map(describeBreach).join(', ');

const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** Adds a full stop if the text has no end mark. */
export const endStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
