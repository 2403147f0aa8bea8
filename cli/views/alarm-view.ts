import { publicationLagSeconds } from '../../core/alarms/tripping.ts';
import type { AlarmReading } from '../../core/cloudwatch/alarm-reading.ts';
import { alarmLabel, alarmText } from '../../core/cloudwatch/alarm-text.ts';
import type { Measured } from '../../core/cloudwatch/measured.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';

/** An alarm of a rollout, as `status`, `watch` and the panel tell it. */
export interface AlarmView {
  readonly name: string;
  /** CloudWatch's; `missing` where there is no such alarm. */
  readonly state: string;
  /** What people call it: one of ours by what it measures. */
  readonly label: string;
  /** `latency-p99 1.43 s, limit 800 ms` */
  readonly text: string;
  /** In the unit of `measured`; of the period that began at `valueAt`. */
  readonly value?: number;
  readonly valueAt?: Instant;
  readonly threshold?: number;
  readonly measured?: Measured;
}

/** Of the plan's alarms, each as it was found at `now` (epoch ms). */
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
 * `7m ago`, of a value whose period began so long ago that a newer one should be there: of one minute that is after
 * 3m (it lasts 1m, the next one too, and 1m passes until CloudWatch has that).
 */
function ageText(ms: number, measured: Measured | undefined): string | undefined {
  const newest = 2 * (measured?.perSeconds ?? 60) + publicationLagSeconds;
  const seconds = Math.floor(ms / 1000);
  return seconds <= newest ? undefined : `${formatDuration(seconds - (seconds % 60))} ago`;
}
