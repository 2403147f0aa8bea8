import { html } from '../pages/page.ts';
import { instantAt } from '../values/instant.ts';

/** A line of a chart. `area` fills below it; `points` without a value are gaps. */
export interface Line {
  readonly name: string;
  /** `green` and `blue` are the fleets; `planned` is dotted, `seen` thin. Each has a shape of its own, besides its colour. */
  readonly as: 'green' | 'blue' | 'planned' | 'seen';
  readonly points: readonly { readonly at: number; readonly value: number | undefined }[];
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly from: number;
  readonly to: number;
  /** The least upper end of the axis: 100 for percentages. */
  readonly least: number;
  readonly lines: readonly Line[];
  /** Instants that are marked in every chart, such as the beginning of the shift. */
  readonly marks: readonly { readonly at: number; readonly text: string }[];
}

const width = 680;
const height = 150;
const left = 46;
const right = 8;
const top = 16;
const bottom = 20;

/** A chart as SVG, with its title, its axis and what its lines are. Nothing in it is loaded or run. */
export function chartSvg({ title, unit, from, to, least, lines, marks }: Chart): string {
  const values = lines.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  const most = niceAbove(Math.max(least, ...values));
  const x = (at: number) => left + ((at - from) / Math.max(1, to - from)) * (width - left - right);
  const y = (value: number) => top + (1 - value / most) * (height - top - bottom);
  const grid = [0, 0.5, 1].map((part) => {
    const at = y(part * most).toFixed(1);
    return `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text x="${left - 6}" y="${Number(at) + 4}" text-anchor="end">${label(part * most)}</text>`;
  });
  const ticks = marks
    .filter(({ at }) => at >= from && at <= to)
    .map(({ at, text }) => {
      const place = x(at).toFixed(1);
      const isLate = x(at) > width * 0.75;
      return `<line class="mark" x1="${place}" x2="${place}" y1="${top}" y2="${height - bottom}"/><text x="${(x(at) + (isLate ? -3 : 3)).toFixed(1)}" y="${top - 4}" text-anchor="${isLate ? 'end' : 'start'}">${html(text)}</text>`;
    });
  const drawn = lines.map(({ as, points }) => `<path class="${as}" d="${pathOf(points, x, y)}"/>`);
  const times = [from, (from + to) / 2, to].map(
    (at, n) =>
      `<text x="${x(at).toFixed(1)}" y="${height - 4}" text-anchor="${(['start', 'middle', 'end'] as const)[n]}">${clock(at)}</text>`,
  );
  const legend = lines.map(({ name, as }) => `<span class="${as}"><i></i>${html(name)}</span>`).join('');
  return `<figure><figcaption>${html(unit === '' ? title : `${title} (${unit})`)}<span class="legend">${legend}</span></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${html(title)}">${[...grid, ...ticks, ...drawn, ...times].join('')}</svg></figure>`;
}

/** A line from point to point; a point without a value ends it, and the next one begins it anew. */
function pathOf(points: Line['points'], x: (at: number) => number, y: (value: number) => number): string {
  let isDrawing = false;
  return points
    .flatMap(({ at, value }) => {
      if (value === undefined) {
        isDrawing = false;
        return [];
      }
      const command = isDrawing ? 'L' : 'M';
      isDrawing = true;
      return [`${command}${x(at).toFixed(1)} ${y(value).toFixed(1)}`];
    })
    .join('');
}

/** The next of 1, 2, 2.5, 5 × a power of ten: 31 → 50, 0.07 → 0.1. */
export function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= value - 1e-12) ?? 10;
  return step * power;
}

const label = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en-US');
const clock = (at: number): string => `${instantAt(at).slice(11, 16)}Z`;
