import type { SignButton } from '../chat/offers.ts';
import type { RolloutView } from '../chat/view.ts';
import { phaseWords, shiftWords, stageWords } from '../chat/words.ts';
import { alarmText } from '../cloudwatch/alarm-text.ts';
import { deploymentWords } from '../deployment/words.ts';
import { askMark, outcomeMark } from '../notices/marks.ts';
import { type Block, mrkdwn, plainText, type SlackMessage, section } from './block-kit.ts';
import { buttonsOf } from './buttons.ts';
import { limits } from './limits.ts';
import {
  alarmsText,
  decisionsText,
  endingText,
  fleetsText,
  footText,
  gateText,
  statusText,
} from './sections.ts';
import { fitLines, foreign, plainDate, unformatted } from './text.ts';

/**
 * The one message about a rollout in its current state: posted once and then updated. Whatever the view
 * contains, the message is within Slack's limits, and text from outside can neither format, link nor mention.
 *
 * @param sign makes the buttons' values; without it there are no buttons (for an incoming webhook)
 */
export function rolloutMessage(view: RolloutView, sign?: SignButton): SlackMessage {
  const { gate, fleets, alarms, decisions, conclusion } = view;
  const buttons = sign === undefined ? [] : buttonsOf(view, sign);
  const texts = [
    endingText(view),
    statusText(view),
    fleets.length > 0 ? fleetsText(fleets) : '',
    alarms.length > 0 ? alarmsText(alarms) : '',
    gate !== undefined && conclusion === undefined ? gateText(gate, view.back !== undefined) : '',
    decisionsText(decisions),
  ].filter((text) => text !== '');
  const blocks: Block[] = [
    { type: 'header', text: plainText(titleOf(view)) },
    ...texts.map(section),
    ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : []),
    { type: 'context', elements: [mrkdwn(footText(view))] },
  ];
  return { text: spoken(view), blocks };
}

/** `:rewind: iris v3: ROLLED_BACK` */
function titleOf(view: RolloutView): string {
  const { mark, words } = headline(view);
  return unformatted(
    `${mark} ${view.endpoint} ${unformatted(view.version, 30)}: ${words}`,
    limits.headerText,
  );
}

function headline(view: RolloutView): { mark: string; words: string } {
  const { conclusion, gate, phase, state } = view;
  if (conclusion !== undefined) return { mark: outcomeMark[conclusion.outcome], words: conclusion.outcome };
  if (gate?.asks) return { mark: askMark, words: `a decision is needed ${stageWords[gate.stage]}` };
  return phase === 'shifting' && state !== undefined ? shiftWords(state) : phaseWords[phase];
}

/** The essentials, for notifications and screen readers. */
function spoken(view: RolloutView): string {
  const { mark, words } = headline(view);
  const { conclusion, gate, alarms, fleets, state } = view;
  const shares = fleets.map(
    ({ name, trafficPercent }) => `${foreign(name, 20)} ${Math.round(trafficPercent)}%`,
  );
  const ringing = alarms
    .filter(({ state }) => state === 'ALARM')
    .map((alarm) => foreign(alarmText(alarm), 120));
  const lines = [
    `${mark} ${foreign(view.endpoint, 63)} ${foreign(view.version, 60)}: ${words}`,
    ...(conclusion === undefined ? [] : [foreign(conclusion.cause, 1000)]),
    ...(state === undefined ? [] : [foreign(deploymentWords(state).meaning.join(' '), 300)].filter(Boolean)),
    ...(shares.length > 0 ? [`Traffic: ${fitLines([shares.slice(0, 6).join(', ')], 300)}`] : []),
    ...(ringing.length > 0 ? [`In alarm: ${ringing.slice(0, 6).join(', ')}`] : []),
    ...(gate !== undefined && conclusion === undefined ? [foreign(gate.why, 400)] : []),
    ...(gate?.until !== undefined && conclusion === undefined ? [`Until ${plainDate(gate.until)}`] : []),
  ];
  return fitLines(lines, limits.fallbackText);
}
