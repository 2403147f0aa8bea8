import { styleText } from 'node:util';
import { deploymentWords } from '../../core/deployment/words.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { FleetView, LoadCounts, Snapshot } from '../views/snapshot.ts';
import { fold } from './fold.ts';
import { drawn } from './plan-picture.ts';

const labelWidth = 9;
/** The longest bar, and the most instances that have a square each. */
const barWidth = 40;
/** A shorter bar shows nothing. */
const leastBar = 3;

/** A line of the panel: a dim label and its text. */
export type PanelRow = readonly [label: string, text: string];

/** The live panel, line by line, no wider than `columns`: what is longer goes on below. `above` and `below` are the caller's own rows. */
export function panelLines(
  snapshot: Snapshot,
  columns: number,
  {
    above = [],
    below = [],
  }: { readonly above?: readonly PanelRow[]; readonly below?: readonly PanelRow[] } = {},
): string[] {
  const { blue, green, greenShare, load } = snapshot;
  const room = roomIn(columns);
  const lines: PanelRow[] = [
    ...above,
    ['endpoint', `${snapshot.endpoint} ${styleText('bold', snapshot.status)}`],
    ...(blue ? [['blue', fleetText(blue, 'blue', snapshot, room)] as const] : []),
    ...(green ? [['green', fleetText(green, 'green', snapshot, room)] as const] : []),
    ...(green && blue ? [['traffic', trafficText(greenShare, room)] as const] : []),
    ['phase', phaseText(snapshot)],
    [
      'alarms',
      snapshot.alarms
        .map(({ text, state }) => `${text}: ${styleText(alarmColour(state), state)}`)
        .join('  ') || 'none',
    ],
    ...(load ? [['load', loadText(load)] as const] : []),
    ...(snapshot.slack ? [['slack', slackText(snapshot.slack, snapshot.at)] as const] : []),
    ...below,
  ];
  return rowLines(lines, columns);
}

/** A rule, and rows under it. */
export function rowLines(rows: readonly PanelRow[], columns: number): string[] {
  const rule = styleText('dim', '─'.repeat(Math.max(0, Math.min(columns - 1, 78))));
  return [
    rule,
    ...rows.flatMap(([label, text]) =>
      fold(text, roomIn(columns)).map(
        (line, index) => styleText('dim', (index === 0 ? label : '').padEnd(labelWidth)) + line,
      ),
    ),
  ];
}

/** What is left beside the labels. The last column stays free: some terminals break the line there. */
const roomIn = (columns: number): number => Math.max(10, columns - 1 - labelWidth);

function fleetText(fleet: FleetView, colour: Fleet, { state }: Snapshot, room: number): string {
  const kind = state.deployment.kind;
  const note =
    colour === 'blue' && kind === 'final-bake'
      ? ', stands by'
      : kind === (colour === 'blue' ? 'ending-old' : 'ending-new')
        ? ', ends'
        : '';
  const counts = `${fleet.serving} of ${fleet.size} serving${note}`;
  // A square for each instance, or as many as there is room for beside the numbers.
  const most = Math.min(barWidth, room - counts.length - 2);
  const scale = Math.min(1, most / Math.max(1, fleet.size, fleet.serving));
  const full = Math.round(fleet.serving * scale);
  const empty = Math.round(Math.max(fleet.size, fleet.serving) * scale) - full;
  const squares = most < leastBar ? '' : `${styleText(colour, '■'.repeat(full))}${'□'.repeat(empty)}  `;
  return `${squares}${counts}  ${styleText('dim', fleet.config)}`;
}

type Fleet = 'blue' | 'green';

/** The numbers stand in any width; the bar takes what they leave. */
function trafficText(greenShare: number, room: number): string {
  const words = `${percent(1 - greenShare)} blue, ${percent(greenShare)} green`;
  const cells = Math.min(barWidth, room - words.length - 2);
  if (cells < leastBar) return words;
  const greenCells = Math.round(greenShare * cells);
  const part = (fleet: Fleet, count: number) => styleText(fleet, drawn[fleet].repeat(count));
  return `${part('blue', cells - greenCells)}${part('green', greenCells)}  ${words}`;
}

function phaseText({ phase, bakeLeft, status, state }: Snapshot): string {
  const { doing, meaning } = deploymentWords(state);
  if (doing === '') return status === 'InService' ? 'at rest' : status;
  // If the state is unclear, use AWS's own words.
  const what = state.deployment.kind === 'unclear' && phase !== '' ? phase : doing;
  const left = bakeLeft === undefined ? '' : `: ${formatDuration(bakeLeft / 1000)} left`;
  return [styleText('yellow', `${what}${left}`), ...meaning].join('  ');
}

const loadText = ({ perSecond, sent, failed }: LoadCounts): string =>
  `${perSecond.toFixed(0)} requests/s, ${sent} sent, ${failed} failed`;

function slackText({ page, approvesAt }: NonNullable<Snapshot['slack']>, at: number): string {
  if (approvesAt === undefined) return page;
  const left = formatDuration(Math.max(0, Math.ceil((approvesAt - at) / 60_000)) * 60);
  return `${page}  ${styleText('yellow', `waits for your approval; the demo approves in ${left}`)}`;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const alarmColour = (state: string) =>
  state === 'ALARM' ? 'red' : state === 'OK' ? 'green' : 'yellow';
