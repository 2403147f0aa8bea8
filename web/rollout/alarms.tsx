import { numbersOf } from '../../core/cloudwatch/alarm-text.ts';
import type { AlarmFact } from '../../core/recording/facts.ts';
import { sparkHeight, sparkOf } from '../model/spark.ts';
import { nearText } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { Curtain } from '../parts/curtain.tsx';
import { ToneIcon } from '../parts/tone.tsx';
import { useDerived } from '../parts/use-derived.ts';
import { chartsSpan, restedAt, restedFrame } from '../state/moment.ts';
import { facts, recording } from '../state/rollout.ts';

const roles = { rollback: 'rolls back', hold: 'asks people', notify: 'only tells' };

/** What watched it. */
export function Alarms() {
  const known = facts.value;
  if (known === undefined) return null;
  return (
    <Card title="Alarms" name="alarms">
      {known.alarms.length === 0 ? (
        <p class="empty">
          {known.alarmTexts.length === 0 ? 'No alarm watched it.' : known.alarmTexts.join('; ')}
        </p>
      ) : (
        <ul class="alarms">
          {known.alarms.map((alarm) => (
            <Alarm key={alarm.name} alarm={alarm} />
          ))}
        </ul>
      )}
    </Card>
  );
}

const stateWords = { OK: 'OK', ALARM: 'on', INSUFFICIENT_DATA: 'no data', unknown: 'not read' };

function Alarm({ alarm }: { readonly alarm: AlarmFact }) {
  const { name, measured, threshold } = alarm;
  const now = useDerived(() => restedFrame.value?.alarms.find((one) => one.name === name), [name]);
  const look = useDerived(() => `alarm ${now.value?.state === 'ALARM' ? 'is-bad is-on' : 'is-plain'}`, [now]);
  const state = useDerived(() => stateWords[now.value?.state ?? 'unknown'], [now]);
  const numbers = useDerived(
    () => numbersOf({ name, measured, threshold, value: now.value?.value }),
    [now, name, measured, threshold],
  );
  const value = useDerived(() => numbers.value.value ?? 'no value', [numbers]);
  const limit = useDerived(() => numbers.value.limit ?? '', [numbers]);
  const at = useDerived(
    () => (now.value?.valueAt === undefined ? '' : `at ${nearText(now.value.valueAt, restedAt.value)}`),
    [now],
  );
  return (
    <li class={look}>
      <span class="alarm-name">
        <ToneIcon tone="bad" />
        <span>
          {alarm.url === undefined ? <b>{alarm.label}</b> : <a href={alarm.url}>{alarm.label}</a>}{' '}
          <span class="note">{roles[alarm.on]}</span>
        </span>
      </span>
      <span class="alarm-state">{state}</span>
      <span class="alarm-value">
        <b>{value}</b> <span class="note">{limit}</span> <span class="note">{at}</span>
      </span>
      <Spark alarm={alarm} />
    </li>
  );
}

/** What it measured, over the charts' span. */
function Spark({ alarm: { name, threshold } }: { readonly alarm: AlarmFact }) {
  const span = chartsSpan.value;
  const values = recording.value?.alarms.find((states) => states.name === name)?.values ?? [];
  if (span === undefined || values.length === 0) return <span class="spark" />;
  const { path, limit } = sparkOf(values, span, threshold);
  return (
    <span class="spark">
      <svg aria-hidden="true" viewBox={`0 0 100 ${sparkHeight}`} preserveAspectRatio="none">
        {limit !== undefined && <path class="spark-limit" d={`M0 ${limit.toFixed(1)}H100`} />}
        <path class="spark-line" d={path} />
      </svg>
      <Curtain line="charts" />
    </span>
  );
}
