import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { cloudWatchAbortSwitch } from '../adapters/cloudwatch/abort-switch.ts';
import { cloudWatchOwnAlarms } from '../adapters/cloudwatch/own-alarms.ts';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { s3Pins } from '../adapters/s3/pin.ts';
import { LeaseLost } from '../core/errors.ts';
import { enterPhase as enterLeasePhase } from '../core/lease/holder.ts';
import type { Plan, Preparation } from '../core/plan/plan.ts';
import { resolve } from '../core/plan/resolve.ts';
import { replacedBy } from '../core/records/replaced.ts';
import { type Rollout, rolloutName, rolloutSchema } from '../core/release.ts';
import type { LiveEndpoint } from '../core/sagemaker.ts';
import type { Ending } from '../core/verdict/conclude.ts';
import { look } from './shared/look.ts';
import { allowedEnv, allowedIn, lookPorts } from './shared/look-ports.ts';
import { enterPhase } from './shared/progress.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';

const envSchema = allowedEnv.extend({ TABLE_NAME: z.string() });
const eventSchema = z.object({ rollout: rolloutSchema, fence: z.number() });

/** How long an endpoint that something else keeps changing is waited for: four hours. */
const longestBusyMs = 4 * 3_600_000;

/** An ending; or the plan to be carried out; or neither, while something else is changing the endpoint. */
interface Prepared {
  readonly ending: Ending | null;
  readonly plan: Plan | null;
}

/**
 * Looks again, since the first look may be hours old, and makes whatever the shift needs, under the lease: the
 * pinned artifact, alarms, the abort switch, model and endpoint config. Repeating it changes nothing.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const ports = lookPorts(seam);
  const { endpoints } = ports;
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const leases = dynamoLeases(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));
  const pins = s3Pins(seam.clients(S3Client));
  const ownAlarms = cloudWatchOwnAlarms(seam.clients(CloudWatchClient), env.STAGE);
  const abortSwitch = cloudWatchAbortSwitch(seam.clients(CloudWatchClient), env.STAGE);

  const checkLease = async (rollout: Rollout, fence: number) => {
    const { endpoint } = rollout.release;
    const name = rolloutName(rollout);
    // Being heard of, it counts as woken: from now on nobody passes its lease on to another.
    const entry = await leases.change(endpoint, (lease) => enterLeasePhase(lease, name, fence, 'before'));
    if (entry.kind === 'not-held') throw new LeaseLost(endpoint, name);
  };

  /** What is not ours is known from then on as what can be gone back to, though nobody but its owners keeps it. */
  const keepReplaced = async ({ rollout, action }: Plan, live: LiveEndpoint | undefined) => {
    if (action !== 'update' || live === undefined) return;
    const made = await ledger.rollout(rollout.release.endpoint, live.configName);
    if (made === undefined) await ledger.keepReplaced(rollout, replacedBy(live));
  };

  const prepare = async (plan: Plan, { model, endpointConfig, managedAlarms }: Preparation) => {
    const { rollout } = plan;
    // First, so that whatever was made before a crash is known to be collected.
    await ledger.keepPlan(plan);
    if (model !== undefined) {
      await pins.pin(rollout.release);
      await endpoints.createModel(model.name, model.definition);
    }
    if (endpointConfig !== undefined) {
      await endpoints.createEndpointConfig(endpointConfig.name, endpointConfig.definition);
    }
    await ownAlarms.put(managedAlarms);
    // A first release has nothing that it could be shifted back to.
    if (plan.action === 'update') await abortSwitch.make(rollout);
    await ledger.watchAlarms(rollout.release.endpoint, plan.alarms, plan.alarmsTold);
    await enterPhase({ ledger, announcements }, rollout, 'prepared', isoNow(seam));
  };

  return async (event: unknown): Promise<Prepared> => {
    const { rollout, fence } = eventSchema.parse(event);
    await checkLease(rollout, fence);
    await enterPhase({ ledger, announcements }, rollout, 'admitted', isoNow(seam));
    const record = await ledger.rollout(rollout.release.endpoint, rolloutName(rollout));
    if (record?.stop !== undefined) return { ending: { kind: 'stopped', stop: record.stop }, plan: null };
    const found = await look(ports, rollout, allowedIn(env));
    const resolution = resolve(rollout, found);
    switch (resolution.kind) {
      case 'refused':
        return { ending: { kind: 'refused', problems: [...resolution.problems] }, plan: null };
      case 'busy': {
        // It may come to rest and be changed again, any number of times: the bound is on all of it together.
        const since = Date.parse(record?.phases['waiting-for-endpoint'] ?? isoNow(seam));
        if (seam.clock.now() - since < longestBusyMs) return { ending: null, plan: null };
        return { ending: { kind: 'timed-out', during: 'busy-endpoint' }, plan: null };
      }
      case 'prepared':
        await keepReplaced(resolution.plan, found.live);
        await prepare(resolution.plan, resolution.preparation);
        return { ending: null, plan: resolution.plan };
      default:
        return resolution satisfies never;
    }
  };
}

export const handler = onAws(make);
