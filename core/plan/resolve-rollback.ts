import { abortSwitchName } from '../alarms/abort-switch.ts';
import type { RolloutPolicy } from '../manifest/rollout.ts';
import type { Manifest } from '../manifest/schema.ts';
import { type Problem, shown } from '../problem.ts';
import { type Rollout, rolloutName, type Start } from '../release.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import { alarmTerms } from './alarm-terms.ts';
import { changesOf } from './changes.ts';
import { mostRollbackAlarms } from './checks/alarms.ts';
import { kindProblems } from './checks/endpoint-kind.ts';
import { endpointState } from './checks/endpoint-state.ts';
import { checkFeatures, excludedFeatures } from './checks/features.ts';
import { targetProblems } from './checks/rollback-target.ts';
import { checkCapacity } from './checks/room.ts';
import { longest } from './compose.ts';
import { composedVariant, isServerless, liveCount } from './compose-variants.ts';
import { deploymentConfigOf } from './deployment-config.ts';
import { describePolicy } from './describe-policy.ts';
import { digestOf } from './digest.ts';
import type { Findings } from './findings.ts';
import { manifestVersionOf } from './manifest-version.ts';
import type { Plan } from './plan.ts';
import { policyFields } from './policy-fields.ts';
import { noManifest, readManifest } from './read-manifest.ts';
import { type Resolution, resolved } from './resolution.ts';
import { servingOf } from './serving.ts';
import type { Settlement } from './settled.ts';
import { askedShift, defaultPolicy, type Shift } from './shift.ts';
import { timelineOf } from './timeline/timeline-of.ts';
import { waitsOf } from './waits.ts';
import { watchedAlarms } from './watched-alarms.ts';

type RollbackStart = Extract<Start, { kind: 'rollback' }>;

/**
 * Decides a rollback: the kept config as it is, all at once, watched by those alarms that are calm now. Nothing is
 * made for it. What hinders a release but not a way back (a manifest with a mistake, an alarm that is on, because the
 * release to get away from is bad) is only told.
 */
export function resolveRollback(rollout: Rollout, start: RollbackStart, findings: Findings): Resolution {
  const { live, stage, target } = findings;
  const { endpoint } = rollout.release;
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  if (live === undefined)
    problems.push({ field: 'endpoint', expected: `an endpoint "${endpoint}" to roll back`, got: 'none' });
  else {
    const state = endpointState(live);
    problems.push(
      ...state.problems,
      ...(live.config.ProductionVariants.length === 0 ? kindProblems(live) : []),
    );
    warnings.push(...state.warnings);
  }
  problems.push(...targetProblems(start.config, target, live, { stage, endpoint }));
  if (live === undefined || target === undefined || problems.length > 0) return { kind: 'refused', problems };

  const manifest = manifestOrDefaults(findings, endpoint, warnings);
  const name = rolloutName(rollout);
  const policy = manifest.rollout ?? defaultPolicy;
  const asked = askedShift(policy, live, stage);
  const alarms = calmAlarms(manifest, asked, findings, name, warnings);
  // Counts are those that serve: an update keeps them.
  const variants = target.config.ProductionVariants.map((variant) =>
    composedVariant(
      isServerless(variant)
        ? variant
        : { ...variant, InitialInstanceCount: countNow(live, variant.VariantName) },
      live,
    ),
  );
  const counts = variants.map(({ instanceCount }) => instanceCount);
  const shift: Shift = {
    kind: 'blue-green',
    routing: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
    finalBake: finalBakeOf(policy, asked.shift),
    timeout: undefined,
  };
  const watched = alarms.filter(({ on }) => on === 'rollback').map((alarm) => alarm.name);
  const deployment = deploymentConfigOf(shift, [...watched, abortSwitchName(stage, name)], counts);
  const { ProductionVariants } = target.config;
  const startSeconds =
    longest(ProductionVariants, 'ModelDataDownloadTimeoutInSeconds') +
    longest(ProductionVariants, 'ContainerStartupHealthCheckTimeoutInSeconds');
  const excluded = excludedFeatures({ models: [], variants: ProductionVariants }, live);
  const timeline = timelineOf({
    action: 'update',
    deployment,
    variants,
    fallsBack: excluded.length > 0,
    startTimeoutSeconds: startSeconds,
  });
  const room = checkCapacity(findings, variants, timeline.peakInstances, endpoint);
  const plan: Plan = {
    rollout,
    action: 'update',
    config: start.config,
    previousConfig: live.configName,
    deployment,
    alarms: alarms.map((alarm) => ({ name: alarm.name, on: alarm.on, managed: false })),
    variants: variants.map(({ name: variant, instanceType, instanceCount }) => ({
      name: variant,
      instanceCount,
      ...(instanceType !== undefined && { instanceType }),
    })),
    resize: false,
    wait: waitsOf(deployment, counts, startSeconds),
    timeline,
    warnings: [],
    notify: manifest.notify?.severity ?? 'info',
    ...(manifest.notify?.alarms === 'always' && { alarmsTold: 'always' }),
    keep: manifest.keep,
  };
  const features = checkFeatures(excluded, deployment, variants.length, policyFields(policy));
  const found = {
    problems: room.problems,
    warnings: [...warnings, ...features.warnings, ...room.warnings],
  };
  // What it is watched by depends on how the alarms are just now: what was asked for is in the manifest.
  const terms = { strategy: describePolicy(deployment), alarms: alarmTerms(alarms) };
  const version = manifestVersionOf(findings.manifest);
  const settlement: Settlement = {
    manifest: version,
    from: live.configName,
    terms,
    changes: changesOf(
      { version: rollout.release.version, terms, variants, config: start.config },
      live,
      servingOf(findings.serving, live, stage),
    ),
    digest: digestOf({
      action: 'rollback',
      from: live.configName,
      manifest: version,
      artifact: rollout.release.artifact,
      name,
      config: start.config,
      setsCounts: false,
      deployment,
      ownAlarms: [...watched, abortSwitchName(stage, name)],
      alarms: manifest.alarms,
      gates: start.fast === true ? undefined : manifest.gates,
    }),
  };
  return resolved(found, findings, (told) => ({
    plan: { ...plan, warnings: told },
    preparation: { managedAlarms: [] },
    settlement,
  }));
}

