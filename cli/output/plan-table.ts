import { styleText } from 'node:util';
import type { FleetShare, Timeline } from '../../core/plan/timeline/timeline.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { phaseName } from './plan-picture.ts';

type Row = readonly string[];

const header: Row = ['from', 'phase', 'lasts', 'blue', 'serving', 'green', 'serving'];
/** Words are aligned left, figures right. */
const leftAligned = [false, true, false, false, false, false, false];

/** The timeline as a table, one row per phase. With several variants, there is one more row for each. */
export function planTable(timeline: Timeline): string[] {
  const rows = timeline.phases.flatMap((phase): Row[] => [
    [
      formatDuration(phase.startSeconds),
      phaseName(phase.kind),
      formatDuration(phase.seconds),
      ...fleetCells(phase.blue),
      ...fleetCells(phase.green),
    ],
    ...(phase.variants ?? []).map(
      ({ name, blue, green }): Row => ['', `  ${name}`, '', ...fleetCells(blue), ...fleetCells(green)],
    ),
  ]);
  const end: Row = [formatDuration(timeline.totalSeconds), 'done'];
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows, end].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: Row) =>
    row
      .map((text, column) =>
        leftAligned[column] ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [styleText('dim', line(header)), ...rows.map(line), line(end)];
}

/** `20 %` of the traffic, `1 of 5` instances. */
const fleetCells = ({ trafficPercent, serving, instances }: FleetShare): Row => [
  `${trafficPercent} %`,
  `${serving} of ${instances}`,
];
