import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { chartsSpan, scale, shownAt } from '../state/moment.ts';

/**
 * A curtain before whatever comes after the shown instant. A chart is drawn once, and dragging moves only curtains: that
 * takes next to no time, and what was not known yet is not seen.
 */

type Line = 'charts' | 'timeline';

const hung: Record<Line, Set<HTMLElement>> = { charts: new Set(), timeline: new Set() };
const lines = Object.keys(hung) as Line[];

const placeOn: Record<Line, () => number> = {
  charts: () => {
    const { value: span } = chartsSpan;
    if (span === undefined) return 1;
    return Math.min(1, Math.max(0, (shownAt.value - span.from) / (span.to - span.from)));
  },
  timeline: () => scale.value.placeOf(shownAt.value),
};

for (const line of lines)
  effect(() => {
    const place = placeOn[line]();
    for (const curtain of hung[line]) draw(curtain, place);
  });

const draw = (curtain: HTMLElement, place: number): void => {
  curtain.style.transform = `translateX(${(place * 100).toFixed(3)}%)`;
};

/** Its parent has the line's whole width and cuts off what hangs over. Its left edge is the shown instant. */
export function Curtain({ line, sheer = false }: { readonly line: Line; readonly sheer?: boolean }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    hung[line].add(current);
    draw(current, placeOn[line]());
    return () => {
      hung[line].delete(current);
    };
  }, [line]);
  return (
    <div class="curtain-rail" aria-hidden="true">
      <div ref={element} class={sheer ? 'curtain is-sheer' : 'curtain'} />
    </div>
  );
}
