import { computed, signal } from '@preact/signals';
import { indexAt } from '../model/frames.ts';
import { foldedScale } from '../model/scale.ts';
import { chartSpan, reachOf, timelineSpan } from '../model/span.ts';
import { msOf } from '../model/time.ts';
import { hasBegun } from '../model/timeline.ts';
import { following } from './following.ts';
import { frames, recording } from './rollout.ts';
import { now } from './session.ts';

/** The time machine: the instant that everything on the page of a rollout shows. */

/** The chosen instant, in epoch milliseconds; null shows what is newest. */
export const chosenAt = signal<number | null>(null);

/** What can be reached; for a rollout under way, its end moves. */
export const reach = computed(() => {
  const { value } = recording;
  if (value === undefined) return { from: 0, to: 1 };
  const { from, to } = reachOf(value);
  return { from, to: isUnderWay.value ? Math.max(to, now.value) : to };
});

export const isUnderWay = computed(() => {
  const { value } = recording;
  return value !== undefined && value.source === 'live' && value.facts.endedAt === null;
});

/** The instant that is shown. */
export const shownAt = computed(() => Math.min(chosenAt.value ?? reach.value.to, reach.value.to));

/** Whether the newest is shown, and not some instant before. */
export const isNewest = computed(() => chosenAt.value === null);

/**
 * The instant that figures and texts show. While somebody drags, it follows with every eighth step, some seven times a
 * second, which is as much as can be read; what moves, moves with `shownAt` itself. So dragging costs little more than on an
 * empty page.
 */
export const figuresAt = following(shownAt, 8);
/** The instant of what stands further down. */
export const restedAt = following(shownAt, 24);

const starts = computed(() => frames.value.map(({ at }) => msOf(at)));
const frameIndex = computed(() => indexAt(starts.value, figuresAt.value));
export const frame = computed(() => frames.value[frameIndex.value]);
/** The frame of what stands further down. */
export const restedFrame = computed(() => frames.value[indexAt(starts.value, restedAt.value)]);

/** Whether its end, and whether a stop of it, was known at the shown instant. */
export const hasEnded = computed(() => (restedFrame.value?.outcome ?? null) !== null);
/** Whether the plan of the shift may be shown: nobody knew before the shift when it would begin. */
export const isPlanShown = computed(() => {
  const { value } = recording;
  return value !== undefined && hasBegun(value.facts, figuresAt.value);
});
export const isStopped = computed(() => {
  const stop = recording.value?.facts.stop;
  return stop !== undefined && msOf(stop.at) <= restedAt.value;
});

/** The scale of timeline and slider. */
export const scale = computed(() => {
  const { value } = recording;
  if (value === undefined) return foldedScale(0, undefined, 1);
  const { from, to } = timelineSpan(value);
  const { shifting } = value.facts.phases;
  const until = Math.max(to, reach.value.to);
  return foldedScale(from, shifting === undefined ? undefined : msOf(shifting), until);
});

/** The span of the charts. */
export const chartsSpan = computed(() => {
  const { value } = recording;
  return value === undefined ? undefined : chartSpan(value);
});

/** Shows an instant; the newest if it is at the end. */
export function goTo(ms: number): void {
  const { from, to } = reach.peek();
  chosenAt.value = ms >= to ? null : Math.max(from, ms);
}

export function goToNewest(): void {
  chosenAt.value = null;
}

/** Goes by so many frames: to the instants at which something changes. */
export function goByFrames(count: number): void {
  const index = indexAt(starts.peek(), shownAt.peek());
  const at = starts.peek()[Math.max(0, index + count)];
  // Within a frame, one step back leads to its beginning.
  if (count < 0 && shownAt.peek() > (starts.peek()[index] ?? 0)) goTo(starts.peek()[index] ?? 0);
  else if (at === undefined) goToNewest();
  else goTo(at);
}
