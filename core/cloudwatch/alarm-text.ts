import { formatDuration } from '../values/duration.ts';
import type { Measured } from './measured.ts';
import { againstLimit, valueText } from './value-text.ts';

/** An alarm with the numbers known about it. */
export interface AlarmNumbers {
  readonly name: string;
  readonly measured?: Measured | undefined;
  readonly value?: number | undefined;
  readonly threshold?: number | undefined;
}

/** The name for people: our own alarms are called by what they measure, others by their name. */
export const alarmLabel = ({ name, measured }: Pick<AlarmNumbers, 'name' | 'measured'>): string =>
  measured?.ours ? measured.what : name;

/** Shown as the value if the limit is known and the value is not. */
export const noValue = 'no value';

/**
 * `1.43 s` and `limit 800 ms`, or `lower limit 5` for an alarm on low values. Unknown numbers are left out.
 */
export function numbersOf({ measured, value, threshold }: AlarmNumbers): {
  readonly value?: string;
  readonly limit?: string;
} {
  const unit = measured?.unit;
  const per = countedOver(measured);
  if (threshold === undefined) return value === undefined ? {} : { value: `${valueText(value, unit)}${per}` };
  const [against, bound] =
    value === undefined ? [undefined, valueText(threshold, unit)] : againstLimit(value, threshold, unit);
  const limit = `${measured?.below ? 'lower limit' : 'limit'} ${bound}${per}`;
  return against === undefined ? { limit } : { value: `${against}${per}`, limit };
}

/**
 * `latency-p99 1.43 s, limit 800 ms` for our own alarms; `iris-5xx (Invocation5XXErrors 9/min, limit 1/min)`
 * for others.
 *
 * @param age added after the value: `6m ago`
 * @param more added after the numbers
 */
export function alarmText(
  alarm: AlarmNumbers,
  { age, more = [] }: { readonly age?: string; readonly more?: readonly string[] } = {},
): string {
  const { name, measured } = alarm;
  const { value, limit } = numbersOf(alarm);
  const ours = measured?.ours === true;
  const what = ours ? measured.what : (measured?.what ?? (value === undefined ? '' : 'value'));
  const known = value === undefined ? noValue : age === undefined ? value : `${value}, ${age}`;
  // A composite alarm has neither number, and none is missing.
  const numbers = value === undefined && limit === undefined ? [] : [known, limit ?? []].flat();
  const facts = [...numbers, ...more].join(', ');
  if (ours && facts === '') return what;
  const named = what === '' || numbers.length === 0 ? '' : `${what}${value === undefined ? ':' : ''} `;
  if (ours) return `${named || `${what}: `}${facts}`;
  return facts === '' ? name : `${name} (${named}${facts})`;
}

/**
 * The rule of an alarm: `latency-p99 above 800 ms`, `iris-5xx (Invocation5XXErrors above 1/min)`, or its
 * name.
 *
 * @param more added after it in brackets
 */
export function alarmRule({ name, measured, threshold }: AlarmNumbers, more = ''): string {
  const alone = more === '' ? '' : ` (${more})`;
  if (measured === undefined || threshold === undefined) return `${alarmLabel({ name, measured })}${alone}`;
  const { what, unit, below, orEqual, ours } = measured;
  const compared = `${orEqual ? 'at or ' : ''}${below ? 'below' : 'above'}`;
  const rule = `${what} ${compared} ${valueText(threshold, unit)}${countedOver(measured)}`;
  return ours ? `${rule}${alone}` : `${name} (${[rule, more].filter(Boolean).join('; ')})`;
}

/** `/min`, ` in 5m`: the period of a count; empty for other values. */
export function countedOver(measured: Pick<Measured, 'perSeconds'> | undefined): string {
  const seconds = measured?.perSeconds;
  if (seconds === undefined) return '';
  return seconds === 60 ? '/min' : ` in ${formatDuration(seconds)}`;
}
