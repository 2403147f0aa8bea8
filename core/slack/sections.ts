import type { AlarmView, DecisionView, FleetView, GateView, RolloutView } from '../chat/view.ts';
import { alarmMark, alarmRole, phaseWords, stageWords, startWords, verdictWords } from '../chat/words.ts';
import { alarmLabel, noValue, numbersOf } from '../cloudwatch/alarm-text.ts';
import { figure } from '../cloudwatch/value-text.ts';
import type { DeploymentState } from '../deployment/state.ts';
import { deploymentWords } from '../deployment/words.ts';
import { channelPeople } from '../gates/channel-people.ts';
import { findingText } from '../judge/finding.ts';
import { askMark, verdictMark } from '../notices/marks.ts';
import { uploaderText } from '../records/uploader.ts';
import { type Instant, instantAt } from '../values/instant.ts';
import { sentence } from '../values/problem.ts';
import type { NextStep } from '../verdict/next-step.ts';
import { dateAt, escaped, fitLines, foreign, link } from './text.ts';
import { trafficBar } from './traffic-bar.ts';

/**
 * The parts of a rollout's message, each limited to its own budget. Together they are below 9,000 characters.
 * Slack refuses a message with about 13,200 in all blocks (`msg_blocks_too_long`), a limit that it does not
 * document (slackapi/bolt-js issue 2509).
 */
const budget = {
  status: 700,
  fleets: 1500,
  alarms: 2000,
  ending: 2000,
  gate: 900,
  decisions: 1200,
  foot: 2000,
};

/** The longest name, reason and cause to show. */
const short = 80;
const reason = 300;
const cause = 1000;

/** `Step 2 of 5: baking until …` and what that means; who has stopped it; the endpoint's own status. */
export function statusText(view: RolloutView): string {
  const { state, stop, phase, since, endpointStatus } = view;
  const words = phaseWords[phase].words;
  const lines = [
    ...(phase === 'concluded'
      ? []
      : [`*${words[0]?.toUpperCase()}${words.slice(1)}* since ${dateAt(since)}`]),
    ...(state === undefined ? [] : stateLines(state)),
    ...(stop === undefined ? [] : [`Stopped by ${foreign(stop.by, 128)}: ${foreign(stop.reason, reason)}`]),
    ...(endpointStatus === undefined
      ? []
      : [`Endpoint ${foreign(view.endpoint, 63)} is ${foreign(endpointStatus, 40)}`]),
  ];
  return fitLines(lines, budget.status);
}

function stateLines(state: DeploymentState): string[] {
  const { deployment } = state;
  const { doing, meaning } = deploymentWords(state);
  if (doing === '') return [];
  const { step, until } = { step: undefined, until: undefined, ...deployment };
  const name = step === undefined ? '' : `Step ${step.number} of ${step.of}: `;
  const end = until === undefined ? '' : ` until ${dateAt(instantAt(until))}`;
  const what = name === '' ? `${doing[0]?.toUpperCase()}${doing.slice(1)}` : doing;
  return [`${name}*${what}*${end}`, foreign(meaning.join(' '), reason)].filter(Boolean);
}

/** One line for each fleet, in columns: `green ████░░░░░░░░░░░░░░░░ 20%  1 of 5 instances  iris-5f…-1`. */
export function fleetsText(fleets: readonly FleetView[]): string {
  const fence = '```';
  const rows = fleets.map((fleet) => ({
    name: foreign(fleet.name, 20),
    share: `${figure(fleet.trafficPercent)}%`,
    count: countText(fleet),
    bar: trafficBar(fleet.trafficPercent),
    config: foreign(fleet.config, 63),
  }));
  const widest = (of: (row: (typeof rows)[number]) => string) =>
    Math.max(...rows.map((row) => of(row).length));
  const widths = {
    name: widest(({ name }) => name),
    share: widest(({ share }) => share),
    count: widest(({ count }) => count),
  };
  const lines = rows.map(
    ({ name, bar, share, count, config }) =>
      `${name.padEnd(widths.name)} ${bar} ${share.padStart(widths.share)}  ${count.padEnd(widths.count)}  ${config}`,
  );
  return `${fence}\n${fitLines(lines, budget.fleets - 2 * fence.length - 2)}\n${fence}`;
}

/** `1 of 5 instances`, `0 of 5 instances, stands by`; empty for a fleet without instances of its own. */
function countText({ instances, size, note }: FleetView): string {
  const count = size === 0 ? '' : `${figure(instances)} of ${figure(size)} instance${size === 1 ? '' : 's'}`;
  return [count, ...(note === undefined ? [] : [foreign(note, 20)])].filter(Boolean).join(', ');
}

/**
 * One line for each alarm, those in ALARM first: `latency-p99 1.43 s at 10:00, limit 800 ms, since 10:01:
 * rolls back`.
 */
export function alarmsText(alarms: readonly AlarmView[]): string {
  const first = { ALARM: 0, WENT_OFF: 1, INSUFFICIENT_DATA: 2, OK: 3 };
  const sorted = [...alarms].sort((a, b) => first[a.state] - first[b.state]);
  return fitLines(sorted.map(alarmLine), budget.alarms);
}

