import { styleText } from 'node:util';
import type { Middle } from '../../core/risk/risk-of.ts';
import { mostTakenBack } from '../../core/risk/soundness.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { WithinBudget } from '../plan/risk-budget.ts';
import type { RiskReport } from '../plan/risk-report.ts';
import type { RiskRow } from '../plan/risk-rows.ts';
import { columnsText } from './columns-text.ts';
import { asciiRisk, type PicturedModel, riskPicture } from './risk-picture.ts';
import { wrap } from './wrap.ts';

/** The risk of a manifest for people: what models of several kinds would do, and other strategies beside it. */
export function riskText(report: RiskReport, columns: number, charset = asciiRisk): string {
  const { traffic, slo, monthlyBudget } = report;
  const lines = [
    styleText('bold', `Risk at ${figure(traffic.requestsPerSecond)} requests a second`),
    ...wrap(
      `${percent(traffic.healthyRate)} of them fail when all is well${traffic.rejectedRate ? `, and ${percent(traffic.rejectedRate)} are rejected (4xx)` : ''} (${traffic.from}). A month at ${percent(slo)} leaves ${figure(monthlyBudget)} requests that may fail.`,
      columns,
      '',
    ),
    '',
    ...columnsText(
      ['model', 'fails', 'taken back', 'before 100 %', 'after', 'hurt (worst 5 %)', 'budget'],
      [...report.rows.map((row) => rowOf(row, monthlyBudget))],
    ),
    '',
    ...wrap(
      `Hurt: requests that fail and would not have on the old fleet, until traffic is back or the shift has ended. After: minutes with traffic on the new fleet. Slow: half of its requests take longer than 95 % of the old fleet’s do, and those that would not have are hurt.${otherScores(report)}`,
      columns,
      '',
    ),
    '',
    ...wrap(smallestText(report), columns, ''),
    '',
    ...evidenceLines(report, columns),
    ...hourLines(report),
    ...sizeLine(report, columns),
    ...wrap(
      'The same alarms and judges under other strategies: how many sound models are taken back, and how many requests one that always fails hurts',
      columns,
      '',
    ).map((line) => styleText('dim', line)),
    ...columnsText(
      ['strategy', 'peak', report.dollars === undefined ? 'extra h' : 'costs', 'sound', 'hurt'],
      report.others.map(({ strategy, peakInstances, sound, allFail, ...size }) => [
        strategy,
        String(peakInstances),
        size.dollars === undefined ? figure(size.extraInstanceHours) : money(size.dollars),
        chance(sound.takenBack),
        allFail.harmed === null ? '-' : figure(allFail.harmed.median),
      ]),
    ),
    '',
    ...pictureLines(report, columns, charset),
    '',
    ...report.unsound.flatMap(({ field, takenBack, instead }) =>
      wrap(
        `${styleText('yellow', 'warning')} ${field} takes back ${percent(takenBack)} of sound models by itself. { compare: ${instead} } has no limit and takes back at most 1 %.`,
        columns,
        '',
      ),
    ),
    ...(report.within === undefined ? [] : ['', ...withinLines(report.within, columns)]),
    ...report.leftOut.flatMap((text) => wrap(`Not in these figures: ${text}.`, columns, '')),
  ];
  return `${lines.join('\n')}\n`;
}

/** What comparisons see in these bakes, and which bakes they need. */
function evidenceLines({ evidence }: RiskReport, columns: number): string[] {
  if (evidence.length === 0) return [];
  const heading =
    'What each comparison is there to find, the chance that it does before the new fleet has all traffic, and the shortest bake with which that is 80 %';
  return [
    ...wrap(heading, columns, '').map((line) => styleText('dim', line)),
    ...columnsText(
      ['comparison', 'finds', 'chance', 'needs'],
      evidence.map(({ field, compare, model, chance: found, bakeSeconds }) => [
        `${field.replace(/(\.judge)?\.compare$/, '')} ${compare}`,
        model,
        chance(found),
        found === null ? '-' : bakeSeconds === null ? 'no bake does' : formatDuration(bakeSeconds),
      ]),
    ),
    '',
  ];
}

/** At the quietest and the busiest hour of the week, where the endpoint's history has them. */
function hourLines(report: RiskReport): string[] {
  const { hours } = report;
  if (hours.length === 0 || report.smallest === null) return [];
  return [
    styleText('dim', 'The same at other hours of the week (UTC)'),
    ...columnsText(
      ['hour', 'requests/s', 'sound back', 'all fail: hurt (worst 5 %)'],
      hours.map(({ day, hour, requestsPerSecond, sound, allFail }) => [
        `${day} ${String(hour).padStart(2, '0')}:00`,
        figure(requestsPerSecond),
        chance(sound.takenBack),
        hurt(allFail.harmed),
      ]),
    ),
    '',
  ];
}

