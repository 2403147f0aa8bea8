import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { snsNotices } from '../adapters/sns.ts';
import { stepFunctionsRollouts } from '../adapters/step-functions.ts';
import { busySince, longestBusyMs } from '../core/records/busy-since.ts';
import { type Gated, gatedBy } from '../core/records/gated.ts';
import { rolloutName, rolloutSchema } from '../core/release.ts';
import type { Ending } from '../core/verdict/conclude.ts';
import { holdBeforeShift } from './shared/hold-before-shift.ts';
import { allowedEnv, allowedIn, lookPorts } from './shared/look-ports.ts';
import { enterPhase } from './shared/progress.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { settlePlan, withdrawOthers } from './shared/settle-plan.ts';
import { tellWithdrawn } from './shared/tell-withdrawn.ts';

const envSchema = allowedEnv.extend({
  TABLE_NAME: z.string(),
  TOPIC_ARN: z.string(),
  STATE_MACHINE_ARN: z.string(),
});
const eventSchema = z.object({ rollout: rolloutSchema, fence: z.number() });

/** An ending; or whether something else is changing the endpoint; or what it has to pass. */
interface Settling {
  readonly ending: Ending | null;
  readonly busy: boolean;
  readonly gated: Gated;
}

/**
 * Decides what the rollout is released as, now that its turn has come and the endpoint is at rest: one manifest
 * version, one plan, the gates that come from it, and the digest that people approve. Asked again, it is the same
 * unless what it was made from has changed; then whatever was asked about something else is withdrawn.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const dynamo = seam.clients(DynamoDBClient);
  const ledger = dynamoLedger(dynamo, env.TABLE_NAME);
  const leases = dynamoLeases(dynamo, env.TABLE_NAME);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);
  const now = () => seam.clock.now();
  const rollouts = stepFunctionsRollouts(seam.clients(SFNClient), env.STATE_MACHINE_ARN);
  const settling = { look: lookPorts(seam), ledger, rollouts, allowed: allowedIn(env), now };

  return async (event: unknown): Promise<Settling> => {
    const { rollout, fence } = eventSchema.parse(event);
    const { endpoint } = rollout.release;
    const name = rolloutName(rollout);
    const replaced = await holdBeforeShift(leases, rollout, fence, isoNow(seam));
    await enterPhase({ ledger, announcements }, rollout, 'admitted', isoNow(seam));
    const record = await ledger.rollout(endpoint, name);
    const stop = record?.stop ?? replaced;
    if (stop !== undefined) return ended({ kind: 'stopped', stop });
    const found = await settlePlan(settling, rollout, record?.settled);
    switch (found.kind) {
      case 'refused':
        return ended({ kind: 'refused', problems: [...found.problems] });
      case 'over':
        return ended(found.ending);
      case 'busy':
        return now() - busySince(record, now()) < longestBusyMs
          ? { ending: null, busy: true, gated: ungated }
          : ended({ kind: 'timed-out', during: 'busy-endpoint' });
      case 'settled': {
        const { settled, gates } = found;
        const withdrawn = await withdrawOthers(ledger, rollout, settled, now());
        const ports = { ledger, notices, announcements };
        await tellWithdrawn(ports, rollout, withdrawn, gates.before.length > 0, isoNow(seam));
        return { ending: null, busy: false, gated: gatedBy(gates) };
      }
      default:
        return found satisfies never;
    }
  };
}

const ungated: Gated = { before: false, after: false };
const ended = (ending: Ending): Settling => ({ ending, busy: false, gated: ungated });

export const handler = onAws(make);
