import { styleText } from 'node:util';
import { judgeOnCommand } from '../../core/gates/judge-off.ts';
import { managedTag } from '../../core/own-tags.ts';
import { secondsFrom, startText } from '../../core/recording/words.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { Instant } from '../../core/values/instant.ts';
import { shortInstant } from '../../core/values/short-instant.ts';
import type { EndpointStatus, RunningView, ServingView } from '../views/endpoint-status.ts';
import { endedGateLines, waitingGateLines } from './gate-lines.ts';
import { alarmColour } from './panel.ts';

/**
 * An endpoint in a few lines. `flags` are the options that suggested commands need to find its deployment.
 */
export function statusLines(
  { endpoint, status, serving, optedIn, adoption, judgeOff, proposals, rollouts, lease }: EndpointStatus,
  now: Instant,
  flags = '',
): string[] {
  const ago = (at: Instant) => `${formatDuration(secondsFrom(at, now))} ago`;
  const running = rollouts.flatMap((view) => [
    row(roleName(view), `${view.rollout}  ${view.version}`),
    row('', doing(view)),
    ...(view.deployment === undefined || view.deployment.meaning.length === 0
      ? []
      : [row('', view.deployment.meaning.join(' '))]),
    row('', `${startText(view.start)}, ${ago(view.start.at)}`),
    ...(view.stoppedBy === undefined
      ? []
      : [row('', `${view.goingBack ? 'stopped' : 'to be stopped'}: ${view.stoppedBy}`)]),
    ...view.alarms.map(({ text, state }, index) =>
      row(index === 0 ? 'alarms' : '', `${text}: ${styleText(alarmColour(state), state)}`),
    ),
    ...gateRows(endpoint, view, now, flags),
  ]);
  // The lease's holder is not a running rollout: a caretaker watches its end, or it died.
  const held = lease !== null && !rollouts.some(({ role }) => role === 'holder');
  return [
    `${styleText('bold', endpoint)}  ${status ?? 'does not exist'}`,
    ...(serving === null ? [row('serves', 'nothing')] : servingRows(serving, ago)),
    ...(optedIn === null ? [] : [row('releases', releasesText(optedIn))]),
    ...(adoption === null ? [] : [row('adopted', adoptedText(adoption, serving, ago))]),
    ...(judgeOff === null
      ? []
      : [
          row(
            'judging',
            `off since ${shortInstant(judgeOff.at)}, ${ago(judgeOff.at)}, by ${judgeOff.by}: ${judgeOff.reason}`,
          ),
          row('', `on again: ${judgeOnCommand(endpoint, flags)}`),
        ]),
    ...proposals.flatMap(({ kind, by, reason, until, command }) => [
      row('proposed', `${kind}, by ${by}: ${reason}`),
      row('', `lapses ${shortInstant(until)}; to do it: ${command}${flags}`),
    ]),
    ...running,
    ...(held ? [row('lease', `${lease.holder} (${lease.phase}), since ${ago(lease.since)}`)] : []),
  ];
}

/** With what it served then, if somebody has updated it since: the first release takes the place of what serves by then. */
function adoptedText(
  { at, by, config }: NonNullable<EndpointStatus['adoption']>,
  serving: ServingView | null,
  ago: (at: Instant) => string,
): string {
  const before = serving?.config === config ? '' : `; it served ${config} then`;
  return `${ago(at)} by ${by}${before}`;
}

/** Of an endpoint that never had a release. */
const releasesText = (optedIn: boolean): string =>
  optedIn
    ? 'none yet; it has opted in'
    : `none; it has not opted in (tag ${managedTag.Key}=${managedTag.Value}), so they are refused`;

/** The gates that were decided or passed, then the gate at which the rollout waits. */
function gateRows(endpoint: string, { gates }: RunningView, now: Instant, flags: string): string[] {
  const waiting = gates.filter(({ status }) => status === 'pending');
  return [
    ...gates.flatMap(endedGateLines).map((line) => row('', line)),
    ...waiting.flatMap((gate) => {
      const [first = '', ...others] = waitingGateLines(endpoint, gate, now, flags);
      return [row('gate', first), ...others.map((line) => row('', line))];
    }),
  ];
}

function servingRows(
  { config, baseline, release, version, since }: ServingView,
  ago: (at: Instant) => string,
): string[] {
  const whose = baseline ? 'the baseline: what served before the first release' : 'which no release made';
  return [
    row('serves', release === undefined ? `${config}, ${whose}` : `${config}  ${version}`),
    ...(since === undefined ? [] : [row('', `deployed ${shortInstant(since)}, ${ago(since)}`)]),
  ];
}

function roleName({ role }: RunningView): string {
  switch (role) {
    case 'holder':
      return 'rollout';
    case 'next':
      return 'next';
    case 'other':
      return 'begun';
    default:
      return role satisfies never;
  }
}

/** `shifting traffic, 40 % on green, baking, step 2 of 5, 4m left` */
function doing({ phaseText, greenPercent, bakeLeftSeconds, deployment }: RunningView): string {
  const { step } = { step: undefined, ...deployment };
  return [
    phaseText,
    ...(greenPercent === undefined ? [] : [`${greenPercent} % on green`]),
    ...(deployment === undefined ? [] : [deployment.doing]),
    ...(step === undefined ? [] : [`step ${step.number} of ${step.of}`]),
    ...(bakeLeftSeconds === undefined ? [] : [`${formatDuration(bakeLeftSeconds)} left`]),
  ].join(', ');
}

const row = (label: string, text: string): string => `  ${styleText('dim', label.padEnd(9))}${text}`;
