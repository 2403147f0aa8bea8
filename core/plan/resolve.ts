import { abortSwitchName } from '../alarms/abort-switch.ts';
import { comparisonAlarmRequest } from '../alarms/comparison-alarm.ts';
import { managedAlarmRequest } from '../alarms/managed.ts';
import { misspelt } from '../endpoint-name.ts';
import { compare } from '../gates/compare.ts';
import { areBakesWatchedBy } from '../gates/kinds.ts';
import type { Manifest } from '../manifest/schema.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { DeploymentConfig } from '../sagemaker.ts';
import { type StrategyPolicy, strategyOf } from '../strategies/strategies.ts';
import { type Problem, sentence } from '../values/problem.ts';
import { guardedRelease } from './as-guarded.ts';
import { plannedCapture } from './capture.ts';
import { checkAlarms } from './checks/alarms.ts';
import { artifactProblems } from './checks/artifact.ts';
import { checkCapture } from './checks/capture.ts';
import type { Checked } from './checks/checked.ts';
import { checkComparisons } from './checks/comparisons.ts';
import { checkDuration } from './checks/duration.ts';
import { kindProblems } from './checks/endpoint-kind.ts';
import { endpointState } from './checks/endpoint-state.ts';
import { checkFeatures, excludedFeatures } from './checks/features.ts';
import { checkGateAlarms } from './checks/gate-alarms.ts';
import { checkGates } from './checks/gates.ts';
import { checkCapacity } from './checks/room.ts';
import { checkSoundness } from './checks/soundness.ts';
import { trustProblems } from './checks/trust.ts';
import { unreadWarnings } from './checks/unread.ts';
import { checkVolumeKey } from './checks/volume-key.ts';
import { comparedVariants, comparisonsIn } from './comparisons-of.ts';
import { compose, writtenTags } from './compose.ts';
import { plannedVariant } from './compose-variants.ts';
import type { Composition } from './composition.ts';
import type { Findings } from './findings.ts';
import { aboutStored, type GivenStrategy, givenStrategy } from './given-strategy.ts';
import { withoutInstances } from './no-instances.ts';
import { historyBefore } from './owners-deployment.ts';
import type { Plan, Prepared } from './plan.ts';
import { plannedAlarm } from './planned-alarm.ts';
import { goingBackSeconds, type PlannedShift, planShift } from './planned-shift.ts';
import { readManifest } from './read-manifest.ts';
import { locateProblems, type Resolution, resolved } from './resolution.ts';
import { resolveRollback } from './resolve-rollback.ts';
import { settlementOf } from './settlement.ts';
import { isOurs, type WatchedAlarm, watchedAlarms } from './watched-alarms.ts';

/**
 * Decides an attempt before anything is changed: a complete plan and what to create for it, or every problem.
 * Pure, so it can be called again whenever time has passed.
 */
export function resolve(rollout: Rollout, findings: Findings): Resolution {
  const { live } = findings;
  const { endpoint } = rollout.release;
  const artifact = findings.artifact ?? { problems: [], bytes: 0 };
  const ownName = live?.name ?? findings.ownName ?? endpoint;
  // Everything else was read under the wrong name.
  if (ownName !== endpoint)
    return { kind: 'refused', problems: [misspelt(endpoint, ownName), ...artifact.problems] };
  if (rollout.start.kind === 'rollback') return resolveRollback(rollout, rollout.start, findings);
  const read = readManifest(findings, endpoint);
  const state = live === undefined ? nothing : endpointState(live);
  if (read.manifest === undefined) {
    const [least, most] = read.rest?.manifests.map((one) => checked(rollout, findings, one).problems) ?? [];
    const problems =
      least === undefined || most === undefined
        ? [...read.problems, ...artifact.problems, ...state.problems]
        : [...read.problems, ...inBoth(least, most).flatMap((problem) => read.rest?.told(problem) ?? [])];
    return { kind: 'refused', problems: locateProblems(problems, findings.manifest) };
  }
  const { plan, draft, ...found } = checked(rollout, findings, read.manifest);
  return resolved(found, findings, (warnings) => prepared({ ...plan, warnings }, draft));
}

/** The problems that do not depend on how the manifest's wrong fields are corrected. */
const inBoth = (least: readonly Problem[], most: readonly Problem[]): readonly Problem[] =>
  least.filter((problem) => most.some((other) => sentence(other) === sentence(problem)));

