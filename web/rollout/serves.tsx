import { computed } from '@preact/signals';
import type { Frame } from '../../core/recording/frame.ts';
import { isGreen } from '../model/fleets.ts';
import { clockText, msOf, spanText } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { FleetMark } from '../parts/fleet-mark.tsx';
import { figuresAt, frame, isUnderWay } from '../state/moment.ts';
import { facts } from '../state/rollout.ts';

const fleets = computed(() => frame.value?.fleets ?? []);
const doing = computed(() => {
  const { value } = frame;
  if (value === undefined || value.doing === '') return '';
  if (value.bakeUntil === null) return value.doing;
  const left = msOf(value.bakeUntil) - figuresAt.value;
  return left > 0 ? `${value.doing}: ${spanText(left)} left` : value.doing;
});
/** Before the shift, what served before does so still, though nobody looks. */
const untouched = computed(() => {
  const { value } = frame;
  const before: readonly Frame['phase'][] = [
    'resolving',
    'queued',
    'admitted',
    'waiting-for-endpoint',
    'gates-before',
    'prepared',
  ];
  return facts.value?.before != null && value !== undefined && before.includes(value.phase);
});
/** It ended without a shift: what served before it did so still when it ended. */
const neverShifted = computed(
  () =>
    frame.value?.phase === 'concluded' &&
    facts.value?.before != null &&
    facts.value.phases.shifting === undefined,
);
const seen = computed(() => {
  const at = frame.value?.seenAt;
  if (at == null) return 'nobody has looked yet';
  const age = figuresAt.value - msOf(at);
  return isUnderWay.value ? `seen ${spanText(age)} before` : `seen ${clockText(msOf(at))}`;
});

/** Which fleet serves. */
export function Serves() {
  const { value } = facts;
  if (value === undefined) return null;
  const known = fleets.value;
  return (
    <Card title="What serves" name="serves" note={<span>{seen}</span>}>
      {known.length === 0 ? (
        <p>
          {untouched.value ? (
            <>
              <b>{value.before}</b> serves: nothing has been shifted.
            </>
          ) : neverShifted.value ? (
            <>
              Nothing was shifted: <b>{value.before}</b> served when it ended.
            </>
          ) : (
            'Nothing was seen of the fleets at this instant.'
          )}
        </p>
      ) : (
        <ul class="fleets">
          {known.map((fleet) => (
            <FleetLine
              key={`${fleet.name} ${fleet.config}`}
              fleet={fleet}
              green={isGreen(fleet, value.configs)}
              version={isGreen(fleet, value.configs) ? value.version : (value.before ?? 'nothing')}
            />
          ))}
        </ul>
      )}
      <p class="doing">{doing}</p>
    </Card>
  );
}

interface FleetLineProps {
  readonly fleet: Frame['fleets'][number];
  readonly green: boolean;
  readonly version: string;
}

/** More instances than this are shown as a bar alone. */
const mostBoxes = 24;

function FleetLine({ fleet, green, version }: FleetLineProps) {
  const { name, config, trafficPercent, instances, size, note } = fleet;
  const mark = green ? 'green' : 'blue';
  return (
    <li class={`fleet is-${mark}`} title={`endpoint config ${config}`}>
      <span class="fleet-name">
        <FleetMark fleet={mark} />
        {name} <b>{version}</b>
      </span>
      <span class="fleet-percent">{trafficPercent} %</span>
      <span class="fleet-instances">
        <span class="boxes" aria-hidden="true">
          {size <= mostBoxes ? (
            Array.from({ length: size }, (_, n) => <i key={n} class={n < instances ? 'box is-on' : 'box'} />)
          ) : (
            <i class="boxes-bar">
              <i style={{ width: `${(100 * instances) / size}%` }} />
            </i>
          )}
        </span>
        {instances} of {size} serving{note === undefined ? '' : `, ${note}`}
      </span>
    </li>
  );
}