function manifestOrDefaults(findings: Findings, endpoint: string, warnings: Problem[]): Manifest {
  const { manifest, problems } = readManifest(findings, endpoint);
  warnings.push(...problems);
  return manifest ?? noManifest;
}

/** Those of the manifest's alarms that exist and are not on now; of the others it is told why they are left out. */
function calmAlarms(
  manifest: Manifest,
  asked: Parameters<typeof watchedAlarms>[1],
  { alarms, stage }: Findings,
  rollout: string,
  warnings: Problem[],
) {
  const seen = new Set<string>();
  const calm = watchedAlarms(manifest, asked, { stage, rollout }).filter(({ field, name, on, managed }) => {
    if (seen.has(name)) return false;
    seen.add(name);
    const state = alarms.find((alarm) => alarm.name === name)?.state;
    const leftOut = managed
      ? `one by metric ${shown(managed.metric)}: such are made for releases only`
      : state === undefined
        ? `${shown(name)}, which does not exist`
        : state === 'ALARM' && on !== 'notify'
          ? `${shown(name)} in ALARM: it does not watch this rollback`
          : undefined;
    if (leftOut !== undefined)
      warnings.push({ field, expected: 'an alarm that can watch the rollback', got: leftOut });
    return leftOut === undefined;
  });
  const rollback = calm.filter(({ on }) => on === 'rollback');
  const kept = new Set(rollback.slice(0, mostRollbackAlarms));
  if (rollback.length > mostRollbackAlarms)
    warnings.push({
      field: 'alarms',
      expected: `at most ${mostRollbackAlarms} alarms with on: rollback`,
      got: `${rollback.length}`,
    });
  return calm.filter((alarm) => alarm.on !== 'rollback' || kept.has(alarm));
}

/** As long as the manifest's, or five minutes: time in which even the way back can be gone back. */
function finalBakeOf(policy: RolloutPolicy, shift: Shift): number {
  if ('finalBake' in policy && policy.finalBake !== undefined) return policy.finalBake;
  return (shift.kind === 'blue-green' && shift.finalBake) || defaultFinalBake;
}
const defaultFinalBake = 300;

const countNow = (live: LiveEndpoint, name: string): number => {
  const variant = live.config.ProductionVariants.find(({ VariantName }) => VariantName === name);
  return variant === undefined ? 1 : liveCount(live, variant);
};
