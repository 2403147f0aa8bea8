import { styleText } from 'node:util';
import { isGoingBack } from '../../core/deployment/gates-over.ts';
import { deploymentWords } from '../../core/deployment/words.ts';
import { figuresText } from '../../core/recording/figures.ts';
import { durationsOf, phaseText, startOf, startText } from '../../core/recording/words.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { versionOf } from '../../core/release.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { sentence } from '../../core/values/problem.ts';
import { nextStepText } from '../../core/verdict/next-step.ts';
import type { AlarmView } from '../views/alarm-view.ts';
import type { Progress } from '../views/progress.ts';
import type { FleetView, Snapshot } from '../views/snapshot.ts';
import { untilText, waitingGateText } from './gate-lines.ts';
import { type PanelRow, panelLines, rowLines } from './panel.ts';
import { outcomeColour } from './report-line.ts';
import { wrap } from './wrap.ts';

/**
 * A running rollout in one line. Of the values that change as time passes, it has only those of the alarms.
 */
export const progressLine = (progress: Progress): string => lineOf(progress, ({ text }) => text);

/** The same without the alarms' values. While this line is the same, there is nothing new to show. */
export const lastingLine = (progress: Progress): string => lineOf(progress, ({ label }) => label);

function lineOf(
  { phase, snapshot, step, record, gates }: Progress,
  alarmText: (alarm: AlarmView) => string,
): string {
  const shifting = phase === 'shifting' || phase === 'going-back';
  const doing = shifting && snapshot?.green !== undefined ? shiftText(snapshot, step) : undefined;
  const stop =
    record.stop === undefined
      ? ''
      : `; ${isGoingBack(record, shifting ? snapshot?.state : undefined) ? '' : 'to be '}stopped by ${record.stop.by}`;
  const alarms = (snapshot?.alarms ?? [])
    .filter(({ state }) => state !== 'OK')
    .map((alarm) => `; ${alarmText(alarm)}: ${alarm.state}`)
    .join('');
  const waiting = waitingGates(gates)
    .map((gate) => `; ${waitingGateText(gate)}`)
    .join('');
  return `${doing ?? phaseText(phase)}${waiting}${alarms}${stop}`;
}

const waitingGates = (gates: Progress['gates']) => gates.filter(({ status }) => status === 'pending');

/** `40 % on green (blue 3/5, green 2/5), step 2 of 5: bakes 5m` */
function shiftText(snapshot: Snapshot, step: Progress['step']): string {
  const { blue, green, greenShare } = snapshot;
  const fleets = [fleet('blue', blue), fleet('green', green)].filter((text) => text !== undefined);
  // A first release shifts no traffic: its fleet is created.
  const traffic =
    blue === undefined ? fleets.join() : `${Math.round(100 * greenShare)} % on green (${fleets.join(', ')})`;
  const doing = doingText(snapshot);
  return `${traffic}${stepText(step)}${doing === '' ? '' : `: ${doing}`}`;
}

/** Describes the deployment's state; if that is unclear, in AWS's own words. */
function doingText({ phase, state }: Snapshot): string {
  const { doing, meaning } = deploymentWords(state);
  const seconds = /^Baking for (\d+) seconds/.exec(phase)?.[1];
  const lasts = seconds === undefined ? '' : ` ${formatDuration(Number(seconds))}`;
  switch (state.deployment.kind) {
    case 'baking':
      return `bakes${lasts}`;
    case 'final-bake':
      return inOneLine([`final bake${lasts}`, ...meaning]);
    case 'creating':
    case 'unclear':
      return inOneLine([phase || doing, ...(state.deployment.kind === 'unclear' ? meaning : [])]);
    default:
      return inOneLine([doing, ...meaning]);
  }
}

/** Joins parts of a line. No full stop at the end, since others may follow. */
const inOneLine = (parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .map((part) => part.replace(/\.$/, ''))
    .join('. ');

const fleet = (name: string, counts: FleetView | undefined): string | undefined =>
  counts && `${name} ${counts.serving}/${counts.size}`;

const stepText = (step: Progress['step']): string =>
  step === undefined || step.of === 1 ? '' : `, step ${step.number} of ${step.of}`;

/** The same facts for the live panel. */
export function progressPanel(progress: Progress, columns: number): string[] {
  const { record, phase, snapshot, at, gates, shown } = progress;
  const { totalSeconds } = durationsOf(record, at);
  const above: PanelRow[] = [
    [
      'rollout',
      `${record.name}  ${styleText('bold', versionOf(record))}  ${phaseText(phase, snapshot?.state)}`,
    ],
    ...(shown === undefined ? [] : [['now', shown.sentence] as const]),
    ['since', `${formatDuration(totalSeconds)} ago, ${startText(startOf(record))}`],
    ...(record.stop === undefined
      ? []
      : [['stop', styleText('yellow', `${record.stop.by}: ${record.stop.reason}`)] as const]),
    ...waitingGates(gates).map((gate) => {
      const text = `${waitingGateText(gate)}${untilText(gate.until, at)}`;
      return ['gate', gate.asks === undefined ? text : styleText('yellow', text)] as const;
    }),
  ];
  if (snapshot === undefined) return rowLines(above, columns);
  const plan = planText(progress);
  const below: PanelRow[] = [
    ...(plan === undefined ? [] : [['plan', plan] as const]),
    ...figureRows(progress),
  ];
  return panelLines(snapshot, columns, { above, below });
}

/** Both fleets since the shift began, one under the other, and the evidence. */
function figureRows({ shown }: Progress): PanelRow[] {
  const { figures, evidence = [] } = shown ?? {};
  return [
    ...(figures === undefined
      ? []
      : [
          ['requests', `green ${figuresText(figures.green)}`] as const,
          ['', `blue  ${figuresText(figures.blue)}`] as const,
        ]),
    ...evidence.map((text) => ['judge', text] as const),
  ];
}

/** `12m30s of 30m to 35m, step 3 of 5` */
function planText({ step, plan }: Progress): string | undefined {
  if (plan === undefined) return undefined;
  const { doneSeconds, leastSeconds, totalSeconds } = plan;
  const least = leastSeconds < totalSeconds ? `${formatDuration(leastSeconds)} to ` : 'about ';
  return `${formatDuration(doneSeconds)} of ${least}${formatDuration(totalSeconds)}${stepText(step)}`;
}

/** How a rollout ended, with every problem if there are several. */
export function outcomeLines(record: RolloutRecord, columns: number): string[] {
  const { name, outcome = '', conclusion, endedAt } = record;
  const took =
    endedAt === undefined ? '' : `  after ${formatDuration(durationsOf(record, endedAt).totalSeconds)}`;
  const problems = conclusion?.problems ?? [];
  const details = [
    conclusion?.cause ?? '',
    ...(problems.length > 1 ? problems.map((problem) => `- ${sentence(problem)}`) : []),
    ...(conclusion?.urgent
      ? ['Somebody has to act now: "npx greenlight docs operating" says what to do.']
      : []),
    ...(conclusion?.nextSteps ?? []).map((step) => `- ${nextStepText(step)}`),
  ];
  return [
    `${styleText(['bold', outcomeColour(outcome)], outcome)}  ${versionOf(record)}  ${styleText('dim', name)}${took}`,
    ...details.flatMap((text) => wrap(text, columns, '  ')),
  ];
}
