import uPlot from 'uplot';
import type { ChartData, ChartLine } from '../model/charts.ts';
import { short } from '../model/figures.ts';
import type { Span } from '../model/span.ts';
import { nearText } from '../model/time.ts';
import { stripes, type Theme } from './theme.ts';

/** Pixels: what stands around the lines. The curtain and the planned line are laid over what is within. */
const around = { left: 46, right: 10, top: 6, bottom: 22 };

export interface PlotOptions {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  /** When an alarm was on. */
  readonly shaded: readonly Span[];
  /** Epoch milliseconds; null when the pointer leaves. */
  onPoint(ms: number | null): void;
  onPick(ms: number): void;
}

/** Draws a chart into an element. */
export function plot(element: HTMLElement, chart: ChartData, options: PlotOptions): uPlot {
  const { width, height, theme, shaded, onPoint, onPick } = options;
  const lines = drawnLines(chart);
  const values = lines.map((line) => (chart.stacked && line.as === 'blue' ? wholes(line) : [...line.values]));
  const font = '11px system-ui, sans-serif';
  const axis = { stroke: theme.quiet, font, ticks: { show: false }, gap: 4 };
  const top = topOf(chart);
  return new uPlot(
    {
      ...{ width, height, ms: 1e-3 },
      legend: { show: false },
      padding: [around.top, around.right, 0, 0],
      scales: {
        x: { time: true, range: [chart.span.from / 1000, chart.span.to / 1000] },
        y: { range: [0, top] },
      },
      axes: [
        {
          ...axis,
          ...{ size: around.bottom, space: 70, grid: { show: false } },
          values: ({ width: wide }, splits) => splits.map((at) => timeText(at * 1000, chart.span, wide)),
        },
        {
          ...axis,
          ...{ size: around.left, grid: { stroke: theme.line, width: 1 } },
          splits: () => [0, top / 2, top],
          values: (_, splits) => splits.map((value) => short(value)),
        },
      ],
      cursor: {
        drag: { x: false, y: false },
        points: { show: false },
        y: false,
        sync: { key: 'rollout' },
      },
      series: [{}, ...lines.map((line) => seriesOf(line, chart.stacked, theme))],
      hooks: {
        drawClear: [(drawn) => drawAlarms(drawn, shaded, theme)],
        draw: [(drawn) => drawLimit(drawn, chart, theme)],
        setCursor: [
          ({ cursor, posToVal }) =>
            onPoint(cursor.left == null || cursor.left < 0 ? null : posToVal(cursor.left, 'x') * 1000),
        ],
        ready: [
          (drawn) =>
            drawn.over.addEventListener('click', () => {
              const { left } = drawn.cursor;
              if (left != null && left >= 0) onPick(drawn.posToVal(left, 'x') * 1000);
            }),
        ],
      },
    },
    [[...chart.at], ...values],
    element,
  );
}

/** An instant below the axis; none where it would be cut off at the edge. */
function timeText(ms: number, { from, to }: Span, wide: number): string {
  const place = ((ms - from) / (to - from)) * wide;
  return place < 12 || place > wide - 20 ? '' : nearText(ms, to);
}

/** The plan is laid over the curtain, since it is known beforehand. */
const drawnLines = ({ lines }: ChartData): ChartLine[] => lines.filter(({ as }) => as !== 'planned');

/** Blue's area reaches to the top, behind green's. */
const wholes = ({ values }: ChartLine): (number | null)[] =>
  values.map((value) => (value === null ? null : 100));

function seriesOf({ as, name, values }: ChartLine, stacked: boolean, theme: Theme): uPlot.Series {
  const isGreen = as === 'green';
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  return {
    label: name,
    stroke: isGreen ? theme.green : theme.blue,
    width: stacked ? (isGreen ? 1.5 : 0) : isGreen ? 2.2 : 1.8,
    ...(!isGreen && !stacked && { dash: [6, 4] }),
    ...(stacked && { fill: isGreen ? theme.greenArea : () => stripes(theme.blueFill) as CanvasPattern }),
    ...(stacked && stepped !== undefined && { paths: stepped }),
    // A minute alone between gaps is no line.
    points: { show: false, size: 4, filter: () => (stacked ? null : alone(values)) },
  };
}

const alone = (values: ChartLine['values']): number[] =>
  values.flatMap((value, n) =>
    value !== null && (values[n - 1] ?? null) === null && (values[n + 1] ?? null) === null ? [n] : [],
  );

/** The upper end of the axis: round, above every value, and above the limit unless that is far away. */
function topOf({ lines, least, limit }: ChartData): number {
  const most = lines.reduce(
    (top, { values }) => values.reduce<number>((found, value) => Math.max(found, value ?? 0), top),
    least,
  );
  const withLimit =
    limit !== undefined && limit.value <= most * 4 ? Math.max(most, limit.value * 1.15) : most;
  return niceAbove(withLimit);
}

/** The next of 1, 2, 2.5, 5 × a power of ten. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5].find((step) => step * power >= value - 1e-9) ?? 10) * power;
}

function drawAlarms(
  { ctx, bbox, valToPos }: uPlot,
  spans: readonly Span[],
  { alarm: shade, bad }: Theme,
): void {
  ctx.save();
  for (const { from, to } of spans) {
    const [left, right] = [from, to].map((ms) =>
      Math.min(bbox.left + bbox.width, Math.max(bbox.left, valToPos(ms / 1000, 'x', true))),
    ) as [number, number];
    if (right <= left) continue;
    ctx.fillStyle = shade;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.fillStyle = bad;
    ctx.fillRect(left, bbox.top, devicePixelRatio, bbox.height);
    // In words, too, where there is room.
    ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
    [ctx.textAlign, ctx.textBaseline] = ['left', 'alphabetic'];
    const words = 'alarm on';
    if (right - left > ctx.measureText(words).width + 6 * devicePixelRatio)
      ctx.fillText(words, left + 4 * devicePixelRatio, bbox.top + 11 * devicePixelRatio);
  }
  ctx.restore();
}

function drawLimit({ ctx, bbox, valToPos }: uPlot, { limit }: ChartData, { bad }: Theme): void {
  if (limit === undefined) return;
  const y = valToPos(limit.value, 'y', true);
  if (y < bbox.top) return;
  ctx.save();
  ctx.strokeStyle = bad;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.fillStyle = bad;
  ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
  [ctx.textAlign, ctx.textBaseline] = ['left', 'alphabetic'];
  ctx.fillText(limit.text, bbox.left + 4 * devicePixelRatio, y - 3 * devicePixelRatio);
  ctx.restore();
}
