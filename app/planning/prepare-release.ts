import type { FoundAlarm, OwnAlarms } from '../../core/alarms/own-alarms.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { Leases } from '../../core/lease/lease.ts';
import { supersededBy } from '../../core/lease/superseded.ts';
import type { DeploymentHistory } from '../../core/plan/deployment-history.ts';
import { isSameManifest, type ManifestVersion, manifestVersionOf } from '../../core/plan/manifest-version.ts';
import type { Plan, Preparation } from '../../core/plan/plan.ts';
import type { Resolution } from '../../core/plan/resolution.ts';
import { resolve } from '../../core/plan/resolve.ts';
import type { Settled } from '../../core/plan/settled.ts';
import type { Pins } from '../../core/ports/artifacts.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type {
  AlarmRecords,
  DeploymentRecords,
  EndpointWaits,
  PlanRecords,
  RolloutRecords,
  WatchedAlarms,
} from '../../core/ports/ledger.ts';
import type { Announcements } from '../../core/ports/notices.ts';
import { askedOtherwise } from '../../core/records/asked-otherwise.ts';
import { busySince, longestBusyMs } from '../../core/records/busy-since.ts';
import { replacedBy } from '../../core/records/replaced.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { modelBucketOf, type Rollout, rolloutName } from '../../core/release.ts';
import type { LiveEndpoint } from '../../core/sagemaker.ts';
import { canonicalJson } from '../../core/values/canonical-json.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { holdBeforeShift } from '../admission/hold-before-shift.ts';
import { type Allowed, type FindingsPorts, readFindings } from '../findings/read-findings.ts';
import { startManifestAttempt } from '../manifest-change/start-attempt.ts';
import { endingForUpload } from '../manifest-change/still-due.ts';
import { enterRolloutPhase } from '../notices/enter-rollout-phase.ts';
import { type InPlace, readBefore, settlePlan } from './settle-plan.ts';
import type { Written } from './settle-release.ts';

export interface PreparePorts {
  readonly look: FindingsPorts;
  readonly allowed: Allowed;
  readonly ledger: RolloutRecords &
    PlanRecords &
    EndpointWaits &
    AlarmRecords &
    DeploymentRecords &
    GateLedger;
  readonly leases: Leases;
  readonly rollouts: Rollouts;
  readonly pins: Pins;
  readonly ownAlarms: OwnAlarms;
  readonly announcements: Announcements;
}

/**
 * An ending; or the plan to carry out; or neither, if the rollout must wait for the endpoint and be settled
 * again.
 */
interface Prepared {
  readonly ending: Ending | null;
  readonly plan: Plan | null;
}

/** The release was settled a moment ago by the same invocation, which took the lease for it, too. */
export interface JustSettled extends Written {
  readonly replaced?: undefined;
  /** Read since the lease was free. */
  readonly watched: WatchedAlarms;
  /** Of the alarms that are to be made. */
  readonly found: readonly FoundAlarm[];
  /** Nothing of this rollout was tried before. */
  readonly isFirst: boolean;
}

/** What is stored or made already. */
interface Before {
  readonly plan: Plan | undefined;
  readonly history: DeploymentHistory | undefined;
  readonly watched: WatchedAlarms | undefined;
  readonly found: readonly FoundAlarm[] | undefined;
  readonly nothingIsPinned: boolean;
}

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/**
 * Checks again, because people may have thought for days, and creates whatever the shift needs, under the
 * lease: the pinned artifact, alarms, the abort switch, model and endpoint config. It creates exactly what
 * was settled, and so approved, or nothing. Idempotent.
 *
 * @param now epoch milliseconds
 */
