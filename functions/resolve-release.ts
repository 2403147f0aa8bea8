import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { resolve } from '../core/plan/resolve.ts';
import { rolloutSchema } from '../core/release.ts';
import type { Ending } from '../core/verdict/conclude.ts';
import { look } from './shared/look.ts';
import { allowedEnv, allowedIn, lookPorts } from './shared/look-ports.ts';
import { enterPhase } from './shared/progress.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';

const envSchema = allowedEnv.extend({ TABLE_NAME: z.string() });
const eventSchema = z.object({ rollout: rolloutSchema, execution: z.string() });

interface Resolved {
  readonly ending: Ending | null;
}

/**
 * The first look: refuses early what cannot be released, with every problem at once, and changes nothing. It decides
 * nothing else: what may be released is settled when its turn has come, and a busy endpoint is waited for then.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const ports = lookPorts(seam);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));

  return async (event: unknown): Promise<Resolved> => {
    const { rollout, execution } = eventSchema.parse(event);
    const at = isoNow(seam);
    await ledger.begin(rollout, execution, at);
    await enterPhase({ ledger, announcements }, rollout, 'resolving', at);
    const findings = await look(ports, rollout, allowedIn(env));
    const resolution = resolve(rollout, findings);
    switch (resolution.kind) {
      case 'refused':
        return { ending: { kind: 'refused', problems: [...resolution.problems] } };
      case 'busy':
        return { ending: null };
      case 'prepared':
        // How it would be released now: to be shown, and to know how much people want to be told of it.
        await ledger.keepPlan(resolution.plan);
        return { ending: null };
      default:
        return resolution satisfies never;
    }
  };
}

export const handler = onAws(make);
