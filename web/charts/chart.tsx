import { computed, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type ChartData, type ChartLine, valueAt } from '../model/charts.ts';
import { short } from '../model/figures.ts';
import type { Span } from '../model/span.ts';
import { Curtain } from '../parts/curtain.tsx';
import { FleetMark } from '../parts/fleet-mark.tsx';
import { useDerived } from '../parts/use-derived.ts';
import { figuresAt, goTo } from '../state/moment.ts';
import { PlannedLine } from './planned-line.tsx';
import { plot } from './plot.ts';
import { theme } from './theme.ts';

/** Where the pointer is, in epoch milliseconds: all charts then say what was then. */
const pointedAt = signal<number | null>(null);
const readAt = computed(() => Math.min(pointedAt.value ?? figuresAt.value, figuresAt.value));

interface ChartProps {
  readonly chart: ChartData;
  readonly shaded: readonly Span[];
  /** Beside the title: what can be chosen. */
  readonly children?: ComponentChildren;
}

export function Chart({ chart, shaded, children }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const colours = theme.value;
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const size = () => ({ width: Math.max(120, current.clientWidth), height: current.clientHeight });
    const drawn = plot(current, chart, {
      ...{ ...size(), theme: colours, shaded },
      onPoint: (ms) => {
        pointedAt.value = ms;
      },
      onPick: goTo,
    });
    const observer = new ResizeObserver(() => drawn.setSize(size()));
    observer.observe(current);
    return () => {
      observer.disconnect();
      drawn.destroy();
    };
  }, [chart, shaded, colours]);
  return (
    <figure class={`chart chart-${chart.id}`}>
      <figcaption>
        <span class="chart-title">{chart.title}</span>
        {children}
        <span class="chart-legend">
          {chart.lines.map((line) => (
            <Reading key={line.name} chart={chart} line={line} />
          ))}
        </span>
      </figcaption>
      <div class="chart-area">
        <div ref={element} class="chart-canvas" />
        <div class="chart-over">
          <Curtain line="charts" />
          <PlannedLine chart={chart} />
        </div>
      </div>
    </figure>
  );
}

/** A line's name, its looks, and its value at the shown instant. */
function Reading({ chart, line }: { readonly chart: ChartData; readonly line: ChartLine }) {
  // A text is made only of a new value: most instants have the one before.
  const value = useDerived(() => valueAt(chart, line, readAt.value), [chart, line]);
  const text = useDerived(
    () => (value.value === null ? '–' : `${short(value.value)}${chart.unit}`),
    [value, chart],
  );
  return (
    <span class="reading">
      <FleetMark fleet={line.as} />
      {line.name} <b>{text}</b>
    </span>
  );
}
