import { figure } from '../cloudwatch/value-text.ts';
import { html } from '../pages/page.ts';
import type { AlarmStates } from '../recording/recording.ts';
import { epochMsOf } from '../values/instant.ts';

interface Drawn {
  readonly label: string;
  readonly values: AlarmStates['values'];
  readonly states: AlarmStates['states'];
  readonly threshold: number | undefined;
  /** Whether it goes off below its limit. */
  readonly below: boolean | undefined;
}

const width = 180;
const height = 34;
const edge = 3;
/** A small line shows no more. */
const mostPoints = 120;

/** What an alarm measured, as a small line: with its limit, and shaded while it was on. */
export function sparkline({ label, values, states, threshold, below }: Drawn): string {
  const [from, to] = [values[0]?.at ?? 0, values.at(-1)?.at ?? 0];
  const all = [...values.map(({ value }) => value), ...(threshold === undefined ? [] : [threshold])];
  const [least, most] = [Math.min(0, ...all), Math.max(...all)];
  const x = (at: number) =>
    (
      edge +
      ((Math.min(Math.max(at, from), to) - from) / Math.max(1, to - from)) * (width - 2 * edge)
    ).toFixed(1);
  const y = (value: number) =>
    (height - edge - ((value - least) / (most - least || 1)) * (height - 2 * edge)).toFixed(1);
  const shaded = states.flatMap(({ at, state }, n) => {
    if (state !== 'ALARM') return [];
    const [on, off] = [x(epochMsOf(at)), x(states[n + 1] ? epochMsOf(states[n + 1]?.at ?? at) : to)];
    const wide = Math.max(1, Number(off) - Number(on)).toFixed(1);
    return `<rect class="on" x="${on}" y="0" width="${wide}" height="${height}"/>`;
  });
  const limit =
    threshold === undefined
      ? ''
      : `<line class="limit" x1="0" x2="${width}" y1="${y(threshold)}" y2="${y(threshold)}"/>`;
  const points = thinned(values, below === true).map(
    ({ at, value }, n) => `${n === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`,
  );
  const [lowest, highest] = [
    Math.min(...values.map(({ value }) => value)),
    Math.max(...values.map(({ value }) => value)),
  ];
  const words = `${label}: from ${figure(lowest)} to ${figure(highest)}${threshold === undefined ? '' : `, limit ${figure(threshold)}`}`;
  return `<svg class="spark" viewBox="0 0 ${width} ${height}" role="img" aria-label="${html(words)}">${shaded.join('')}${limit}<path class="value" d="${points.join('')}"/></svg>`;
}

/** Of neighbours, the worst: a short peak is what the alarm is about. */
function thinned(values: Drawn['values'], below: boolean): Drawn['values'] {
  const each = Math.ceil(values.length / mostPoints);
  if (each <= 1) return values;
  return Array.from({ length: Math.ceil(values.length / each) }, (_, n) =>
    values
      .slice(n * each, (n + 1) * each)
      .reduce((worst, one) => ((below ? one.value < worst.value : one.value > worst.value) ? one : worst)),
  );
}
