import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { chartsSpan, restedAt, scale, shownAt } from '../state/moment.ts';

/**
 * A curtain before whatever comes after the shown instant. A chart is drawn once, and dragging moves only curtains: that
 * takes next to no time, and what was not known yet is not seen.
 */

type Line = 'charts' | 'timeline';

/** All curtains, and those that are in sight. */
const hung: Record<Line, Set<HTMLElement>> = { charts: new Set(), timeline: new Set() };
const inSight: Record<Line, Set<HTMLElement>> = { charts: new Set(), timeline: new Set() };
const lines = Object.keys(hung) as Line[];

/** Where an instant is on a line, as far as a curtain is moved for it. */
const movedTo: Record<Line, (ms: number) => string> = {
  charts: (ms) => {
    const { value: span } = chartsSpan;
    if (span === undefined) return '100%';
    return percentText(Math.min(1, Math.max(0, (ms - span.from) / (span.to - span.from))));
  },
  timeline: (ms) => percentText(scale.value.placeOf(ms)),
};

const percentText = (place: number): string => `${Math.round(place * 100_000) / 1000}%`;

// On the way, only what is in sight is moved; the rest follows at its leisure.
for (const line of lines) {
  effect(() => {
    const moved = movedTo[line](shownAt.value);
    for (const curtain of inSight[line]) curtain.style.translate = moved;
  });
  effect(() => {
    const moved = movedTo[line](restedAt.value);
    for (const curtain of hung[line]) if (!inSight[line].has(curtain)) curtain.style.translate = moved;
  });
}

const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const line = (target as HTMLElement).dataset.line as Line;
      const curtain = target.firstElementChild as HTMLElement;
      if (isIntersecting) {
        curtain.style.translate = movedTo[line](shownAt.value);
        inSight[line].add(curtain);
      } else inSight[line].delete(curtain);
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
    const curtain = current.firstElementChild as HTMLElement;
    curtain.style.translate = movedTo[line](shownAt.peek());
    hung[line].add(curtain);
    sight.observe(current);
    return () => {
      sight.unobserve(current);
      hung[line].delete(curtain);
      inSight[line].delete(curtain);
    };
  }, [line]);
  return (
    <div ref={rail} class="curtain-rail" data-line={line} aria-hidden="true">
      <div class={sheer ? 'curtain is-sheer' : 'curtain'} />
    </div>
  );
}
