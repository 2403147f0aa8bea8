import { abortSwitchName } from '../alarms/abort-switch.ts';
import type { GuardedRelease } from '../alarms/guarded-release.ts';
import { managedAlarmRequest } from '../alarms/managed.ts';
import { managedAlarmProblems } from '../alarms/managed-checks.ts';
import type { Manifest } from '../manifest/schema.ts';
import { type Rollout, rolloutName, type Start } from '../release.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import type { StrategyPolicy } from '../strategies/strategies.ts';
import { type Problem, shown } from '../values/problem.ts';
import { guardedRelease } from './as-guarded.ts';
import { checkVisibility, mostRollbackAlarms } from './checks/alarms.ts';
import { kindProblems } from './checks/endpoint-kind.ts';
import { endpointState } from './checks/endpoint-state.ts';
import { checkFeatures, excludedFeatures } from './checks/features.ts';
import { noEndpoint, targetProblems } from './checks/kept-config.ts';
import { checkCapacity } from './checks/room.ts';
import { composedVariant, liveCount, plannedVariant } from './compose-variants.ts';
import type { Findings } from './findings.ts';
import { type GivenStrategy, givenStrategy } from './given-strategy.ts';
import { historyBefore } from './owners-deployment.ts';
import type { Plan } from './plan.ts';
import { plannedAlarm } from './planned-alarm.ts';
import { goingBackSeconds, planShift } from './planned-shift.ts';
import { noManifest, readManifest } from './read-manifest.ts';
import { type Resolution, resolved } from './resolution.ts';
import { settlementOfRollback } from './settlement.ts';
import { startSecondsOf } from './start-seconds.ts';
import { type WatchedAlarm, watchedAlarms } from './watched-alarms.ts';

type RollbackStart = Extract<Start, { kind: 'rollback' }>;

/**
 * Decides a rollback: the kept config unchanged, all at once, watched by the alarms that are not in ALARM
 * now. Only alarms by metric are created: those of the release were removed when another one took its place. Problems that stop a release but not a way back are only warnings: a mistake in
 * the manifest, or an alarm that is on because the release to leave is bad.
 */
