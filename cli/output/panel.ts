import { styleText } from 'node:util';
import { deploymentWords } from '../../core/deployment/words.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { FleetView, LoadCounts, Snapshot } from '../views/snapshot.ts';

const barWidth = 40;

/** A line of the panel: a dim label and its text. */
export type PanelRow = readonly [label: string, text: string];

/** The live panel, line by line, no wider than `columns`; `above` and `below` are the caller's own rows. */
export function panelLines(
  snapshot: Snapshot,
  columns: number,
  {
    above = [],
    below = [],
  }: { readonly above?: readonly PanelRow[]; readonly below?: readonly PanelRow[] } = {},
): string[] {
  const { blue, green, greenShare, load } = snapshot;
  const lines: PanelRow[] = [
    ...above,
    ['endpoint', `${snapshot.endpoint} ${styleText('bold', snapshot.status)}`],
    ...(blue ? [['blue', fleetText(blue, 'blue', snapshot)] as const] : []),
    ...(green ? [['green', fleetText(green, 'green', snapshot)] as const] : []),
    ...(green && blue ? [['traffic', trafficText(greenShare)] as const] : []),
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
    ...rows.map(([label, text]) => cut(`${styleText('dim', label.padEnd(9))}${text}`, columns - 1)),
  ];
}

function fleetText(fleet: FleetView, colour: 'blue' | 'green', { state }: Snapshot): string {
  const squares =
    styleText(colour, '■'.repeat(fleet.serving)) + '□'.repeat(Math.max(0, fleet.size - fleet.serving));
  const kind = state.deployment.kind;
  const note =
    colour === 'blue' && kind === 'final-bake'
      ? ', stands by'
      : kind === (colour === 'blue' ? 'ending-old' : 'ending-new')
        ? ', ends'
        : '';
  return `${squares}  ${fleet.serving} of ${fleet.size} serving${note}  ${styleText('dim', fleet.config)}`;
}

function trafficText(greenShare: number): string {
  const greenCells = Math.round(greenShare * barWidth);
  const bar =
    styleText('blue', '█'.repeat(barWidth - greenCells)) + styleText('green', '█'.repeat(greenCells));
  return `${bar}  ${percent(1 - greenShare)} blue, ${percent(greenShare)} green`;
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

/** Cuts `text` after `width` visible characters; colour codes do not count. */
function cut(text: string, width: number): string {
  let visible = 0;
  let result = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern must match escape sequences
  for (const part of text.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b')) {
      result += part;
      continue;
    }
    const room = Math.max(0, width - visible);
    result += [...part].slice(0, room).join('');
    visible += Math.min(room, [...part].length);
  }
  return result;
}
