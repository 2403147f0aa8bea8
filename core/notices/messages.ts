import type { PlannedGate } from '../gates/gate.ts';
import { type JudgeOff, judgeOffText } from '../gates/judge-off.ts';
import { findingText } from '../judge/finding.ts';
import type { Plan } from '../plan/plan.ts';
import { shortStrategyWords } from '../plan/strategy-words.ts';
import { takesBack } from '../plan/takes-back.ts';
import { uploaderText } from '../records/uploader.ts';
import { type Rollout, rolloutName, versionOf } from '../release.ts';
import { formatDuration } from '../values/duration.ts';
import type { Instant } from '../values/instant.ts';
import type { Meant } from '../values/meant-as.ts';
import { plain } from '../values/plain-text.ts';
import { type Problem, sentence } from '../values/problem.ts';
import type { Severity } from '../values/severity.ts';
import type { Conclusion } from '../verdict/conclusion.ts';
import { outcomeMark, phaseMark } from './marks.ts';
import type { Notice } from './notice.ts';
import { stepLines } from './step-lines.ts';

/**
 * Critical alerts somebody, so it is used only if somebody must act. An API's refusal can wait for the
 * morning.
 */
const severityOf = (conclusion: Conclusion): Severity =>
  conclusion.urgent
    ? 'critical'
    : ['DEPLOYED', 'SUPERSEDED'].includes(conclusion.outcome)
      ? 'info'
      : 'warning';

/**
 * The rollout's one outcome.
 * @param report where its report will be (`reportLine`)
 * @param asOf when it was so, if it could not be told then
 */
export function outcomeNotice(
  rollout: Rollout,
  conclusion: Conclusion,
  report: string,
  asOf?: Instant,
): Notice {
  const { endpoint } = rollout.release;
  const version = versionOf(rollout);
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: conclusion.outcome,
    severity: severityOf(conclusion),
    title: `${outcomeMark[conclusion.outcome]} ${endpoint} ${plain(version)}: ${conclusion.outcome}`,
    lines: [
      plain(conclusion.cause),
      // What stopped it is said as its cause already.
      ...(conclusion.judged ?? [])
        .filter(({ text }) => !conclusion.cause.includes(text))
        .map((finding) => plain(findingText(finding))),
      ...(asOf === undefined ? [] : [`That was so at ${asOf}. It could not be told until now.`]),
      // If one problem is the whole cause, it is said only once.
      ...conclusion.problems
        .map(sentence)
        .filter((text) => text !== conclusion.cause)
        .map((text) => `• ${plain(text)}`),
      `Release ${rolloutName(rollout)}, ${plain(madeBy(rollout))}.`,
      report,
    ],
    nextSteps: stepsOf(endpoint, conclusion),
  };
}

/** Conclusions of version 0.1 have no next steps. */
function stepsOf(endpoint: string, { nextSteps, urgent }: Conclusion): string[] {
  if (nextSteps === undefined) return urgent ? [`Look at endpoint ${endpoint} now.`] : [];
  return stepLines(nextSteps);
}

const madeBy = ({ release, start }: Rollout): string =>
  start.kind === 'rollback' && start.foreign
    ? `a rollback by ${start.by} to what no release made`
    : `uploaded by ${uploaderText(release.uploadedBy)}`;

/** It waits for the rollout before it to end. */
export function queuedNotice(rollout: Rollout, behind: string): Notice {
  const { endpoint } = rollout.release;
  const version = versionOf(rollout);
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'queued',
    severity: 'info',
    title: `${phaseMark.queued} ${endpoint} ${plain(version)}: waiting for its turn`,
    lines: [`${behind} is under way; a newer artifact would take this one's place.`],
    nextSteps: [],
  };
}

/**
 * SageMaker has accepted the update: what will happen, in numbers.
 * @param during the gates in force in the bakes
 * @param judgeOff its gates would compare both fleets, but that is switched off
 */
export function shiftingNotice(plan: Plan, during: readonly PlannedGate[], judgeOff?: JudgeOff): Notice {
  const { endpoint } = plan.rollout.release;
  const version = versionOf(plan.rollout);
  const what = {
    upload: '',
    manifest: ', with a new manifest',
    retry: ', once more',
    rollback: ': rolling back to it',
  };
  return {
    endpoint,
    thread: rolloutName(plan.rollout),
    phase: 'shifting',
    severity: 'info',
    title: `${phaseMark.shifting} ${endpoint} ${plain(version)}: ${plan.action === 'create' ? 'creating the endpoint' : 'shifting traffic'}${what[plan.rollout.start.kind]}`,
    lines: [
      plan.action === 'create'
        ? `${fleets(plan)}; a first release has nothing to shift from.`
        : policyLine(plan, during),
      ...(judgeOff === undefined ? [] : [`• Both fleets are not compared: ${plain(judgeOffText(judgeOff))}`]),
      ...plan.warnings.map((warning) => `• ${plain(sentence(warning))}`),
    ],
    nextSteps: [],
  };
}

/** It was live and is taken back. */
export function goingBackNotice(plan: Plan): Notice {
  const { endpoint } = plan.rollout.release;
  const version = versionOf(plan.rollout);
  return {
    endpoint,
    thread: rolloutName(plan.rollout),
    phase: 'going-back',
    severity: 'warning',
    title: `${phaseMark['going-back']} ${endpoint} ${plain(version)}: going back to the config from before`,
    lines: [
      `It was live already, so the endpoint is updated to ${plan.previousConfig} at once, on a new fleet, which takes minutes; until then the release serves.`,
    ],
    nextSteps: [],
  };
}

const misplacedTitle: Record<Meant, string> = {
  archive: 'An artifact is in the wrong place',
  manifest: 'A manifest will not be read',
  marker: 'A _READY marker will not be read',
};

/**
 * An object that was meant to be read, but is not because of its place or spelling. It is always reported.
 */
export function misplacedNotice(
  artifact: { bucket: string; key: string; uploadedBy: string },
  problem: Problem,
  meant: Meant = 'archive',
): Notice {
  return {
    endpoint: 'none',
    thread: `misplaced-${artifact.bucket}`,
    phase: 'REJECTED',
    severity: 'warning',
    title: `${outcomeMark.REJECTED} ${misplacedTitle[meant]}: REJECTED`,
    lines: [
      plain(sentence(problem)),
      `Uploaded by ${plain(uploaderText(artifact.uploadedBy))} to ${artifact.bucket}.`,
    ],
    nextSteps: [],
  };
}

const instances = (count: number): string => `${count} instance${count === 1 ? '' : 's'}`;

/** `3 instances`, `serverless`; with several variants `AllTraffic 3, Shadow 1 instances`. */
function fleets({ variants }: Plan): string {
  const [only, ...more] = variants;
  if (only !== undefined && variants.every(({ serverless }) => serverless)) return 'serverless';
  if (only !== undefined && more.length === 0) return instances(only.instanceCount);
  return `${variants.map(({ name, instanceCount }) => `${name} ${instanceCount}`).join(', ')} instances`;
}

/** `linear, 20% at a time, 5m bakes, final bake 5m; 5 instances; rolled back by iris-5xx` */
function policyLine(plan: Plan, during: readonly PlannedGate[]): string {
  const guards = takesBack(plan, during).map(plain);
  return [
    shortStrategyWords(plan),
    fleets(plan),
    guards.length > 0 ? `rolled back by ${guards.join(', ')}` : 'nothing would roll it back by itself',
    `about ${formatDuration(plan.timeline.totalSeconds)}`,
  ].join('; ');
}