export function resolveRollback(rollout: Rollout, start: RollbackStart, findings: Findings): Resolution {
  const { live, stage, target, history } = findings;
  const { endpoint } = rollout.release;
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  if (live === undefined) problems.push(noEndpoint(endpoint));
  else {
    const state = endpointState(live);
    problems.push(
      ...state.problems,
      ...(live.config.ProductionVariants.length === 0 ? kindProblems(live) : []),
    );
    warnings.push(...state.warnings);
  }
  problems.push(...targetProblems(start, target, live, { stage, endpoint }));
  if (live === undefined || target === undefined || problems.length > 0) return { kind: 'refused', problems };

  const manifest = manifestOrDefaults(findings, endpoint, warnings);
  const name = rolloutName(rollout);
  const stored = { live, stage, history };
  const given = givenStrategy(manifest.rollout, stored);
  warnings.push(...given.problems);
  // The current counts, because an update keeps them.
  const variants = target.config.ProductionVariants.map((variant) =>
    composedVariant(variant, countNow(live, variant.VariantName), live),
  );
  const policy: StrategyPolicy = { strategy: 'all-at-once', finalBake: finalBakeOf(given) };
  const { ProductionVariants } = target.config;
  const startSeconds = startSecondsOf(ProductionVariants);
  const excluded = excludedFeatures({ models: [], variants: ProductionVariants }, live);
  const shiftUnder = (alarmNames: readonly string[]) =>
    planShift({
      action: 'update',
      policy,
      alarmNames,
      variants,
      fallsBack: excluded.length > 0,
      startSeconds,
    });
  // The alarms do not change how long it takes.
  const guarded = guardedRelease({
    endpoint: live.name,
    config: start.config,
    previousConfig: live.configName,
    definition: target.config,
    model: undefined,
    variants: variants.map(plannedVariant),
    timeline: shiftUnder([]).timeline,
  });
  // One name for each comparison is enough: a rollback leaves them out.
  const written = watchedAlarms(manifest, given, { stage, rollout: name, variants: ['-'] });
  const alarms = calmAlarms(written, findings.alarms, guarded, warnings);
  const watched = alarms.filter(({ on }) => on === 'rollback').map((alarm) => alarm.name);
  const { deployment, timeline, wait } = shiftUnder([...watched, abortSwitchName(stage, name)]);
  const room = checkCapacity(findings, variants, timeline.peakInstances, endpoint);
  const plan: Plan = {
    rollout,
    action: 'update',
    config: start.config,
    previousConfig: live.configName,
    deployment,
    alarms: alarms.map((alarm) => plannedAlarm(alarm, findings.alarms)),
    variants: variants.map(plannedVariant),
    resize: false,
    wait,
    goingBackSeconds: goingBackSeconds(variants, live),
    timeline,
    warnings: [],
    notify: manifest.notify?.severity ?? 'info',
    ...(manifest.notify?.alarms === 'always' && { alarmsTold: 'always' }),
    keep: manifest.keep,
  };
  const seen = alarms.flatMap(({ field, name: alarm }) => {
    const alarmFound = findings.alarms.find((one) => one.name === alarm);
    return alarmFound === undefined ? [] : [checkVisibility(field, alarmFound, guarded)];
  });
  const features = checkFeatures(excluded, policy, variants.length, given.fields);
  const found = {
    problems: room.problems,
    // An alarm that cannot watch the way back does not stop it.
    warnings: [
      ...warnings,
      ...seen.flatMap((one) => [...one.problems, ...one.warnings]),
      ...features.warnings,
      ...room.warnings,
    ],
  };
  const { config, fast = false } = start;
  const asked = { rollout, manifest, findings, watched: alarms, config, variants, fast };
  const fleet = {
    ...{ stage, endpoint, rollout: name, config },
    variants: variants.map((variant) => variant.name),
    asynchronous: target.config.AsyncInferenceConfig !== undefined,
  };
  const managedAlarms = alarms.flatMap(({ managed, n = 0 }) =>
    managed === undefined ? [] : [managedAlarmRequest(managed, n, fleet)],
  );
  return resolved(found, findings, (told) => ({
    plan: { ...plan, warnings: told },
    preparation: { managedAlarms, history: historyBefore(stored) },
    settlement: settlementOfRollback(plan, asked),
  }));
}

function manifestOrDefaults(findings: Findings, endpoint: string, warnings: Problem[]): Manifest {
  const { manifest, problems } = readManifest(findings, endpoint);
  warnings.push(...problems);
  return manifest ?? noManifest;
}

/**
 * The manifest's alarms that exist and are not in ALARM now, and those that are made for what it goes back to. For the
 * others, warnings say why they are left out.
 */
function calmAlarms(
  written: readonly WatchedAlarm[],
  found: Findings['alarms'],
  guarded: GuardedRelease,
  warnings: Problem[],
) {
  const seen = new Set<string>();
  const calm = written.filter(({ field, name, on, managed, compared }) => {
    if (seen.has(name)) return false;
    seen.add(name);
    if (managed !== undefined) {
      const problems = managedAlarmProblems(managed, field, guarded);
      warnings.push(...problems);
      return problems.length === 0;
    }
    const state = found.find((alarm) => alarm.name === name)?.state;
    const leftOut = compared
      ? `a comparison of ${shown(compared.alarm.compare)}: such are made for releases only`
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

/** The manifest's, or five minutes: time in which even the way back can be reverted. */
const finalBakeOf = ({ policy }: GivenStrategy): number => policy.finalBake ?? defaultFinalBake;
const defaultFinalBake = 300;

const countNow = (live: LiveEndpoint, name: string): number => {
  const variant = live.config.ProductionVariants.find(({ VariantName }) => VariantName === name);
  return variant === undefined ? 1 : liveCount(live, variant);
};