/** The plan under a manifest, with everything that is wrong with it. */
function checked(
  rollout: Rollout,
  findings: Findings,
  manifest: Manifest,
): Checked & { readonly plan: Plan; readonly draft: Draft } {
  const { live, stage } = findings;
  const { endpoint } = rollout.release;
  const state = live === undefined ? nothing : endpointState(live);
  const artifact = findings.artifact ?? { problems: [], bytes: 0 };
  const name = rolloutName(rollout);
  const composition = compose(rollout, stage, manifest, live);
  const asked = givenStrategy(manifest.rollout, findings);
  const instances = withoutInstances(asked, composition.variants);
  const given: GivenStrategy = { ...asked, policy: instances.policy };
  const { policy, fields } = given;
  const watched = watchedAlarms(manifest, given, {
    stage,
    rollout: name,
    variants: comparedVariants(manifest, live),
  });
  const { model, endpointConfig } = composition;
  const excluded = excludedFeatures({ models: [model], variants: endpointConfig.ProductionVariants }, live);
  const shiftBy = (by: StrategyPolicy) =>
    planShift({
      action: live === undefined ? 'create' : 'update',
      policy: by,
      alarmNames: rollbackNames(watched, live === undefined ? undefined : abortSwitchName(stage, name)),
      variants: composition.variants,
      fallsBack: excluded.length > 0,
      startSeconds: startSecondsOf(composition),
    });
  const shift = shiftBy(policy);
  const { deployment } = policy === asked.policy ? shift : shiftBy(asked.policy);
  const draft: Draft = {
    ...{ rollout, manifest, composition, given, shift, watched, excluded, findings },
    askedDeployment: deployment,
  };
  const plan = planOf(draft);

  const { variants } = composition;
  const guarded = guardedRelease({
    ...plan,
    endpoint: live?.name ?? endpoint,
    definition: endpointConfig,
    model,
    variants,
  });
  const checks: Checked[] = [
    only(artifactProblems(artifact, composition.downloadSeconds)),
    state,
    only(live === undefined ? [] : kindProblems(live)),
    { problems: [], warnings: live === undefined ? [] : unreadWarnings(live) },
    only(given.problems),
    instances,
    checkAlarms({
      release: guarded,
      watched,
      found: findings.alarms,
      policy,
      isInherited: given.isInherited,
      fields,
      areBakesWatched: areBakesWatchedBy([
        ...(manifest.gates?.during ?? []),
        ...comparisonsIn(manifest).map((config) => ({ kind: compare.kind, config })),
      ]),
    }),
    live === undefined || excluded.length > 0
      ? nothing
      : checkSoundness({
          ...{ manifest, endpoint: live.name, variants: variants.length, watched },
          ...{ found: findings.alarms, phases: plan.timeline.phases, traffic: findings.traffic },
        }),
    checkVolumeKey(live, findings.allowedKeys),
    only(trustProblems(manifest, { images: findings.allowedImages, roles: findings.allowedRoles })),
    checkGates(manifest.gates, findings, watched, plan, endpointConfig.AsyncInferenceConfig !== undefined),
    checkComparisons(manifest, guarded, endpointConfig.ProductionVariants, plan),
    checkCapture(rollout, manifest, findings, endpointConfig),
    checkGateAlarms(manifest.gates, findings.alarms, watched, guarded),
    composition,
    checkPolicy(draft),
    checkFeatures(excluded, policy, variants.length, fields),
    checkCapacity(findings, variants, plan.timeline.peakInstances, endpoint),
  ];
  return {
    problems: checks.flatMap(({ problems }) => problems).map(aboutStored),
    warnings: checks.flatMap(({ warnings }) => warnings),
    plan,
    draft,
  };
}

const nothing: Checked = { problems: [], warnings: [] };
const only = (problems: Checked['problems']): Checked => ({ problems, warnings: [] });

/** What has been composed of an attempt so far. */
interface Draft {
  readonly rollout: Rollout;
  readonly manifest: Manifest;
  readonly composition: Composition;
  readonly given: GivenStrategy;
  readonly shift: PlannedShift;
  /**
   * The strategy as it was asked for, even if there is no instance to shift in parts: counts belong to
   * autoscaling.
   */
  readonly askedDeployment: DeploymentConfig;
  readonly watched: readonly WatchedAlarm[];
  readonly excluded: readonly string[];
  readonly findings: Findings;
}

