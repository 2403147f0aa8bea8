import { publicationLagSeconds } from '../../core/alarms/tripping.ts';
import type { AlarmReading } from '../../core/cloudwatch/alarm-reading.ts';
import { alarmLabel, alarmText } from '../../core/cloudwatch/alarm-text.ts';
import type { Measured } from '../../core/cloudwatch/measured.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';

/** An alarm of a rollout, as `status`, `watch` and the panel show it. */
export interface AlarmView {
  readonly name: string;
  /** CloudWatch's state; `missing` if there is no such alarm. */
  readonly state: string;
  /** The name for people; a managed alarm is called by what it measures. */
  readonly label: string;
  /** `latency-p99 1.43 s, limit 800 ms` */
  readonly text: string;
  /** In the unit of `measured`, for the period that began at `valueAt`. */
  readonly value?: number;
  readonly valueAt?: Instant;
  readonly threshold?: number;
  readonly measured?: Measured;
}

/** The plan's alarms, each as it was found at `now` (epoch ms). */
export function alarmsOf(
  { plan }: Pick<RolloutRecord, 'plan'>,
  found: readonly AlarmReading[],
  now: number,
): AlarmView[] {
  const names = plan?.alarms.map(({ name }) => name) ?? found.map(({ name }) => name);
  return names.map((name) => {
    const reading = found.find((alarm) => alarm.name === name);
    const measured = plan?.alarms.find((alarm) => alarm.name === name)?.measured ?? reading?.measured;
    const { value, valueAt, threshold } = reading ?? {};
    const age = valueAt === undefined ? undefined : ageText(now - valueAt, measured);
    const numbers = {
      ...(value !== undefined && { value }),
      ...(valueAt !== undefined && { valueAt: instantAt(valueAt) }),
      ...(threshold !== undefined && { threshold }),
      ...(measured && { measured }),
    };
    return {
      name,
      state: reading?.state ?? 'missing',
      label: alarmLabel({ name, measured }),
      text: alarmText({ name, ...numbers }, age === undefined ? {} : { age }),
      ...numbers,
    };
  });
}

/**
 * `7m ago`, for a value that is so old that a newer one should exist. For a period of one minute that is
 * after 3m: the period lasts 1m, the next one lasts 1m, and CloudWatch takes 1m to have it.
 */
function ageText(ms: number, measured: Measured | undefined): string | undefined {
  const newest = 2 * (measured?.perSeconds ?? 60) + publicationLagSeconds;
  const seconds = Math.floor(ms / 1000);
  return seconds <= newest ? undefined : `${formatDuration(seconds - (seconds % 60))} ago`;
}
