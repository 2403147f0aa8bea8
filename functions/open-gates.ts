import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { cloudWatchAlarms } from '../adapters/cloudwatch/alarms.ts';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { gateActions } from '../adapters/gates/act.ts';
import { pinnedPost, resolveHost } from '../adapters/gates/pinned-post.ts';
import { OnceRuntimeClient } from '../adapters/gates/smoke.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { secrets } from '../adapters/secrets.ts';
import { snsNotices } from '../adapters/sns.ts';
import { LeaseLost } from '../core/errors.ts';
import { alarmFacts } from '../core/gates/alarm-facts.ts';
import type { PlannedGate } from '../core/gates/gate.ts';
import { gateName } from '../core/gates/gate-key.ts';
import { alarmsNamedBy } from '../core/gates/kinds.ts';
import { enterPhase as enterLeasePhase } from '../core/lease/holder.ts';
import { type Rollout, rolloutName, rolloutSchema } from '../core/release.ts';
import type { Ending } from '../core/verdict/conclude.ts';
import type { Stop } from '../core/verdict/stop.ts';
import { askGate } from './shared/ask-gate.ts';
import { linkKeyring } from './shared/link-keyring.ts';
import { passGates } from './shared/pass-gates.ts';
import { enterPhase } from './shared/progress.ts';
import { references } from './shared/references.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';

const list = z.string().transform((text) => text.split(',').filter((pattern) => pattern !== ''));
const envSchema = z.object({
  TABLE_NAME: z.string(),
  TOPIC_ARN: z.string(),
  ALLOWED_WEBHOOK_HOSTS: list,
  ALLOWED_FUNCTIONS: list,
  /** What webhooks are signed with: an ARN of Secrets Manager. */
  SIGNING_SECRET: z.string(),
  /** What links and callbacks are signed with, and where they lead: another ARN, and the URL of decideGate. */
  LINK_SECRET: z.string(),
  DECIDE_URL: z.string(),
});
const eventSchema = z.object({
  rollout: rolloutSchema,
  fence: z.number(),
  stage: z.enum(['before', 'after']),
});

/** An ending; or how long to wait at most before looking again; or neither: all gates are passed. */
interface Opened {
  readonly ending: Ending | null;
  readonly waitSeconds: number | null;
  /** Epoch ms: whatever has happened since was not looked at. */
  readonly lookedAt: number;
}

/** Where only an event can bring a gate on, it is looked at once a day all the same: an event may be lost. */
const longestWaitSeconds = 86_400;