export function preparation(ports: PreparePorts, now: () => number) {
  const { ledger, leases, rollouts, pins, ownAlarms, announcements } = ports;
  const { endpoints } = ports.look;
  const instant = () => instantAt(now());

  /** Records a config that is not ours as something to go back to, although only its owners keep it. */
  const keepReplaced = async ({ rollout, action }: Plan, live: LiveEndpoint | undefined) => {
    if (action !== 'update' || live === undefined) return;
    const made = await ports.look.ledger.rollout(rollout.release.endpoint, live.configName);
    if (made === undefined) await ledger.keepReplaced(rollout, replacedBy(live));
  };

  const prepare = async (
    plan: Plan,
    { model, endpointConfig, managedAlarms, history }: Preparation,
    before: Before,
  ) => {
    const { rollout } = plan;
    // First, so that garbage collection knows what was created before a crash.
    if (!isSame(plan, before.plan)) await ledger.keepPlan(plan);
    // SageMaker keeps only the last deployment config, and the shift replaces it. Only what is stored names the endpoint.
    const isKept = before.history?.endpointCreatedAt !== undefined && isSame(history, before.history);
    if (!isKept) await ledger.keepDeploymentHistory(rollout.release.endpoint, history);
    if (model !== undefined) {
      await pins.pin(rollout.release, before.nothingIsPinned);
      await endpoints.createModel(model.name, model.definition);
    }
    if (endpointConfig !== undefined) {
      await endpoints.createEndpointConfig(endpointConfig.name, endpointConfig.definition);
    }
    // A first release has nothing to shift back to.
    await ownAlarms.put(managedAlarms, plan.action === 'update' ? rollout : undefined, before.found);
    await ledger.watchAlarms(rollout.release.endpoint, plan.alarms, plan.alarmsTold, before.watched);
    await enterRolloutPhase({ ledger, announcements }, rollout, 'prepared', instant());
  };

  /** Executions of version 0.1 arrive here unsettled. They are settled now, by what they were asked. */
  const settleHere = async (rollout: Rollout, record: RolloutRecord | undefined): Promise<Checked> => {
    const inPlace: InPlace = (gates, manifest) => askedOtherwise(record, gates, manifest);
    const found = await settlePlan({ ...ports, now }, rollout, record?.settled, { inPlace });
    if (found.kind !== 'settled') return found;
    return { kind: 'prepared', ...found.prepared, live: found.live, history: undefined };
  };

  /** The settled release, if it is still what would be released. */
  const checkSettled = async (rollout: Rollout, settled: Settled): Promise<Checked> => {
    const { release, start } = rollout;
    const newest = await ports.look.artifacts.readManifest(modelBucketOf(release), release.endpoint);
    const version = manifestVersionOf(newest);
    const isNewest = isSameManifest(version, settled.manifest);
    // A rollback is never displaced by a manifest.
    if (!isNewest && start.kind !== 'rollback') {
      if (version === null || newest.kind === 'none') return { kind: 'stale' };
      return { kind: 'newer-manifest', version, at: newest.modifiedAt };
    }
    const manifest = isNewest
      ? newest
      : settled.manifest === null
        ? ({ kind: 'none' } as const)
        : await ports.look.artifacts.readManifest(modelBucketOf(release), release.endpoint, settled.manifest);
    const findings = await readFindings(ports.look, rollout, ports.allowed, {
      manifest,
      artifact: readBefore(rollout),
      ...(start.kind !== 'rollback' && { withTags: 'with-tags' as const }),
    });
    const found = resolve(rollout, findings);
    if (found.kind !== 'prepared') return found;
    const { from, digest } = found.settlement;
    const isSettled = from === settled.from && digest === settled.digest;
    return isSettled ? { ...found, live: findings.live, history: findings.history } : { kind: 'stale' };
  };

  const enter = async (rollout: Rollout, fence: number) => {
    const replaced = await holdBeforeShift(leases, rollout, fence, instant());
    await enterRolloutPhase({ ledger, announcements }, rollout, 'admitted', instant());
    return { record: await ledger.rollout(rollout.release.endpoint, rolloutName(rollout)), replaced };
  };

  return async (rollout: Rollout, fence: number, just?: JustSettled): Promise<Prepared> => {
    const { release } = rollout;
    const name = rolloutName(rollout);
    const { record, replaced } = just ?? (await enter(rollout, fence));
    const stop = record?.stop ?? replaced;
    if (stop !== undefined) return { ending: { kind: 'stopped', stop }, plan: null };
    const yielding = await endingForUpload({ ledger, rollouts }, rollout, instant());
    if (yielding !== null) return { ending: yielding, plan: null };
    const settled = record?.settled;
    const checked = settled && (await checkSettled(rollout, settled));
    const isSettledHere = settled === undefined || (settled.inPlace && checked?.kind === 'stale');
    const found = checked === undefined || isSettledHere ? await settleHere(rollout, record) : checked;
    switch (found.kind) {
      case 'refused':
        return { ending: { kind: 'refused', problems: [...found.problems] }, plan: null };
      case 'over':
        return { ending: found.ending, plan: null };
      case 'busy':
        if (now() - busySince(record, now()) < longestBusyMs) return { ending: null, plan: null };
        return { ending: { kind: 'timed-out', during: 'busy-endpoint' }, plan: null };
      case 'stale':
        return { ending: null, plan: null };
      case 'newer-manifest': {
        // Its event is late or lost, so it is unknown who uploaded it.
        const { version, at = instant() } = found;
        const by = 'whoever put the manifest';
        const serving = rollout.start.kind === 'manifest' ? rollout.start.serving : undefined;
        const asked = { release, manifestVersion: version.versionId, by, at, replaces: name, serving };
        const started = await startManifestAttempt({ ledger, leases, rollouts }, asked);
        const superseded = supersededBy(rolloutName(started.rollout), 'manifest', instant());
        return { ending: { kind: 'stopped', stop: superseded }, plan: null };
      }
      case 'prepared':
        await keepReplaced(found.plan, found.live);
        await prepare(found.plan, found.preparation, {
          plan: just?.prepared.plan,
          history: found.history,
          watched: just?.watched,
          found: just?.found,
          nothingIsPinned: just?.isFirst === true && rollout.attempt === 1,
        });
        return { ending: null, plan: found.plan };
      default:
        return found satisfies never;
    }
  };
}

/**
 * What to create; or why that is impossible: something is wrong, or it no longer matches what was settled.
 */
type Checked =
  | (Extract<Resolution, { kind: 'prepared' }> & {
      readonly live: LiveEndpoint | undefined;
      /** The endpoint's deployment configs as the ledger has them, if they were read. */
      readonly history: DeploymentHistory | undefined;
    })
  | Exclude<Resolution, { kind: 'prepared' }>
  | { readonly kind: 'busy' }
  | { readonly kind: 'over'; readonly ending: Ending }
  | { readonly kind: 'stale' }
  | { readonly kind: 'newer-manifest'; readonly version: ManifestVersion; readonly at: Instant | undefined };
