import { styleText } from 'node:util';
import type { Timeline, TimelinePhase } from '../../core/plan/timeline/timeline.ts';
import { formatDuration } from '../../core/values/duration.ts';

/** The characters of the picture: a set for terminals, and one in plain ASCII for files. */
export interface Charset {
  readonly blue: string;
  readonly green: string;
  readonly corner: string;
  readonly axis: string;
  readonly tick: string;
  readonly bar: string;
}

// The fleets differ in more than colour: not everybody sees colours, and not every terminal shows them.
export const drawn: Charset = { blue: '░', green: '█', corner: '└', axis: '─', tick: '┬', bar: '│' };
export const ascii: Charset = { blue: '.', green: '#', corner: '+', axis: '-', tick: '+', bar: '|' };

/** Rows of the traffic: 10 % each. */
const rows = 10;
const labelWidth = 7;
const narrowest = 20;
const widest = 120;

/**
 * A picture of both fleets' traffic over time, no wider than `columns`. Green grows from below. The phases
 * and each fleet's instances are under it.
 */
export function planPicture(timeline: Timeline, columns: number, charset: Charset): string[] {
  const width = Math.max(narrowest, Math.min(widest, columns - 1 - labelWidth));
  const columnOf = (seconds: number) => Math.round((seconds / timeline.totalSeconds) * width);
  const phases = Array.from({ length: width }, (_, column) =>
    phaseAt(timeline, ((column + 0.5) / width) * timeline.totalSeconds),
  );
  const lane = (name: string, text: (phase: TimelinePhase) => string) =>
    label(name) + segments(timeline.phases, text, columnOf, charset.bar);
  return [
    ...Array.from(
      { length: rows },
      (_, row) => label(rowLabel(row)) + trafficRow(phases, rows - row, charset),
    ),
    label('0 %') + axis(timeline.totalSeconds, width, charset),
    label('') + axisLabels(timeline.totalSeconds, width),
    lane('phase', ({ kind }) => phaseName(kind)),
    lane('blue', ({ blue }) => `${blue.instances}`),
    lane('green', ({ green }) => `${green.instances}`),
  ];
}

export function phaseName(kind: TimelinePhase['kind']): string {
  switch (kind) {
    case 'provision':
    case 'shift':
    case 'bake':
    case 'terminate':
      return kind;
    case 'final-bake':
      return 'final bake';
    default:
      return kind satisfies never;
  }
}

const label = (text: string): string => styleText('dim', text.padStart(labelWidth - 1).concat(' '));

const rowLabel = (row: number): string => (row === 0 ? '100 %' : row === rows / 2 ? '50 %' : '');

const phaseAt = ({ phases }: Timeline, seconds: number): TimelinePhase | undefined =>
  phases.find(({ startSeconds, seconds: lasts }) => seconds < startSeconds + lasts) ?? phases.at(-1);

/** The row whose upper edge is at `level` tenths of the traffic. */
function trafficRow(phases: readonly (TimelinePhase | undefined)[], level: number, charset: Charset): string {
  const cells = phases.map((phase) => (phase === undefined ? '' : cell(phase, level)));
  return runs(cells)
    .map(({ value, count }) => {
      if (value === '') return ' '.repeat(count);
      return styleText(value, charset[value].repeat(count));
    })
    .join('');
}

function cell({ blue, green }: TimelinePhase, level: number): '' | 'blue' | 'green' {
  if (blue.trafficPercent + green.trafficPercent === 0) return '';
  if (green.trafficPercent === 0) return 'blue';
  if (blue.trafficPercent === 0) return 'green';
  // Even a small share must be visible: 1 % takes a row.
  const greenRows = Math.max(1, Math.min(rows - 1, Math.round((green.trafficPercent / 100) * rows)));
  return level <= greenRows ? 'green' : 'blue';
}

/** Groups equal neighbours. */
function runs<T>(values: readonly T[]): { readonly value: T; readonly count: number }[] {
  const found: { value: T; count: number }[] = [];
  for (const value of values) {
    const last = found.at(-1);
    if (last !== undefined && last.value === value) last.count += 1;
    else found.push({ value, count: 1 });
  }
  return found;
}

/** The name of each phase, in the space it has. Neighbours with the same name share it, but bakes do not. */
function segments(
  phases: readonly TimelinePhase[],
  textOf: (phase: TimelinePhase) => string,
  columnOf: (seconds: number) => number,
  bar: string,
): string {
  const texts = phases.map((phase) => textOf(phase));
  return phases
    .map((phase, index) => {
      const room = columnOf(phase.startSeconds + phase.seconds) - columnOf(phase.startSeconds);
      const text = texts[index] ?? '';
      const goesOn = text === texts[index - 1] && /^\d+$/.test(text);
      return goesOn ? ' '.repeat(room) : `${bar}${text}`.padEnd(room).slice(0, room);
    })
    .join('');
}

const minute = 60;
const hour = 3600;
const niceSteps = [10, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour];

/** The shortest round step whose labels fit. */
function tickSeconds(total: number, width: number): number {
  const room = 10;
  const fits = (step: number) => (step / total) * width >= room;
  const step = niceSteps.find(fits);
  return step ?? hour * Math.ceil((room * total) / (width * hour));
}

function ticks(total: number, width: number): { readonly seconds: number; readonly column: number }[] {
  const step = tickSeconds(total, width);
  return Array.from({ length: Math.floor(total / step) + 1 }, (_, index) => ({
    seconds: index * step,
    column: Math.round(((index * step) / total) * width),
  }));
}

function axis(total: number, width: number, charset: Charset): string {
  const marked = new Set(ticks(total, width).map(({ column }) => column));
  const marks = Array.from({ length: width }, (_, column) =>
    column === 0 ? charset.corner : marked.has(column) ? charset.tick : charset.axis,
  );
  return styleText('dim', marks.join(''));
}

function axisLabels(total: number, width: number): string {
  const line = ticks(total, width).reduce(
    (text, { seconds, column }) =>
      column + formatDuration(seconds).length > width ? text : text.padEnd(column) + formatDuration(seconds),
    '',
  );
  return styleText('dim', line);
}