/**
 * Looks at the gates before the shift, or after it, one after another as far as they go. Asked again whenever
 * something has happened that a gate may go by, or its time has come.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const dynamo = seam.clients(DynamoDBClient);
  const ledger = dynamoLedger(dynamo, env.TABLE_NAME);
  const leases = dynamoLeases(dynamo, env.TABLE_NAME);
  const alarms = cloudWatchAlarms(seam.clients(CloudWatchClient));
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));
  const secret = secrets({
    secretsManager: seam.clients(SecretsManagerClient),
    ssm: seam.clients(SSMClient),
    now: () => seam.clock.now(),
  });
  const referring = references({
    keyring: linkKeyring(secret, env.LINK_SECRET),
    decideUrl: env.DECIDE_URL,
    now: () => seam.clock.now(),
  });
  const actions = gateActions({
    runtime: seam.clients(OnceRuntimeClient),
    s3: seam.clients(S3Client),
    lambda: seam.clients(LambdaClient),
    stopwatch: seam.stopwatch,
    post: pinnedPost(),
    resolve: resolveHost,
    io: (work) => seam.clock.io(work),
    now: () => seam.clock.now(),
    allowedHosts: env.ALLOWED_WEBHOOK_HOSTS,
    allowedFunctions: env.ALLOWED_FUNCTIONS,
    signingKey: () => secret.read(env.SIGNING_SECRET),
  });

  const checkLease = async (rollout: Rollout, fence: number, stage: 'before' | 'after') => {
    const { endpoint } = rollout.release;
    const name = rolloutName(rollout);
    const entry = await leases.change(endpoint, (lease) => enterLeasePhase(lease, name, fence, stage));
    if (entry.kind === 'not-held') throw new LeaseLost(endpoint, name);
  };

  const factsOf = async (endpoint: string, watched: readonly Watched[]) => {
    const found = await alarms.states(watched.map(({ name }) => name));
    return alarmFacts(watched, found, await ledger.heardAlarms(endpoint));
  };

  const endingOf = (stage: 'before' | 'after', stop: Stop): Ending =>
    stage === 'before'
      ? { kind: 'stopped', stop }
      : { kind: 'verdict', verdict: { kind: 'unwanted', breaches: [], stop } };

  return async (event: unknown): Promise<Opened> => {
    const { rollout, fence, stage } = eventSchema.parse(event);
    const name = rolloutName(rollout);
    const { endpoint } = rollout.release;
    await checkLease(rollout, fence, stage);
    const phase = stage === 'before' ? 'gates-before' : 'gates-after';
    await enterPhase({ ledger, announcements }, rollout, phase, isoNow(seam));
    const record = await ledger.rollout(endpoint, name);
    const lookedAt = seam.clock.now();
    if (record?.stop !== undefined)
      return { ending: endingOf(stage, record.stop), waitSeconds: null, lookedAt };

    const gates: readonly PlannedGate[] = record?.gates?.[stage] ?? [];
    const watched = watchedBy(gates, record?.plan?.alarms ?? record?.gates?.alarms ?? []);
    await ledger.watchAlarms(
      endpoint,
      watched.map(({ name: alarm, on = 'notify' }) => ({ name: alarm, on })),
      record?.plan?.alarmsTold,
    );
    const passed = await passGates(
      {
        ledger,
        alarms: () => factsOf(endpoint, watched),
        act: async (action, n, until) => {
          const place = { rollout: name, stage, n };
          const callbackUrl =
            action.kind === 'webhook' && action.mayAnswerLater
              ? await referring.callbackUrl(endpoint, place, until)
              : undefined;
          const about = { rollout, stage, gate: gateName(place) };
          return actions.act(action, { ...about, ...(callbackUrl !== undefined && { callbackUrl }) });
        },
      },
      { endpoint, rollout: name, stage },
      gates,
      () => seam.clock.now(),
    );
    switch (passed.kind) {
      case 'passed':
        return { ending: null, waitSeconds: null, lookedAt: passed.lookedAt };
      case 'failed': {
        const kind = gates[passed.n]?.kind ?? 'gate';
        const stop: Stop = { kind: 'gate', by: `gate ${kind}`, reason: passed.why, at: isoNow(seam) };
        return { ending: endingOf(stage, stop), waitSeconds: null, lookedAt: passed.lookedAt };
      }
      case 'waiting': {
        await askGate(
          { ledger, notices, announcements, references: referring },
          rollout,
          stage,
          passed.n,
          isoNow(seam),
        );
        const { until = Number.POSITIVE_INFINITY, lookedAt: since } = passed;
        const seconds = Math.ceil((until - seam.clock.now()) / 1000);
        return {
          ending: null,
          waitSeconds: Math.max(1, Math.min(seconds, longestWaitSeconds)),
          lookedAt: since,
        };
      }
      default:
        return passed satisfies never;
    }
  };
}

interface Watched {
  readonly name: string;
  readonly on?: 'rollback' | 'notify';
}

/** The manifest's alarms, and those that gates name themselves. */
function watchedBy(
  gates: readonly PlannedGate[],
  planned: readonly { name: string; on: 'rollback' | 'notify' }[],
): Watched[] {
  const own = planned.map(({ name, on }) => ({ name, on }));
  const named = alarmsNamedBy(gates).filter((name) => !own.some((alarm) => alarm.name === name));
  return [...own, ...named.map((name) => ({ name }))];
}

export const handler = onAws(make);
