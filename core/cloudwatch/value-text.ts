import { formatDuration } from '../values/duration.ts';

/** Four digits are enough for comparison: 0.0123456 is 0.01235, 1234.5 is 1235 (1,234.5 to four digits). */
export const figure = (value: number, digits = 4): string => `${Number(value.toPrecision(digits))}`;

/** The unit of what comparisons measure: CloudWatch has no exponential, and so it has the logarithm. */
export const evidenceUnit = 'Powers of ten of evidence';
/** More evidence than this says no more. */
const mostEvidence = 6;

/**
 * A value with its unit, for people: 1430000 Microseconds are `1.43 s`, 0.5 Percent are `0.5 %`, and 2
 * powers of ten of evidence are `100`: as a judge has it, which decides at 1 / `falseAlarms`.
 *
 * @param unit as CloudWatch names it, or `evidenceUnit`; a count or a value without a unit becomes a plain number
 */
export function valueText(value: number, unit: string | undefined, digits = 4): string {
  switch (unit) {
    case 'Microseconds':
      return timeText(value, digits);
    case 'Milliseconds':
      return timeText(value * 1000, digits);
    case 'Seconds':
      return timeText(value * 1_000_000, digits);
    case 'Percent':
      return `${figure(value, digits)} %`;
    case evidenceUnit:
      return value > mostEvidence ? 'more than a million' : figure(10 ** value, digits);
    case undefined:
    case 'None':
    case 'Count':
      return figure(value, digits);
    default:
      // Bytes, Kilobits/Second …: keep CloudWatch's own word.
      return `${figure(value, digits)} ${unit}`;
  }
}

/** 500 µs, 800 ms, 1.43 s, 5m: in the largest unit that gives at least 1. */
function timeText(microseconds: number, digits: number): string {
  const size = Math.abs(microseconds);
  if (size < 1000) return `${figure(microseconds, digits)} µs`;
  if (size < 1_000_000) return `${figure(microseconds / 1000, digits)} ms`;
  const seconds = microseconds / 1_000_000;
  return Number.isInteger(seconds) && seconds >= 120
    ? formatDuration(seconds)
    : `${figure(seconds, digits)} s`;
}

/**
 * A value and its limit, with as many digits as needed to tell them apart: 1.00004 % against a limit of 1 %
 * is `1.00004 %`, not `1 %`.
 */
export function againstLimit(
  value: number,
  limit: number,
  unit: string | undefined,
): [value: string, limit: string] {
  const limitText = valueText(limit, unit);
  for (let digits = 4; digits <= 15; digits += 1) {
    const text = valueText(value, unit, digits);
    if (value === limit || text !== limitText) return [text, limitText];
  }
  return [`${value}`, `${limit}`];
}
