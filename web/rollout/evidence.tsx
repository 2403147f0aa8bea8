import { computed } from '@preact/signals';
import { numbersOf } from '../../core/cloudwatch/alarm-text.ts';
import type { AlarmFact } from '../../core/recording/facts.ts';
import { nothingJudged } from '../model/judged.ts';
import { decidesIn, newestFinding } from '../model/narrowing.ts';
import { spanText } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { ToneIcon } from '../parts/tone.tsx';
import { useDerived } from '../parts/use-derived.ts';
import { frame, isNewest } from '../state/moment.ts';
import { facts, page } from '../state/rollout.ts';
import { Narrowing } from './narrowing.tsx';

const evidence = computed(() => frame.value?.evidence);
const watched = computed(() => frame.value?.alarms.length ?? 0);
/** Values change with every minute, but which alarms are on seldom does: the list is drawn anew only then. */
const namesOn = computed(() =>
  (frame.value?.alarms ?? [])
    .filter(({ state }) => state === 'ALARM')
    .map(({ name }) => name)
    .join('\n'),
);
const decides = computed(() => {
  const finding = frame.value === undefined ? undefined : newestFinding(frame.value);
  // After the end nothing is decided any more.
  const left = finding === undefined || frame.value?.outcome != null ? undefined : decidesIn(finding);
  return left === undefined ? '' : `Decides in about ${spanText(left)} at this traffic.`;
});

/** By what it is judged: what comparisons have found, and which alarms are on. */
export function Evidence() {
  const lines = evidence.value ?? [];
  const known = new Map(facts.value?.alarms.map((alarm) => [alarm.name, alarm]));
  // What is said to have gone off need not be said to be on as well.
  const on = (namesOn.value === '' ? [] : namesOn.value.split('\n')).filter(
    (name) => !lines.some((line) => line.includes(known.get(name)?.label ?? name)),
  );
  return (
    <Card title="Evidence" name="evidence" note={<AlarmCount />}>
      <JudgeOff />
      <ul class="signed-lines">
        {on.map((name) => (
          <li key={name} class="is-bad">
            <ToneIcon tone="bad" />
            <AlarmOn alarm={known.get(name)} name={name} />
          </li>
        ))}
        {lines.map((line) => {
          const tone = /^Went off|\bFAIL\b/.test(line) ? 'bad' : /\bPASS\b/.test(line) ? 'good' : 'plain';
          return (
            <li key={line} class={`is-${tone}`}>
              <ToneIcon tone={tone} />
              <span>{line}</span>
            </li>
          );
        })}
        {lines.length === 0 && on.length === 0 && <li class="empty">{nothingFound}</li>}
      </ul>
      <Narrowing />
      <p class="decides">{decides}</p>
    </Card>
  );
}

/** Whoever looks for a judge's findings must know that none will come. It is so now: at an instant of the past nobody knows. */
function JudgeOff() {
  const since = page.value?.judgeOff ?? null;
  if (since === null || !isNewest.value || facts.value?.endedAt !== null) return null;
  return (
    <p class="judge-off">
      <ToneIcon tone="asks" /> Nothing is compared: judging is switched off {since}
    </p>
  );
}

interface AlarmOnProps {
  readonly name: string;
  readonly alarm: AlarmFact | undefined;
}

function AlarmOn({ name, alarm }: AlarmOnProps) {
  const numbers = useDerived(() => {
    const value = frame.value?.alarms.find((one) => one.name === name)?.value;
    const texts = numbersOf({ name, value, measured: alarm?.measured, threshold: alarm?.threshold });
    const known = [texts.value, texts.limit].filter((text) => text !== undefined);
    return known.length === 0 ? '' : `: ${known.join(', ')}`;
  }, [name, alarm]);
  return (
    <span>
      Alarm <b>{alarm?.label ?? name}</b> is on{numbers}
    </span>
  );
}

/** Whose state nobody has read, that alarm may be on. */
const nothingFound = computed(() => {
  if (facts.value === undefined) return '';
  const judged = nothingJudged(facts.value, frame.value?.outcome != null);
  return (frame.value?.alarms ?? []).some(({ state }) => state === 'unknown')
    ? `Not every alarm was read at this instant, and ${judged}.`
    : `No alarm is on, and ${judged}.`;
});

const alarmWords = computed(() => {
  const on = namesOn.value === '' ? 0 : namesOn.value.split('\n').length;
  const { value: all } = watched;
  const unread = (frame.value?.alarms ?? []).filter(({ state }) => state === 'unknown').length;
  if (on > 0) return `${on} of ${all} alarms on`;
  if (unread > 0) return unread === all ? `${all} alarms, not read` : `${unread} of ${all} alarms not read`;
  return all === 1 ? '1 alarm, not on' : `${all} alarms, none on`;
});

const AlarmCount = () =>
  watched.value === 0 ? (
    <span>no alarms</span>
  ) : (
    <a href="#title-alarms" class="quiet-link">
      {alarmWords}
    </a>
  );
