import { abortSwitchName } from '../alarms/abort-switch.ts';
import { managedAlarmRequest } from '../alarms/managed.ts';
import { misspelt } from '../endpoint-name.ts';
import type { Manifest } from '../manifest/schema.ts';
import { type Problem, sentence } from '../problem.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { DeploymentConfig } from '../sagemaker.ts';
import { checkAlarms } from './checks/alarms.ts';
import { artifactProblems } from './checks/artifact.ts';
import type { Checked } from './checks/checked.ts';
import { differenceProblems } from './checks/difference.ts';
import { kindProblems } from './checks/endpoint-kind.ts';
import { endpointState } from './checks/endpoint-state.ts';
import { checkFeatures, excludedFeatures } from './checks/features.ts';
import { checkGates } from './checks/gates.ts';
import { checkCapacity } from './checks/room.ts';
import { trustProblems } from './checks/trust.ts';
import { compose } from './compose.ts';
import type { Composition } from './composition.ts';
import { deploymentConfigOf } from './deployment-config.ts';
import type { Findings } from './findings.ts';
import { deploymentProblems } from './limits.ts';
import type { Plan, Prepared } from './plan.ts';
import { type PolicyFields, policyFields } from './policy-fields.ts';
import { readManifest } from './read-manifest.ts';
import { type Resolution, resolved, told } from './resolution.ts';
import { resolveRollback } from './resolve-rollback.ts';
import { askedShift, defaultPolicy } from './shift.ts';
import { timelineOf } from './timeline/timeline-of.ts';
import { waitsOf } from './waits.ts';
import { type WatchedAlarm, watchedAlarms } from './watched-alarms.ts';

export { alarmNamesIn } from './watched-alarms.ts';

/**
 * Decides an attempt before anything is changed: a whole plan and what to make for it, or every problem there is.
 * Changes nothing and reads nothing, so it can be asked again whenever time has passed.
 */
export function resolve(rollout: Rollout, findings: Findings): Resolution {
  const { live } = findings;
  const { endpoint } = rollout.release;
  const artifact = findings.artifact ?? { problems: [], bytes: 0 };
  const ownName = live?.name ?? findings.ownName ?? endpoint;
  // All else was read under the wrong name.
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
    return { kind: 'refused', problems: told(problems, findings.manifest) };
  }
  const { plan, draft, ...found } = checked(rollout, findings, read.manifest);
  return resolved(found, findings, (warnings) => prepared({ ...plan, warnings }, draft));
}

/** What has nothing to do with what stands where the manifest is wrong. */
const inBoth = (least: readonly Problem[], most: readonly Problem[]): readonly Problem[] =>
  least.filter((problem) => most.some((other) => sentence(other) === sentence(problem)));

/** The plan by a manifest, with all that is wrong with it. */
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
  const policy = manifest.rollout ?? defaultPolicy;
  const fields = policyFields(policy);
  const asked = askedShift(policy, live, stage);
  const watched = watchedAlarms(manifest, asked, { stage, rollout: name });
  const composition = compose(rollout, stage, manifest, live);
  const counts = composition.variants.map(({ instanceCount }) => instanceCount);
  const alarmNames = rollbackNames(watched, live === undefined ? undefined : abortSwitchName(stage, name));
  const deployment = deploymentConfigOf(asked.shift, alarmNames, counts);
  const { model, endpointConfig } = composition;
  const excluded = excludedFeatures({ models: [model], variants: endpointConfig.ProductionVariants }, live);
  const draft: Draft = { rollout, manifest, composition, deployment, watched, excluded, findings };
  const plan = planOf(draft);

  const { variants } = composition;
  const checks: Checked[] = [
    only(artifactProblems(artifact, composition.downloadSeconds)),
    state,
    only(live === undefined ? [] : kindProblems(live)),
    only(asked.problems),
    checkAlarms({
      endpoint,
      watched,
      found: findings.alarms,
      deployment,
      fields,
      variantCount: variants.length,
    }),
    only(trustProblems(manifest, { images: findings.allowedImages, roles: findings.allowedRoles })),
    checkGates(manifest.gates, findings, watched, plan),
    composition,
    only(policyProblems(draft, fields)),
    checkFeatures(excluded, deployment, variants.length, fields),
    checkCapacity(findings, variants, plan.timeline.peakInstances, endpoint),
    only(rollout.start.kind === 'manifest' ? differenceProblems(name, composition, live) : []),
  ];
  return {
    problems: checks.flatMap(({ problems }) => problems),
    warnings: checks.flatMap(({ warnings }) => warnings),
    plan,
    draft,
  };
}

const nothing: Checked = { problems: [], warnings: [] };
const only = (problems: Checked['problems']): Checked => ({ problems, warnings: [] });

/** What has been put together of an attempt. */
interface Draft {
  readonly rollout: Rollout;
  readonly manifest: Manifest;
  readonly composition: Composition;
  readonly deployment: DeploymentConfig;
  readonly watched: readonly WatchedAlarm[];
  readonly excluded: readonly string[];
  readonly findings: Findings;
}

/**
 * The alarms that SageMaker watches. An endpoint that is created only keeps them for later updates: then those of
 * this one release, which are deleted with it, are left out.
 */
function rollbackNames(watched: readonly WatchedAlarm[], abortSwitch: string | undefined): string[] {
  const names = watched
    .filter(({ on, managed }) => on === 'rollback' && (abortSwitch !== undefined || managed === undefined))
    .map(({ name }) => name);
  return abortSwitch === undefined ? names : [...names, abortSwitch];
}

/** Without a fleet size (already a problem of its own) the policy cannot be judged against it. */
function policyProblems(
  { composition, deployment, manifest, findings, excluded }: Draft,
  fields: PolicyFields,
) {
  if (findings.live === undefined && manifest.fleet?.instanceCount === undefined) return [];
  // Where SageMaker would not follow the policy at all, its sizes do not matter.
  if (excluded.length > 0) return [];
  return deploymentProblems(deployment, composition.variants, fields);
}

function planOf({ rollout, manifest, composition, deployment, watched, excluded, findings }: Draft): Plan {
  const { live } = findings;
  const { variants, downloadSeconds, startupSeconds } = composition;
  const action = live === undefined ? 'create' : 'update';
  const startSeconds = downloadSeconds + startupSeconds;
  const counts = variants.map(({ instanceCount }) => instanceCount);
  return {
    rollout,
    action,
    config: rolloutName(rollout),
    previousConfig: live?.configName ?? null,
    deployment,
    alarms: watched.map(({ name, on, managed }) => ({ name, on, managed: managed !== undefined })),
    variants: variants.map(({ name, instanceType, instanceCount }) => ({
      name,
      instanceCount,
      ...(instanceType !== undefined && { instanceType }),
    })),
    resize: composition.resize,
    wait: waitsOf(live === undefined ? undefined : deployment, counts, startSeconds),
    timeline: timelineOf({
      action,
      deployment,
      variants,
      fallsBack: excluded.length > 0,
      startTimeoutSeconds: startSeconds,
    }),
    warnings: [],
    notify: manifest.notify?.severity ?? 'info',
    ...(manifest.notify?.alarms === 'always' && { alarmsTold: 'always' }),
    keep: manifest.keep,
  };
}

function prepared(plan: Plan, { rollout, composition, watched, findings }: Draft): Prepared {
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
    preparation: {
      model: { name, definition: composition.model },
      endpointConfig: { name, definition: composition.endpointConfig },
      managedAlarms: watched.flatMap(({ managed }, index) =>
        managed === undefined ? [] : [managedAlarmRequest(managed, index, fleet)],
      ),
    },
  };
}
