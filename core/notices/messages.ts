import { type Breach, describeBreach } from '../alarm.ts';
import { formatDuration } from '../manifest/duration.ts';
import { formatStep } from '../manifest/step.ts';
import type { Plan } from '../plan/plan.ts';
import { type Problem, sentence } from '../problem.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { Conclusion, Outcome } from '../verdict/conclude.ts';
import type { Notice, Severity } from './notice.ts';
import { plain } from './text.ts';

const mark: Record<Outcome, string> = {
  DEPLOYED: ':white_check_mark:',
  ROLLED_BACK: ':rewind:',
  REJECTED: ':no_entry:',
  FAILED: ':rotating_light:',
  TIMED_OUT: ':hourglass:',
};

/** Critical wakes somebody: only where somebody has to act. A refusal by an API can wait for the morning. */
const severityOf = (conclusion: Conclusion): Severity =>
  conclusion.urgent ? 'critical' : conclusion.outcome === 'DEPLOYED' ? 'info' : 'warning';

/** The rollout's one outcome. */
export function outcomeNotice(rollout: Rollout, conclusion: Conclusion): Notice {
  const { endpoint, version } = rollout.release;
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: conclusion.outcome,
    severity: severityOf(conclusion),
    title: `${mark[conclusion.outcome]} ${endpoint} ${plain(version)}: ${conclusion.outcome}`,
    lines: [
      plain(conclusion.cause),
      ...conclusion.problems.map((problem) => `• ${plain(sentence(problem))}`),
      `Release ${rolloutName(rollout)}, uploaded by ${plain(rollout.release.uploadedBy)}.`,
    ],
    nextSteps: conclusion.urgent ? [`Look at endpoint ${endpoint} now.`] : [],
  };
}

/** SageMaker has taken the update: what will happen, in numbers. */
export function shiftingNotice(plan: Plan): Notice {
  const { endpoint, version } = plan.rollout.release;
  return {
    endpoint,
    thread: rolloutName(plan.rollout),
    phase: 'shifting',
    severity: 'info',
    title: `:arrows_counterclockwise: ${endpoint} ${plain(version)}: ${plan.action === 'create' ? 'creating the endpoint' : 'shifting traffic'}`,
    lines: [
      plan.action === 'create'
        ? `${instances(plan.instanceCount)}; a first release has nothing to shift from.`
        : policyLine(plan),
    ],
    nextSteps: [],
  };
}

/** An alarm that one of our endpoints watches went into ALARM. */
export function alarmNotice(
  endpoint: string,
  rollout: string | undefined,
  role: 'rollback' | 'notify',
  breach: Breach,
): Notice {
  const during =
    rollout === undefined
      ? 'No rollout is under way.'
      : role === 'rollback'
        ? `Rollout ${rollout} is under way: in a bake, SageMaker now shifts all traffic back.`
        : `Rollout ${rollout} is under way and goes on: this alarm only tells.`;
  return {
    endpoint,
    thread: rollout ?? `${endpoint}-alarms`,
    phase: 'alarm',
    severity: 'warning',
    title: `:bell: ${endpoint}: alarm ${plain(describeBreach(breach))}`,
    lines: [plain(breach.reason), during],
    nextSteps: [],
  };
}

/** A tarball that no endpoint can be told from: reported, never dropped. */
export function misplacedNotice(
  artifact: { bucket: string; key: string; uploadedBy: string },
  problem: Problem,
): Notice {
  return {
    endpoint: 'none',
    thread: `misplaced-${artifact.bucket}`,
    phase: 'REJECTED',
    severity: 'warning',
    title: `${mark.REJECTED} An artifact is in the wrong place: REJECTED`,
    lines: [plain(sentence(problem)), `Uploaded by ${plain(artifact.uploadedBy)} to ${artifact.bucket}.`],
    nextSteps: [],
  };
}

const instances = (count: number): string => `${count} instance${count === 1 ? '' : 's'}`;

/** `linear, 20% at a time, 5m bakes, final bake 5m; 5 instances; rolled back by iris-5xx` */
function policyLine(plan: Plan): string {
  const { TrafficRoutingConfiguration: routing, TerminationWaitInSeconds } =
    plan.deployment.BlueGreenUpdatePolicy;
  const size = routing.CanarySize ?? routing.LinearStepSize;
  const names =
    plan.deployment.AutoRollbackConfiguration?.Alarms.map((alarm) => plain(alarm.AlarmName)) ?? [];
  return [
    routing.Type.toLowerCase().replaceAll('_', ' '),
    ...(size
      ? [
          `${formatStep(size)}${routing.Type === 'LINEAR' ? ' at a time' : ' first'}, ${formatDuration(routing.WaitIntervalInSeconds)} bakes`,
        ]
      : []),
    `final bake ${formatDuration(TerminationWaitInSeconds)}`,
    instances(plan.instanceCount),
    names.length > 0 ? `rolled back by ${names.join(', ')}` : 'no alarm would roll it back',
  ].join('; ');
}
