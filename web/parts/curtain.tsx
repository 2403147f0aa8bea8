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
    const moved = movedTo(placeOn[line]());
    for (const curtain of hung[line]) curtain.style.translate = moved;
  });

function movedTo(place: number): string {
  return `${Math.round(place * 100_000) / 1000}%`;
}

/** Only what is in sight is moved; whatever comes into sight is put in its place first. */
const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const line = (target as HTMLElement).dataset.line as Line;
      const curtain = target.firstElementChild as HTMLElement;
      if (isIntersecting) {
        curtain.style.translate = movedTo(placeOn[line]());
        hung[line].add(curtain);
      } else hung[line].delete(curtain);
    }
  },
  { rootMargin: '100px' },
);

interface CurtainProps {
  readonly line: Line;
  /** What is behind it may be seen: it only marks the instant. */
  readonly sheer?: boolean;
}

/** Its parent has the line's whole width and cuts off what hangs over. Its left edge is the shown instant. */
export function Curtain({ line, sheer = false }: CurtainProps) {
  const rail = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = rail;
    if (current === null) return;
    sight.observe(current);
    return () => {
      sight.unobserve(current);
      hung[line].delete(current.firstElementChild as HTMLElement);
    };
  }, [line]);
  return (
    <div ref={rail} class="curtain-rail" data-line={line} aria-hidden="true">
      <div class={sheer ? 'curtain is-sheer' : 'curtain'} />
    </div>
  );
}
