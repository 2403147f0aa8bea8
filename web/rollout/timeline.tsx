import { useComputed } from '@preact/signals';
import { knownUntil } from '../model/span.ts';
import { clockText, spanText } from '../model/time.ts';
import { actualSegments, plannedSegments, type Segment } from '../model/timeline.ts';
import { Curtain } from '../parts/curtain.tsx';
import { useDerived } from '../parts/use-derived.ts';
import { figuresAt, goTo, isPlanShown, scale } from '../state/moment.ts';
import { facts, recording } from '../state/rollout.ts';

/** The phases as they were, over those that were planned. */
export function Timeline() {
  const actual = useComputed(() => {
    const { value } = recording;
    return value === undefined ? [] : actualSegments(value, knownUntil(value));
  });
  const planned = useComputed(() => (facts.value === undefined ? [] : plannedSegments(facts.value)));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the slider does the same with keys
    <section
      class="timeline"
      aria-label="Timeline"
      onClick={({ clientX, currentTarget }) => {
        const { left, width } = currentTarget.getBoundingClientRect();
        goTo(scale.value.msAt((clientX - left) / width));
      }}
    >
      <Row name="as it was" segments={actual.value} />
      {isPlanShown.value && planned.value.length > 0 && (
        <Row name="as planned" segments={planned.value} isPlan />
      )}
    </section>
  );
}

interface RowProps {
  readonly name: string;
  readonly segments: readonly Segment[];
  readonly isPlan?: boolean;
}

function Row({ name, segments, isPlan = false }: RowProps) {
  const { placeOf, from: begins, to: ends } = scale.value;
  const shown = segments.filter(({ from, to }) => to > begins && from < ends);
  // What has not begun at the shown instant stands behind the curtain, and is not read out either.
  const count = (of: (segment: Segment) => number) =>
    isPlan ? shown.length : shown.filter((segment) => of(segment) <= figuresAt.value).length;
  const begun = useDerived(() => count(({ from }) => from), [segments, isPlan, begins, ends]);
  const over = useDerived(() => count(({ to }) => to), [segments, isPlan, begins, ends]);
  return (
    <div class={`stretch-row ${isPlan ? 'is-plan' : ''}`}>
      <ol aria-label={name}>
        {shown.slice(0, begun.value).map(({ from, to, kind, label, green }, n) => {
          const [left, right] = [placeOf(from), placeOf(to)];
          const words =
            n < over.value
              ? `${label}: ${clockText(from)} to ${clockText(to)}, ${spanText(to - from)}`
              : `${label}: since ${clockText(from)}`;
          return (
            <li
              key={`${from} ${label}`}
              class={`stretch is-${kind}`}
              style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%` }}
              title={words}
            >
              {!isPlan && green !== null && green > 0 && (
                <i class="stretch-green" style={{ height: `${green}%` }} />
              )}
              <span class="stretch-label" aria-hidden="true">
                {label}
              </span>
              <span class="unseen">{words}</span>
            </li>
          );
        })}
      </ol>
      <Curtain line="timeline" sheer={isPlan} />
    </div>
  );
}
