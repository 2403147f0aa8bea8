import { formatDuration } from '../values/duration.ts';
import type { Measured } from './measured.ts';
import { againstLimit, valueText } from './value-text.ts';

/** An alarm with as much as is known of it. */
export interface AlarmNumbers {
  readonly name: string;
  readonly measured?: Measured | undefined;
  readonly value?: number | undefined;
  readonly threshold?: number | undefined;
}

/** What people call it: one of ours by what it measures, any other by its name. */
export const alarmLabel = ({ name, measured }: Pick<AlarmNumbers, 'name' | 'measured'>): string =>
  measured?.ours ? measured.what : name;

/** Stands for the value where a limit is known and a value is not. */
export const noValue = 'no value';

/** `1.43 s` and `limit 800 ms`; `lower limit 5` where it must not be below. Of what is not known there is none. */
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
 * `latency-p99 1.43 s, limit 800 ms`; of one that has a name of its own `iris-5xx (Invocation5XXErrors 9/min, limit
 * 1/min)`.
 *
 * @param age said after the value: `6m ago`
 * @param more said after the numbers
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
  // A composite alarm has neither: nothing is missing.
  const numbers = value === undefined && limit === undefined ? [] : [known, limit ?? []].flat();
  const facts = [...numbers, ...more].join(', ');
  if (ours && facts === '') return what;
  const named = what === '' || numbers.length === 0 ? '' : `${what}${value === undefined ? ':' : ''} `;
  if (ours) return `${named || `${what}: `}${facts}`;
  return facts === '' ? name : `${name} (${named}${facts})`;
}

/**
 * What an alarm is set to: `latency-p99 above 800 ms`, `iris-5xx (Invocation5XXErrors above 1/min)`, or its name.
 *
 * @param more said in brackets after it
 */
export function alarmRule({ name, measured, threshold }: AlarmNumbers, more = ''): string {
  const alone = more === '' ? '' : ` (${more})`;
  if (measured === undefined || threshold === undefined) return `${alarmLabel({ name, measured })}${alone}`;
  const { what, unit, below, orEqual, ours } = measured;
  const compared = `${orEqual ? 'at or ' : ''}${below ? 'below' : 'above'}`;
  const rule = `${what} ${compared} ${valueText(threshold, unit)}${countedOver(measured)}`;
  return ours ? `${rule}${alone}` : `${name} (${[rule, more].filter(Boolean).join('; ')})`;
}

/** `/min`, ` in 5m`: the time over which it is counted, where it is a count. */
export function countedOver(measured: Pick<Measured, 'perSeconds'> | undefined): string {
  const seconds = measured?.perSeconds;
  if (seconds === undefined) return '';
  return seconds === 60 ? '/min' : ` in ${formatDuration(seconds)}`;
}
