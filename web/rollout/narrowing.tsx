import { computed } from '@preact/signals';
import { indexAt } from '../model/frames.ts';
import { type Certainty, certainties, newestFinding } from '../model/narrowing.ts';
import { Curtain } from '../parts/curtain.tsx';
import { chartsSpan, figuresAt, frame } from '../state/moment.ts';
import { recording } from '../state/rollout.ts';

/** The axis is logarithmic: a tenth as often, as often, a hundred times as often. */
const [lowest, highest] = [0.1, 100];
const height = 40;
const y = (ratio: number): string => {
  const within = Math.min(highest, Math.max(lowest, ratio));
  return (height - (Math.log(within / lowest) / Math.log(highest / lowest)) * height).toFixed(1);
};

const found = computed(() => (recording.value === undefined ? [] : certainties(recording.value)));
const ends = computed(() => found.value.map(({ at }) => at));
/** What is sure at the shown instant; undefined if nothing is. */
const bounds = computed(() => {
  const { value } = ends;
  const certainty =
    value.length === 0 || figuresAt.value < (value[0] ?? 0)
      ? undefined
      : found.value[indexAt(value, figuresAt.value)];
  return certainty === undefined ? undefined : boundsText(certainty);
});
const isUnknown = computed(() => bounds.value === undefined);
const words = computed(() => `Green fails ${bounds.value ?? ''} as often as blue, 99 % sure.`);
/** A judge of the same has said it, with its bounds. */
const isSaid = computed(() => frame.value !== undefined && newestFinding(frame.value)?.compare === '5xx');

/** Undefined if nothing is known. */
function boundsText({ least, most }: Certainty): string | undefined {
  const times = (ratio: number) => `${Number(ratio.toPrecision(2))}×`;
  if (least === 0) return Number.isFinite(most) ? `at most ${times(most)}` : undefined;
  return Number.isFinite(most) ? `${times(least)} to ${times(most)}` : `at least ${times(least)}`;
}

/** How sure one was, and when: within which bounds green fails so many times as often as blue. */
export function Narrowing() {
  const points = found.value;
  const span = chartsSpan.value;
  if (points.length < 2 || span === undefined) return null;
  const x = (at: number) => (((at - span.from) / (span.to - span.from)) * 100).toFixed(2);
  const line = (all: readonly Certainty[], of: (one: Certainty) => number) =>
    all.map((one) => `${x(one.at)} ${y(of(one))}`);
  const band = [...line(points, ({ most }) => most), ...line(points, ({ least }) => least).reverse()];
  const guessed = points.filter(({ value }) => value !== undefined);
  return (
    <figure class="narrowing" hidden={isUnknown}>
      <figcaption hidden={isSaid}>{words}</figcaption>
      <div class="narrowing-area">
        <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden="true">
          <path class="interval" d={`M${band.join('L')}Z`} />
          {guessed.length > 0 && (
            <path class="estimate" d={`M${line(guessed, ({ value = 1 }) => value).join('L')}`} />
          )}
          <path class="equal" d={`M0 ${y(1)}H100`} />
        </svg>
        <Curtain line="charts" />
      </div>
      <div class="narrowing-scale" aria-hidden="true">
        <span>100×</span>
        <span>1×</span>
        <span>0.1×</span>
      </div>
    </figure>
  );
}