function alarmLine(alarm: AlarmView): string {
  const { on, state, valueAt, since, measured } = alarm;
  // Names the metric if the label before it is the alarm's own name.
  const what = measured === undefined || measured.ours ? '' : `${foreign(measured.what, short)} `;
  const { value, limit = '' } = numbersOf(alarm);
  const missing = limit === '' ? stateWords[state] : noValue;
  const known = value === undefined ? missing : `${what}${foreign(value, 40)}${atText(valueAt)}`;
  const facts = [known, foreign(limit, 60)].filter((part) => part !== '');
  const when = since === undefined ? '' : dateAt(since);
  const label = foreign(alarmLabel(alarm), short);
  if (state === 'WENT_OFF') {
    const numbers = facts.length > 0 ? `: ${facts.join(', ')}` : '';
    return `${alarmMark[state]} *${label}* went off${when && ` ${when}`}${numbers}`;
  }
  const began = state === 'ALARM' && when !== '' ? [`since ${when}`] : [];
  return `${alarmMark[state]} *${label}* ${[...facts, ...began].join(', ')}: ${alarmRole[on]}`;
}

/** For an alarm without numbers, such as a composite one. */
const stateWords: Readonly<Record<AlarmView['state'], string>> = {
  OK: 'OK',
  ALARM: 'in ALARM',
  INSUFFICIENT_DATA: 'no data',
  WENT_OFF: '',
};

/** A message stays visible for long. The value's period shows how old it is. */
const atText = (valueAt: Instant | undefined): string =>
  valueAt === undefined ? '' : ` at ${dateAt(valueAt)}`;

/**
 * The outcome's cause and every problem at the time of the end; if one problem is the whole cause, it is said
 * once. Then what somebody can do about it.
 */
export function endingText({ conclusion, since }: RolloutView): string {
  if (conclusion === undefined) return '';
  const problems = conclusion.problems
    .map(sentence)
    .filter((text) => text !== conclusion.cause)
    .map((text) => `• ${foreign(text, reason)}`);
  const judged = (conclusion.judged ?? [])
    .filter(({ text }) => !conclusion.cause.includes(text))
    .map((finding) => foreign(findingText(finding), reason));
  const call = conclusion.urgent ? ['*Somebody has to act now.*'] : [];
  const steps = (conclusion.nextSteps ?? []).map(nextStepLine);
  return fitLines(
    [
      `*${conclusion.outcome}* ${dateAt(since)}: ${foreign(conclusion.cause, cause)}`,
      ...judged,
      ...call,
      ...steps,
      ...problems,
    ],
    budget.ending,
  );
}

function nextStepLine({ text, command, url }: NextStep): string {
  const words = `• ${foreign(text, reason)}`;
  if (command !== undefined) return `${words}: \`${foreign(command, reason)}\``;
  return url === undefined ? words : `• ${link(url, text)}`;
}

/**
 * What the gate waits for, until when, and what happens without an answer.
 *
 * @param goesBack whether there is something to go back to
 */
export function gateText(
  { stage, kind, why, asks, until, otherwise, reasonNeeded }: GateView,
  goesBack: boolean,
): string {
  const mark = asks ? askMark : ':vertical_traffic_light:';
  const words =
    stage === 'after' && !goesBack ? { ...verdictWords.after, reject: 'rejected' } : verdictWords[stage];
  const end = otherwise === undefined ? '' : `; without an answer it is *${words[otherwise]}*`;
  const deadline = until === undefined ? '' : `Until ${dateAt(until)}${end}.`;
  const lines = [
    `${mark} *${foreign(kind, short)}* ${stageWords[stage]}: ${foreign(why, 400)}`,
    deadline,
    reasonNeeded ? 'To go on takes a reason in words: the thread has the command.' : '',
  ];
  return fitLines(lines.filter(Boolean), budget.gate);
}

/** Who decided what, newest first. */
export function decisionsText(decisions: readonly DecisionView[]): string {
  const lines = [...decisions].reverse().map(decisionLine);
  return fitLines(lines, budget.decisions);
}

function decisionLine({ gate, verdict, by, at, reason: why, via }: DecisionView): string {
  const because = why === undefined ? '' : `: ${foreign(why, reason)}`;
  const mark = verdictMark[verdict];
  return `${mark} ${foreign(gate.kind, short)}: ${verdictWords[gate.stage][verdict]} by ${person(by, via)} ${dateAt(at)}, via ${foreign(via, 20)}${because}`;
}

/** Slack shows its own users by name, from their id. Updating a message notifies nobody. */
const person = (by: string, via: string): string =>
  via === 'slack' && channelPeople.slack.user.test(by) ? `<@${by}>` : foreign(by, short);

/** The rollout's name, who uploaded it, and links. */
export function footText({ rollout, uploadedBy, start, links, ...view }: RolloutView): string {
  const origin = view.foreign
    ? 'going back to what no release made'
    : `uploaded by ${foreign(uploaderText(uploadedBy), 128)}${startWords[start]}`;
  const about = `${escaped(rollout)}, ${origin}`;
  const more = links.slice(0, 4).map(({ label, url }) => link(url, label));
  return fitLines([about, ...(more.length > 0 ? [more.join(' · ')] : [])], budget.foot);
}