/** Only where scores are compared. */
const otherScores = ({ rows }: RiskReport): string =>
  rows.some(({ model }) => model === 'shifted')
    ? ' Shifted: bell-shaped scores have moved by half of their standard deviation (PSI 0.25). Constant: all scores are alike. All that these answer is hurt.'
    : '';

function smallestText(report: RiskReport): string {
  const { smallest } = report;
  if (report.rows[0]?.noticed === 'no')
    return 'Nothing takes back a model that fails by itself: it gets all of the traffic, unless people stop it.';
  if (smallest === null)
    return 'Which failures are noticed is not known: see below what is not in these figures.';
  const { chance, rate, times } = smallest;
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
      `${may}: none of ${tried} ways to shift stays within that, takes back a model that fails always or ten times as often as usual in 95 % of cases, and takes back at most ${percent(mostTakenBack)} of sound models.`,
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

/** The budget is of requests that fail with 5xx, which those of these models do as usual. */
const notIn5xx = new Set(['sound', 'slow', 'all 4xx', 'shifted', 'constant']);

/** What stands instead of chances where there are none. */
const unnoticed = { no: 'no alarm', unknown: 'not known' } as const;

function rowOf(
  { model, rate, takenBack, inTime, minutes, harmed, noticed }: RiskRow,
  budget: number,
): string[] {
  const isSound = model === 'sound';
  const chances =
    noticed === 'yes' || (isSound && noticed === 'no')
      ? [chance(takenBack), chance(inTime)]
      : [unnoticed[noticed], '-'];
  return [
    ...[model, percent(rate), ...chances],
    minutes === undefined ? '-' : `${minutes} min`,
    isSound ? '-' : hurt(harmed),
    notIn5xx.has(model) || harmed === null || budget === 0 ? '-' : percent(harmed.median / budget),
  ];
}

/** Each way to shift, and how long bad models stay in it. */
function pictureLines(report: RiskReport, columns: number, charset: typeof asciiRisk): string[] {
  const bad = report.rows.filter(({ model }) => model !== 'sound');
  const failing = bad[0]?.noticed ?? 'no';
  const pictured = (
    model: string,
    risk: PicturedModel['risk'],
    noticed: RiskRow['noticed'],
  ): PicturedModel =>
    noticed === 'yes' && risk !== undefined
      ? { model, risk }
      : { model, why: unnoticed[noticed === 'yes' ? 'no' : noticed] };
  const { until, later } = charset;
  return [
    ...wrap(
      `How long bad models stay: ${until} until half of them are taken back, ${later} until 95 % are; and the new fleet’s share of the traffic`,
      columns,
      '',
    ).map((line) => styleText('dim', line)),
    ...riskPicture(
      [
        {
          title: 'this manifest',
          phases: report.phases,
          models: bad.map((row) => pictured(row.model, row, row.noticed)),
        },
        ...report.others.map(({ strategy, phases, allFail, tenTimes }) => ({
          ...{ title: strategy, phases },
          models: [pictured('all fail', allFail, failing), pictured('10 times', tenTimes, failing)],
        })),
      ],
      columns,
      charset,
    ),
  ];
}

const hurt = (harmed: Middle | null): string =>
  harmed === null ? '-' : `${figure(harmed.median)} (${figure(harmed.worst)})`;
const chance = (part: number | null): string => (part === null ? '-' : percent(part));
/** Three figures; requests are whole where there are many, and millions where there are more. */
const figure = (value: number): string =>
  value >= 999_500
    ? `${Number((value / 1e6).toPrecision(3)).toLocaleString('en-US')}M`
    : (value >= 10 ? Math.round(Number(value.toPrecision(3))) : Number(value.toPrecision(2))).toLocaleString(
        'en-US',
      );
const money = (dollars: number): string => `$${dollars.toFixed(dollars < 1 ? 3 : 2)}`;
/** Two figures; what is nearly nothing or nearly all is told so. */
function percent(part: number): string {
  if (part > 0 && part < 0.0001) return '< 0.01 %';
  if (part < 1 - 1e-9 && part > 0.9999) return '> 99.99 %';
  return `${Number((part * 100).toPrecision(part > 0.99 ? 4 : 2))} %`;
}