/**
 * The alarms that SageMaker watches. The creation of an endpoint only stores them for later updates. So
 * alarms of this one release, which are deleted with it, are left out there.
 */
function rollbackNames(watched: readonly WatchedAlarm[], abortSwitch: string | undefined): string[] {
  const names = watched
    .filter((alarm) => alarm.on === 'rollback' && (abortSwitch !== undefined || !isOurs(alarm)))
    .map(({ name }) => name);
  return abortSwitch === undefined ? names : [...names, abortSwitch];
}

/** Without a fleet size (a problem of its own) the policy cannot be checked against it. */
function checkPolicy({ composition, given, manifest, findings, excluded }: Draft): Checked {
  if (findings.live === undefined && manifest.fleet?.instanceCount === undefined) return nothing;
  // If SageMaker would ignore the policy, neither its sizes nor its bakes matter.
  if (excluded.length > 0) return nothing;
  const { variants } = composition;
  const { policy, fields } = given;
  const startSeconds = startSecondsOf(composition);
  const duration = checkDuration({ policy, variants, startSeconds }, fields, given.isInherited);
  return {
    problems: [...strategyOf(policy).problems(policy, variants, fields), ...duration.problems],
    warnings: duration.warnings,
  };
}

/** How long the new model may take to download and to answer its first ping. */
const startSecondsOf = ({ downloadSeconds, startupSeconds }: Composition): number =>
  downloadSeconds + startupSeconds;

function planOf({ rollout, manifest, composition, given, shift, watched, findings }: Draft): Plan {
  const { live } = findings;
  const { variants } = composition;
  const action = live === undefined ? 'create' : 'update';
  const capture = plannedCapture(rollout, manifest.capture, live);
  return {
    rollout,
    action,
    config: rolloutName(rollout),
    ...(action === 'create' && manifest.tags && { endpointTags: [...writtenTags(manifest)] }),
    previousConfig: live?.configName ?? null,
    strategyFrom: given.from,
    deployment: shift.deployment,
    alarms: watched.map((alarm) => plannedAlarm(alarm, findings.alarms)),
    variants: variants.map(plannedVariant),
    resize: composition.resize,
    wait: shift.wait,
    ...(live !== undefined && { goingBackSeconds: goingBackSeconds(variants, live) }),
    timeline: shift.timeline,
    warnings: [],
    notify: manifest.notify?.severity ?? 'info',
    ...(manifest.notify?.alarms === 'always' && { alarmsTold: 'always' }),
    ...(capture && { capture }),
    keep: manifest.keep,
  };
}

function prepared(plan: Plan, draft: Draft): Prepared {
  const { rollout, composition, watched, findings, shift } = draft;
  const name = rolloutName(rollout);
  const fleet = {
    stage: findings.stage,
    endpoint: rollout.release.endpoint,
    rollout: name,
    config: name,
    variants: composition.variants.map((variant) => variant.name),
    asynchronous: composition.endpointConfig.AsyncInferenceConfig !== undefined,
  };
  return {
    plan,
    settlement: settlementOf(plan, draft),
    preparation: {
      model: { name, definition: composition.model },
      endpointConfig: { name, definition: composition.endpointConfig },
      history: historyBefore(findings),
      managedAlarms: watched.flatMap(({ managed, compared, n = 0 }) => [
        ...(managed === undefined ? [] : [managedAlarmRequest(managed, n, fleet)]),
        // A first release has no other fleet to be compared with.
        ...(compared === undefined || plan.action === 'create'
          ? []
          : [comparisonAlarmRequest(compared, fleet, minutesOf(shift.deployment))]),
      ]),
    },
  };
}

/** The longest that an update may take, in minutes. */
const minutesOf = ({ BlueGreenUpdatePolicy, RollingUpdatePolicy }: DeploymentConfig): number =>
  Math.ceil(
    (BlueGreenUpdatePolicy ?? RollingUpdatePolicy ?? { MaximumExecutionTimeoutInSeconds: 0 })
      .MaximumExecutionTimeoutInSeconds / 60,
  );
