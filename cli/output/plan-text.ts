import { styleText } from 'node:util';
import { alarmRule } from '../../core/cloudwatch/alarm-text.ts';
import { figure } from '../../core/cloudwatch/value-text.ts';
import { strategyWords } from '../../core/plan/strategy-words.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { type Problem, sentence } from '../../core/values/problem.ts';
import type { PlanReport, PlanSummary } from '../plan/plan-report.ts';
import { type Charset, planPicture } from './plan-picture.ts';
import { planTable } from './plan-table.ts';

/** The screen that a plan is written for. */
export interface Page {
  readonly columns: number;
  readonly charset: Charset;
}

/** A plan for people: a table, a picture, and further facts. */
export function planText(report: PlanReport, page: Page): string {
  const { endpoint, basis, first, update } = report;
  const fromLive = basis === 'live' && first === null;
  const parts = [
    ...(update
      ? updateParts(endpoint, fromLive ? 'the endpoint as it is' : 'the manifest alone', update, report, page)
      : []),
    ...(fromLive ? [] : [firstRelease(report, page)]),
    ...(report.defaults === null ? [] : [settingsLines(report, page)]),
  ];
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** Why a release would be refused, one line per problem. */
export const problemsText = (endpoint: string, problems: readonly Problem[]): string =>
  [
    `A release to ${endpoint} would be refused, for ${problems.length === 1 ? 'this' : `these ${problems.length}`}:`,
    ...problems.map((problem) => `  ${sentence(problem)}`),
  ].join('\n');

/** What a plan has of the manifest beside its alarms. */
type Written = Pick<PlanReport, 'gates' | 'comparisons' | 'settings' | 'defaults'>;

function updateParts(
  endpoint: string,
  from: string,
  plan: PlanSummary,
  written: Written,
  page: Page,
): string[][] {
  const { timeline } = plan;
  return [
    [
      `${styleText('bold', endpoint)}: an update of ${fleetText(plan)}, planned from ${from}`,
      strategyWords(plan, strategyFiles(written)),
    ],
    planTable(timeline),
    [legend(page.charset), ...planPicture(timeline, page.columns, page.charset)],
    [
      ...facts(plan, written).flatMap(([label, text]) => entry(label, text, page.columns)),
      ...warningLines(plan, page),
    ],
  ];
}

/** Whose the strategy is, if some of it is in the defaults; undefined if all of it is the endpoint's own. */
function strategyFiles({ settings, defaults }: Written): string | undefined {
  const files = settings.filter(({ field }) => field.startsWith('rollout.')).map(({ file }) => file);
  if (defaults === null || !files.includes(defaults)) return undefined;
  return files.includes(null) ? `the manifest and ${defaults}` : defaults;
}

const fleetText = ({ variants }: PlanSummary): string =>
  variants
    .map(({ name, instanceType, instanceCount, serverless }) => {
      const size = serverless ? 'serverless' : `${instanceCount} ${instanceType ?? 'instances'}`;
      return variants.length > 1 ? `${name} ${size}` : size;
    })
    .join(', ');

const legend = ({ blue, green }: Charset): string =>
  `traffic: ${styleText('blue', blue)} blue, what serves now; ${styleText('green', green)} green, the release; under it their instances`;

function facts(
  { timeline, alarms, keep, variants }: PlanSummary,
  { gates, comparisons }: Written,
): [label: string, text: string][] {
  const { totalSeconds, leastSeconds, worstSeconds, timings } = timeline;
  const less =
    leastSeconds < totalSeconds
      ? `, or as little as ${formatDuration(leastSeconds)}: AWS's documents leave it open (npx greenlight docs assumptions)`
      : '';
  const { provisioningSeconds, activationSeconds, terminationSeconds } = timings;
  const perVariant = variants.length > 1 ? ' of all variants' : '';
  return [
    ['takes', `${formatDuration(totalSeconds)}${less}`],
    ['at worst', `${formatDuration(worstSeconds)}: AWS's own timeout, and then its rollback`],
    [
      'instances',
      `${timeline.peakInstances}${perVariant} at most; ${timeline.extraInstanceHours} instance-hour${timeline.extraInstanceHours === 1 ? '' : 's'} beyond what serves anyway`,
    ],
    ['alarms', [...alarms.map(alarmText), ...comparisons.map(comparisonText)].join(', ') || 'none'],
    ['gates', gatesText(gates)],
    ['keeps', `${keep} ${keep === 1 ? 'release' : 'releases'} for rollback`],
    [
      'assumes',
      `${formatDuration(provisioningSeconds)} to get instances, ${formatDuration(activationSeconds)} to turn traffic on, ${formatDuration(terminationSeconds)} to end instances: AWS documents no figures`,
    ],
  ];
}

/** `approval before the shift; judge in its bakes; soak after it. Their time comes on top` */
function gatesText({ before, during, after }: PlanReport['gates']): string {
  const stages = [
    ...(before.length > 0 ? [`${before.join(', ')} before the shift`] : []),
    ...(during.length > 0 ? [`${during.join(', ')} in its bakes`] : []),
    ...(after.length > 0 ? [`${after.join(', ')} after it`] : []),
  ];
  const waits =
    before.length + after.length > 0
      ? '. Those before and after it may take their time, which comes on top'
      : '';
  return stages.length === 0 ? 'none' : `${stages.join('; ')}${waits}`;
}

/** `5xx-rate above 1 % (for 2m, rolls back, made for each release)` */
function alarmText(alarm: PlanSummary['alarms'][number]): string {
  const { on, managed, forSeconds } = alarm;
  const lasts = forSeconds === undefined ? [] : [`for ${formatDuration(forSeconds)}`];
  const does = [...lasts, alarmDoes[on], ...(managed ? ['made for each release'] : [])];
  return alarmRule(alarm, does.join(', '));
}
/** `5xx at most 2× as often as on the old fleet (rolls back, compared in its bakes, 1 % false alarms)` */
const comparisonText = ({ compare, tolerance, falseAlarms, on }: PlanReport['comparisons'][number]): string =>
  `${compare} at most ${tolerance}× as often as on the old fleet (${alarmDoes[on]}, compared in its bakes, ${figure(falseAlarms * 100)} % false alarms)`;

const alarmDoes = { rollback: 'rolls back', hold: 'asks people', notify: 'only tells' } as const;

function warningLines({ warnings }: PlanSummary, { columns }: Page): string[] {
  return warnings.flatMap((warning) =>
    entry(styleText('yellow', 'warning'), sentence(warning), columns, 'warning'),
  );
}

function firstRelease({ endpoint, basis, first, missingForFirst }: PlanReport, { columns }: Page): string[] {
  const missing = basis === 'live';
  const when = missing
    ? `There is no endpoint ${endpoint} yet: the`
    : 'Where there is no such endpoint yet, the';
  const listed = (problems: readonly Problem[]) =>
    problems.flatMap((problem) => wrapped(`- ${sentence(problem)}`, columns));
  if (first === null) {
    const needs = wrapped(`${when} first release needs more than this manifest has:`, columns);
    return [...needs, ...listed(missingForFirst)];
  }
  const { totalSeconds, worstSeconds } = first.timeline;
  const lasts = `${formatDuration(totalSeconds)} (${formatDuration(worstSeconds)} if its model is slow to start)`;
  const creates = `${when} first release creates it: ${fleetText(first)} in ${lasts}. Nothing shifts, nothing bakes.`;
  return [...wrapped(creates, columns), ...(missing ? listed(first.warnings) : [])];
}

/** Each setting with the file that has it; the endpoint's own come first. */
function settingsLines({ settings, defaults }: PlanReport, { columns }: Page): string[] {
  const textOf = (file: string | null) =>
    settings
      .filter((setting) => setting.file === file)
      .map(({ field, value, line }) => `${field} ${value}${line === undefined ? '' : ` (line ${line})`}`)
      .join(', ') || 'nothing';
  return [
    ...entry('its own', textOf(null), columns),
    ...entry('defaults', `${defaults}: ${textOf(defaults)}`, columns),
  ];
}

const labelWidth = 11;

/** A label with its text beside it, over as many lines as needed. */
function entry(label: string, text: string, columns: number, plain: string = label): string[] {
  return wrapped(text, columns - labelWidth).map((line, index) =>
    index === 0
      ? `${plain === label ? styleText('dim', label) : label}${' '.repeat(labelWidth - plain.length)}${line}`
      : ' '.repeat(labelWidth) + line,
  );
}

/** `text` in lines of at most `width` characters; a longer word still makes a longer line. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length < width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
