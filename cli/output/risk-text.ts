import { styleText } from 'node:util';
import type { Middle } from '../../core/risk/risk-of.ts';
import { mostTakenBack } from '../../core/risk/soundness.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { WithinBudget } from '../plan/risk-budget.ts';
import type { RiskReport, RiskRow, SmallestNoticed } from '../plan/risk-report.ts';
import { columnsText } from './columns-text.ts';
import { wrap } from './wrap.ts';

/** The risk of a manifest for people: what models of several kinds would do, and other strategies beside it. */
export function riskText(report: RiskReport, columns: number): string {
  const { traffic, slo, monthlyBudget } = report;
  const lines = [
    styleText('bold', `Risk at ${figure(traffic.requestsPerSecond)} requests a second`),
    ...wrap(
      `${percent(traffic.healthyRate)} of them fail when all is well (${traffic.from}). A month at ${percent(slo)} leaves ${figure(monthlyBudget)} requests that may fail.`,
      columns,
      '',
    ),
    '',
    ...columnsText(
      ['model', 'fails', 'taken back', 'before 100 %', 'after', 'hurt (worst 5 %)', 'of budget'],
      [...report.rows.map((row) => rowOf(row, monthlyBudget))],
    ),
    '',
    ...wrap(
      'Hurt: requests that fail and would not have on the old fleet, until traffic is back or the shift has ended. After: minutes with traffic on the new fleet.',
      columns,
      '',
    ),
    '',
    ...wrap(smallestText(report.smallest), columns, ''),
    '',
    ...hourLines(report),
    ...sizeLine(report, columns),
    styleText('dim', 'The same alarms and judges under other strategies'),
    ...columnsText(
      ['strategy', 'takes', 'peak', report.dollars === undefined ? 'extra h' : 'costs', 'sound back', 'hurt'],
      report.others.map(({ strategy, seconds, peakInstances, sound, allFail, ...size }) => [
        strategy,
        formatDuration(seconds),
        String(peakInstances),
        size.dollars === undefined ? figure(size.extraInstanceHours) : money(size.dollars),
        percent(sound.takenBack),
        figure(allFail.harmed.median),
      ]),
    ),
    ...report.unsound.flatMap(({ field, takenBack }) =>
      wrap(
        `${styleText('yellow', 'warning')} ${field} takes back ${percent(takenBack)} of sound models by itself. { compare: 5xx } has no limit and takes back at most 1 %.`,
        columns,
        '',
      ),
    ),
    ...(report.within === undefined ? [] : ['', ...withinLines(report.within, columns)]),
    ...report.leftOut.flatMap((text) => wrap(`Not in these figures: ${text}.`, columns, '')),
  ];
  return `${lines.join('\n')}\n`;
}

/** At the quietest and the busiest hour of the week, where the endpoint's history has them. */
function hourLines({ hours }: RiskReport): string[] {
  if (hours.length === 0) return [];
  return [
    styleText('dim', 'The same at other hours of the week (UTC)'),
    ...columnsText(
      ['hour', 'requests/s', 'sound back', 'all fail: hurt (worst 5 %)'],
      hours.map(({ day, hour, requestsPerSecond, sound, allFail }) => [
        `${day} ${String(hour).padStart(2, '0')}:00`,
        figure(requestsPerSecond),
        percent(sound.takenBack),
        hurt(allFail.harmed),
      ]),
    ),
    '',
  ];
}

function smallestText({ chance, rate, times }: SmallestNoticed): string {
  const how = `before the new fleet has all traffic, with a chance of ${percent(chance)}`;
  if (rate === null) return `Not even a model that always fails is noticed ${how}.`;
  const often = times === null ? '' : `, ${figure(times)} times as often as usual`;
  return `The smallest failure that is noticed ${how}: ${percent(rate)} of the requests${often}.`;
}

function sizeLine({ seconds, peakInstances, extraInstanceHours, dollars }: RiskReport, columns: number) {
  const costs = dollars === undefined ? '' : `, ${money(dollars)}`;
  const text = `The shift takes ${formatDuration(seconds)}, at most ${peakInstances} instances, and ${figure(extraInstanceHours)} instance-hours beyond what serves anyway${costs}.`;
  return [...wrap(text, columns, ''), ''];
}

/** The last line is the manifest's, to be copied. */
function withinLines(
  { requests, tried, rollout, seconds = 0, hurt: worst = 0 }: WithinBudget,
  columns: number,
): string[] {
  const may = `A release may hurt ${figure(requests)} requests`;
  if (rollout === null)
    return wrap(
      `${may}: none of ${tried} ways to shift stays within that and takes back at most ${percent(mostTakenBack)} of sound models.`,
      columns,
      '',
    );
  const fields = Object.entries(rollout).map(([name, value]) => `${name}: ${value}`);
  return [
    ...wrap(
      `${may}. The fastest way within that takes ${formatDuration(seconds)} and hurts ${figure(worst)} (worst 5 %):`,
      columns,
      '',
    ),
    `rollout: { ${fields.join(', ')} }`,
  ];
}

const rowOf = ({ model, rate, takenBack, inTime, minutes, harmed }: RiskRow, budget: number): string[] => [
  model,
  percent(rate),
  percent(takenBack),
  percent(inTime),
  minutes === undefined ? '-' : `${minutes} min`,
  model === 'sound' ? '-' : hurt(harmed),
  model === 'sound' || budget === 0 ? '-' : percent(harmed.median / budget),
];

const hurt = ({ median, worst }: Middle): string => `${figure(median)} (${figure(worst)})`;
/** Three figures; requests are whole where there are many. */
const figure = (value: number): string =>
  (value >= 10 ? Math.round(Number(value.toPrecision(3))) : Number(value.toPrecision(2))).toLocaleString(
    'en-US',
  );
const money = (dollars: number): string => `$${dollars.toFixed(dollars < 1 ? 3 : 2)}`;
/** Two figures; what is nearly nothing or nearly all is told so. */
function percent(part: number): string {
  if (part > 0 && part < 0.0001) return '< 0.01 %';
  if (part < 1 && part > 0.9999) return '> 99.99 %';
  return `${Number((part * 100).toPrecision(part > 0.99 ? 4 : 2))} %`;
}
