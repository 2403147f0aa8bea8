import { createHash } from 'node:crypto';
import type { Plan } from '../../core/plan/plan.ts';
import { pinnedUrl, type Rollout, rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { make as admitRollout } from '../../functions/admit-rollout.ts';
import { make as prepareRelease } from '../../functions/prepare-release.ts';
import { make as settleRelease } from '../../functions/settle-release.ts';
import { make as shiftTraffic } from '../../functions/shift-traffic.ts';
import {
  aLiveEndpoint,
  anArtifact,
  aRelease,
  aRollout,
  aWrittenManifest,
  instant,
  instantMs,
} from './builders.ts';
import { bucket, env, type FakeAws } from './fake-aws.ts';
import { aTarball } from './tarballs.ts';

/**
 * Brings rollouts to the state in which a test begins. The functions do it, so no test invents their writes.
 */

/** The ARN of the rollout's own execution. */
export const executionOf = (rollout: Rollout): string =>
  `${env.STATE_MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${rolloutName(rollout)}`;

/** A rollout of another version, uploaded `seconds` after the builders' instant. */
export function anUploadOf(version: string, seconds = 0): Rollout {
  const uploadedAt = instantAt(instantMs + seconds * 1000);
  const artifact = anArtifact({ bucket, key: `models/iris/${version}/model.tar.gz`, versionId: version });
  return aRollout({
    release: aRelease({ version, artifact, uploadedAt }),
    start: { kind: 'upload', at: uploadedAt },
  });
}

/** Another attempt of the rollout's release, `seconds` after the builders' instant. */
export function aRollbackTo(config: string, of: Rollout, attempt = 2, seconds = 60): Rollout {
  const at = instantAt(instantMs + seconds * 1000);
  return { release: of.release, attempt, start: { kind: 'rollback', at, by: 'ada', config } };
}

/** Forgets all recorded calls, notices and events so far. Changes stay. */
export function forget(aws: FakeAws): void {
  for (const list of [aws.calls, aws.accesses, aws.told, aws.announced, aws.shifts]) list.length = 0;
}

/** The state that Resolve leaves. */
export async function begun(aws: FakeAws, rollout: Rollout): Promise<void> {
  await aws.ledger.begin(rollout, executionOf(rollout), rollout.start.at);
}

export const admission = (aws: FakeAws, rollout: Rollout, token = `admission of ${rolloutName(rollout)}`) =>
  admitRollout(aws.seam)({ rollout, token, execution: executionOf(rollout) });

/** The rollout has asked for the lease. Returns its fence, or null if it waits. */
export async function asked(aws: FakeAws, rollout: Rollout, token?: string): Promise<number | null> {
  await begun(aws, rollout);
  await admission(aws, rollout, token);
  const { holder } = await aws.leases.read(rollout.release.endpoint);
  return holder?.claim.rollout === rolloutName(rollout) ? holder.fence : null;
}

/** The rollout holds the lease. Returns its fence. */
export async function admitted(aws: FakeAws, rollout: Rollout): Promise<number> {
  const fence = await asked(aws, rollout);
  if (fence === null) throw new Error(`${rolloutName(rollout)} is not admitted`);
  return fence;
}

/**
 * It holds the lease, and its plan is in the ledger, as after Prepare. The resources of Prepare are not made.
 */
export async function planned(aws: FakeAws, plan: Plan): Promise<number> {
  const fence = await admitted(aws, plan.rollout);
  await aws.ledger.keepPlan(plan);
  await aws.ledger.enter(plan.rollout, 'prepared', instant);
  return fence;
}

const shiftToken = (plan: Plan): string => `shift of ${rolloutName(plan.rollout)}`;

/** Its traffic is being shifted, under the token `shiftToken`. */
export async function shifting(aws: FakeAws, plan: Plan): Promise<number> {
  const fence = await planned(aws, plan);
  await shiftTraffic(aws.seam)({ mode: 'shift', token: shiftToken(plan), fence, plan });
  return fence;
}

/** The endpoint before the release. It has a config and a model, so that it can be read as a whole. */
export function serving(aws: FakeAws, config = aLiveEndpoint().configName, status = 'InService'): void {
  aws.endpoints.set('iris', { status, config, modified: instantMs - 1000 });
  kept(aws, config);
}

/** Makes the config and its model, whether it serves or not. */
export function kept(aws: FakeAws, config: string): void {
  const { config: definition, models } = aLiveEndpoint();
  const [model] = Object.values(models);
  const variants = definition.ProductionVariants.map((variant) => ({ ...variant, ModelName: config }));
  aws.configs.set(config, { EndpointConfigName: config, ProductionVariants: variants } as never);
  aws.models.set(config, { ModelName: config, ...model } as never);
}

/** The endpoint serves the rollout's release, with the builders' manifest. */
export function servesItself(aws: FakeAws, rollout: Rollout): void {
  const config = rolloutName(rollout);
  serving(aws, config);
  const container = { Image: 'local:iris', ModelDataUrl: pinnedUrl(rollout.release) };
  aws.models.set(config, { ...aws.models.get(config), ModelName: config, PrimaryContainer: container });
}

/** The endpoint comes to rest, some minutes later. */
export function comesToRest(aws: FakeAws, config: string, status = 'InService'): void {
  aws.endpoints.set('iris', { status, config, modified: instantMs + 300_000 });
}

/** Puts the manifest into the bucket, makes its alarm, and uploads a sound artifact. Returns the rollout. */
export async function uploaded(aws: FakeAws, manifest: Record<string, unknown> = {}): Promise<Rollout> {
  await aws.put('models/iris/greenlight.json', JSON.stringify(aWrittenManifest(manifest)));
  aws.alarms.push({ AlarmName: 'iris-5xx', StateValue: 'OK' });
  return uploadedArtifact(aws, await aTarball({ 'model.json': '{}' }));
}

export async function uploadedArtifact(aws: FakeAws, body: Uint8Array): Promise<Rollout> {
  const key = 'models/iris/v2/model.tar.gz';
  const versionId = await aws.put(key, body);
  const etag = createHash('md5').update(body).digest('hex');
  return aRollout({
    release: aRelease({ artifact: anArtifact({ bucket, key, versionId, etag, size: body.length }) }),
  });
}

/** The same with a folder of one file. */
export async function uploadedFolder(aws: FakeAws): Promise<Rollout> {
  const { artifact } = (await uploaded(aws)).release;
  await aws.put('models/iris/v3/model.json', '{}');
  const key = 'models/iris/v3/_READY';
  const versionId = await aws.put(key, '');
  const etag = createHash('md5').update('').digest('hex');
  return aRollout({
    release: aRelease({ artifact: { ...artifact, kind: 'folder', key, versionId, etag, size: 0 } }),
  });
}

/** Settled by its function: it holds the lease and has no gate before its shift. Returns its fence. */
export async function settled(aws: FakeAws, rollout: Rollout): Promise<number> {
  const fence = await admitted(aws, rollout);
  const { ending, busy } = await settleRelease(aws.seam)({ rollout, fence });
  if (ending !== null || busy) throw new Error(`not settled: ${JSON.stringify(ending ?? 'busy')}`);
  return fence;
}

/** Prepared by its function. Returns its fence and plan. */
export async function prepared(aws: FakeAws, rollout: Rollout): Promise<{ fence: number; plan: Plan }> {
  const fence = await settled(aws, rollout);
  const { plan, ending } = await prepareRelease(aws.seam)({ rollout, fence });
  if (plan === null) throw new Error(`not prepared: ${JSON.stringify(ending)}`);
  return { fence, plan };
}
