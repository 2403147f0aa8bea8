import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { cloudWatchAlarms } from '../../adapters/cloudwatch/alarms.ts';
import { gateActions } from '../../adapters/gates/act.ts';
import { pinnedPost, resolveHost } from '../../adapters/gates/pinned-post.ts';
import { OnceRuntimeClient } from '../../adapters/gates/smoke.ts';
import { secrets } from '../../adapters/secrets.ts';
import type { AlarmRole, Breach } from '../../core/alarm.ts';
import type { Measured } from '../../core/alarms/measured.ts';
import type { GateActions } from '../../core/gates/action-ports.ts';
import { alarmFacts } from '../../core/gates/alarm-facts.ts';
import type { AlarmSeen } from '../../core/gates/gate.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import { linkKeyring } from './link-keyring.ts';
import { type References, references } from './references.ts';
import type { Seam } from './seam.ts';

const list = z.string().transform((text) => text.split(',').filter((pattern) => pattern !== ''));

/** What a function is given that looks at gates. */
export const gateEnv = z.object({
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

export interface GateMeans {
  readonly actions: GateActions;
  readonly references: References;
  /** Alarms that are on and roll back, with their numbers. */
  breachesOf(watched: readonly WatchedAlarm[]): Promise<Breach[]>;
  /** How the alarms are that gates go by. */
  factsOf(endpoint: string, watched: readonly WatchedAlarm[]): Promise<Record<string, AlarmSeen>>;
}

export interface WatchedAlarm {
  readonly name: string;
  readonly on?: AlarmRole;
  readonly measured?: Measured | undefined;
}

/** What gates see and do, on AWS: the same wherever they stand. */
export function gateMeans(
  seam: Seam,
  env: z.infer<typeof gateEnv>,
  ledger: Pick<GateLedger, 'heardAlarms'>,
): GateMeans {
  const alarms = cloudWatchAlarms(seam.clients(CloudWatchClient));
  const secret = secrets({
    secretsManager: seam.clients(SecretsManagerClient),
    ssm: seam.clients(SSMClient),
    now: () => seam.clock.now(),
  });
  return {
    references: references({
      keyring: linkKeyring(secret, env.LINK_SECRET),
      decideUrl: env.DECIDE_URL,
      now: () => seam.clock.now(),
    }),
    actions: gateActions({
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
    }),

    async breachesOf(watched) {
      const names = watched.filter(({ on }) => on === 'rollback').map(({ name }) => name);
      return names.length === 0 ? [] : alarms.breaches(names);
    },

    async factsOf(endpoint, watched) {
      if (watched.length === 0) return {};
      const found = await alarms.states(watched.map(({ name }) => name));
      return alarmFacts(watched, found, await ledger.heardAlarms(endpoint));
    },
  };
}
