import { numbersOf } from '../cloudwatch/alarm-text.ts';
import { describeBreach } from '../cloudwatch/breach.ts';
import { deploymentWords } from '../deployment/words.ts';
import { findingDetail, findingText } from '../judge/finding.ts';
import { html } from '../pages/page.ts';
import type { AlarmFact, Facts } from '../recording/facts.ts';
import { figuresAt, figuresText } from '../recording/figures.ts';
import type { AlarmStates, Happening, Look, Recording } from '../recording/recording.ts';
import { formatDuration } from '../values/duration.ts';
import type { Instant } from '../values/instant.ts';
import { sentence } from '../values/problem.ts';
import { list, table } from './parts.ts';
import { sparkline } from './sparkline.ts';
import { trafficCharts } from './traffic-charts.ts';

/** `2026-01-05 10:41:49Z`: steps of a shift may be seconds apart. */
const fullInstant = (at: Instant): string => `${at.slice(0, 19).replace('T', ' ')}Z`;

/** What was found, by judges, alarms and checks, and what watched. */
export const foundPart = ({ judged = [], breaches, alarmTexts, problems }: Facts): string =>
  list([
    ...judged.map((finding) => `${findingText(finding)} (${findingDetail(finding)})`),
    ...breaches.map((breach) => `Went off: ${describeBreach(breach)}`),
    ...problems.map(sentence),
    ...alarmTexts.map((alarm) => `Watched: ${alarm}`),
  ]);

/** How many requests went where, and the charts. */
export function trafficPart(recording: Recording): string {
  const { traffic } = recording;
  const charts = trafficCharts(recording);
  if (traffic.kind === 'unknown') return `<p>${html(traffic.why)}</p>${charts}`;
  const figures = figuresAt(recording, recording.asOf);
  const sums = figures
    ? `Since the shift began: the new fleet ${figuresText(figures.green)}; the one before ${figuresText(figures.blue)}. Each point is ${formatDuration(traffic.periodSeconds)}.`
    : '';
  return `<p>${html(sums)}</p>${charts}`;
}

/** Each alarm with its limit, its changes of state and, where it was measured, what it measured. */
export function alarmsPart({ facts, alarms }: Recording): string {
  return table(
    ['alarm', 'does', 'limit', 'states', 'measured'],
    facts.alarms.map((alarm) => {
      const known = alarms.find(({ name }) => name === alarm.name);
      return [alarm.label, alarm.on, limitOf(alarm), statesOf(known), { html: drawnOf(alarm, known) }];
    }),
  );
}

const limitOf = ({ name, measured, threshold }: AlarmFact): string =>
  numbersOf({ name, measured, threshold }).limit ?? '–';

/** The newest ones are those that matter. */
const mostStates = 12;

function statesOf(known: AlarmStates | undefined): string {
  const states = known?.states ?? [];
  if (states.length === 0) return 'no change known';
  const left = states.length - mostStates;
  return [
    ...(left > 0 ? [`${left} earlier ones`] : []),
    ...states.slice(-mostStates).map(({ at, state }) => `${at.slice(11, 19)}Z ${state}`),
  ].join('; ');
}

const drawnOf = ({ label, threshold, measured }: AlarmFact, known: AlarmStates | undefined): string =>
  known === undefined || known.values.length === 0
    ? '–'
    : sparkline({ label, values: known.values, states: known.states, threshold, below: measured?.below });

/** Both fleets, each time that something about them changed. */
export const fleetsPart = ({ looks }: Recording): string =>
  table(
    ['at', 'SageMaker', 'fleets'],
    looks.map((look) => [fullInstant(look.at), doingOf(look), fleetsOf(look)]),
  );

const doingOf = ({ state, status }: Look): string => {
  const { doing } = deploymentWords(state);
  return doing === '' ? status : doing;
};

const fleetsOf = ({ fleets }: Look): string =>
  fleets
    .map(({ name, instances, size, trafficPercent, note }) => {
      const more = note === undefined ? '' : `, ${note}`;
      return `${name} ${instances} of ${size} serving, ${trafficPercent} % of the traffic${more}`;
    })
    .join('; ');

/** Everything that happened and was told, in its order. */
export const happenedPart = (happened: readonly Happening[]): string =>
  table(
    ['at', 'what'],
    happened.map(({ at, text }) => [fullInstant(at), text]),
  );
