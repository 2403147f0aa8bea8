import { styleText } from 'node:util';
import { phaseText, startText } from '../../core/recording/words.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { sentence } from '../../core/values/problem.ts';
import { shortInstant } from '../../core/values/short-instant.ts';
import { nextStepText } from '../../core/verdict/next-step.ts';
import type { Stop } from '../../core/verdict/stop.ts';
import type { HistoryEntry } from '../views/history-entry.ts';
import { endedGateLines } from './gate-lines.ts';
import { outcomeColour } from './report-line.ts';
import { wrap } from './wrap.ts';

/**
 * A rollout in a few lines: when and how it ended; who began it and how long it took; who stopped it; why.
 * What the cause says about the endpoint was true when it was told. So are the next steps, which are shown
 * only for the newest rollout, since any later one has changed them.
 */
export function historyLines(entry: HistoryEntry, columns: number, isNewest = false): string[] {
  const { outcome, cause, stop, problems, aftermath, endedAt } = entry;
  // The next steps changed when the endpoint came to rest.
  const nextSteps = (aftermath === undefined ? entry.nextSteps : aftermath.nextSteps) ?? [];
  const ended =
    outcome === null
      ? styleText('cyan', phaseText(entry.phase))
      : styleText(['bold', outcomeColour(outcome)], outcome.padEnd(11));
  const details = [
    `${startText(entry.start)}; ${timesText(entry)}`,
    ...(entry.replaced === undefined ? [] : [replacedText(entry.replaced, outcome)]),
    ...entry.gates.flatMap(endedGateLines),
    // The cause already says who aborted it.
    ...(stop === undefined || cause?.includes(stop.reason)
      ? []
      : [`${stopText(stop.kind)} by ${stop.by}: ${stop.reason}`]),
    ...(cause === null ? [] : [endedAt === null ? cause : `at ${shortInstant(endedAt)}: ${cause}`]),
    ...(problems.length > 1 ? problems.map((problem) => `- ${sentence(problem)}`) : []),
    ...(aftermath === undefined
      ? []
      : [
          `At ${shortInstant(aftermath.at)} the endpoint was ${aftermath.status} on ${aftermath.serving ?? 'nothing'}.`,
        ]),
  ];
  // An address of the bucket is long: one of them shows where all of them are.
  const where = isNewest
    ? `s3://${entry.report?.bucket}/${entry.report?.key}`
    : `npx greenlight report ${entry.rollout}`;
  const report = entry.report === null ? [] : [`report: ${where}`];
  const steps = isNewest ? nextSteps.map((step) => `- ${nextStepText(step)}`) : [];
  return [
    `${shortInstant(entry.startedAt)}  ${ended}  ${entry.version}  ${styleText('dim', entry.rollout)}`,
    ...[...details, ...report, ...steps].flatMap((text) => wrap(text, columns, '  ')),
  ];
}

/** `took the place of fraud-prod-7 (model fraud-7, image …), which no release made` */
function replacedText(
  { config, variants }: NonNullable<HistoryEntry['replaced']>,
  outcome: HistoryEntry['outcome'],
): string {
  const served = variants.map(({ model, images }) =>
    [model === undefined ? undefined : `model ${model}`, ...images.map((image) => `image ${image}`)]
      .filter((part) => part !== undefined)
      .join(', '),
  );
  const what = [...new Set(served)].filter((text) => text !== '').join('; ');
  return `${replacing(outcome)} ${config}${what === '' ? '' : ` (${what})`}, which no release made`;
}

/** Only a deployed release has replaced the config. For a failure or a time-out that is not known. */
function replacing(outcome: HistoryEntry['outcome']): string {
  switch (outcome) {
    case null:
      return 'is to take the place of';
    case 'DEPLOYED':
      return 'took the place of';
    case 'ROLLED_BACK':
    case 'REJECTED':
    case 'SUPERSEDED':
      return 'did not take the place of';
    case 'FAILED':
    case 'TIMED_OUT':
      return 'was to take the place of';
    default:
      return outcome satisfies never;
  }
}

/** `queued 2m, shifted 38m, 41m in all` */
function timesText({ queuedSeconds, shiftSeconds, totalSeconds }: HistoryEntry): string {
  return [
    // A rollout whose turn came at once was not queued.
    ...(queuedSeconds === undefined || queuedSeconds < 1 ? [] : [`queued ${formatDuration(queuedSeconds)}`]),
    ...(shiftSeconds === undefined ? [] : [`shifted ${formatDuration(shiftSeconds)}`]),
    `${formatDuration(totalSeconds)} in all`,
  ].join(', ');
}

function stopText(kind: Stop['kind']): string {
  switch (kind) {
    case 'abort':
      return 'aborted';
    case 'superseded':
      return 'superseded';
    case 'gate':
      return 'not passed';
    default:
      return kind satisfies never;
  }
}
