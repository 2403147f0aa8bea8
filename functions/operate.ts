import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { cloudWatchAbortSwitch } from '../adapters/cloudwatch/abort-switch.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker/endpoints.ts';
import { stepFunctionsRollouts, taskWaits } from '../adapters/step-functions.ts';
import { decide } from '../core/gates/decide.ts';
import { type Stage, stageSchema } from '../core/gates/gate.ts';
import type { GateLedger, KeptGate } from '../core/gates/ports.ts';
import { withdraw } from '../core/lease/hand-over.ts';
import { sentence } from '../core/problem.ts';
import { rollbackTarget } from '../core/records/rollback-target.ts';
import { rolloutName } from '../core/release.ts';
import type { Stop } from '../core/verdict/stop.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { startRollback } from './shared/start-rollback.ts';
import { stopRollout } from './shared/stop-rollout.ts';
import { wakeGates } from './shared/wake-gates.ts';

const envSchema = z.object({ TABLE_NAME: z.string(), STATE_MACHINE_ARN: z.string(), STAGE: z.string() });

/** One wish of a person's. `key` is of its own: the same wish, sent again, changes nothing more. */
const who = { by: z.string().min(1).max(200), key: z.string().min(1).max(100), endpoint: z.string() };
const wishSchema = z.discriminatedUnion('command', [
  /** Of the rollout under way, or of the release named: also one that still waits for its turn. */
  z.object({
    command: z.literal('abort'),
    ...who,
    reason: z.string().min(1).max(500),
    release: z.string().optional(),
  }),
  z.object({
    command: z.literal('retry'),
    ...who,
    reason: z.string().max(500).optional(),
    release: z.string(),
  }),
  z.object({
    command: z.literal('rollback'),
    ...who,
    reason: z.string().max(500).optional(),
    to: z.string().optional(),
    /** Past all gates. */
    fast: z.boolean().default(false),
  }),
  /** Of the gate that asks now, or of the one named: `<rollout>/<stage>/<n>`. */
  z.object({
    command: z.literal('decide'),
    ...who,
    action: z.enum(['approve', 'reject']),
    gate: z.string().optional(),
    reason: z.string().max(500).optional(),
  }),
]);
type Wish = z.infer<typeof wishSchema>;
type WishOf<C extends Wish['command']> = Extract<Wish, { command: C }>;

/** What became of a wish. `done: nothing` says why in `message`; nothing was changed then. */
export interface Operated {
  readonly done: 'stopped' | 'stopping' | 'started' | 'decided' | 'nothing';
  readonly message: string;
  readonly rollout?: string;
}

/** What people ask for: to abort, to try again, to go back. The rights to invoke this are the rights to do so. */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const dynamo = seam.clients(DynamoDBClient);
  const sfn = seam.clients(SFNClient);
  const ports = {
    ledger: dynamoLedger(dynamo, env.TABLE_NAME),
    leases: dynamoLeases(dynamo, env.TABLE_NAME),
    rollouts: stepFunctionsRollouts(sfn, env.STATE_MACHINE_ARN),
    waits: taskWaits(sfn),
    abortSwitch: cloudWatchAbortSwitch(seam.clients(CloudWatchClient), env.STAGE),
  };
  const { ledger, leases, rollouts, waits } = ports;
  const endpoints = sageMakerEndpoints(seam.clients(SageMakerClient));

  const abort = async (wish: WishOf<'abort'>): Promise<Operated> => {
    const { endpoint, by, reason, release } = wish;
    const stop: Stop = { kind: 'abort', by, reason, at: isoNow(seam) };
    const lease = await leases.read(endpoint);
    const under = [lease.holder?.claim, lease.next?.claim].filter((claim) => claim !== undefined);
    const named = (claim: (typeof under)[number]) => [claim.release, claim.rollout].includes(release ?? '');
    const target = release === undefined ? under[0] : under.find(named);
    if (target === undefined) {
      const what = release === undefined ? 'no rollout' : `no rollout of ${release}`;
      return { done: 'nothing', message: `${what} is under way for ${endpoint}; nothing was changed` };
    }
    const name = target.rollout;
    const stopped = await stopRollout(ports, endpoint, name, stop);
    const answer = { ending: { kind: 'stopped', stop }, fence: null } as const;
    const queued = lease.next?.claim.rollout === name ? lease.next : undefined;
    // Answered before it is taken out: a try that fails between the two finds it there again.
    if (queued !== undefined) await waits.complete<'admission'>(queued.token, answer);
    const taken = await leases.change(endpoint, (held) => withdraw(held, name));
    if (taken.kind === 'withdrawn' && taken.waiting.token !== queued?.token) {
      await waits.complete<'admission'>(taken.waiting.token, answer);
    }
    if (queued !== undefined || taken.kind === 'withdrawn') {
      return { done: 'stopped', rollout: name, message: `${name} was waiting for its turn and is rejected` };
    }
    switch (stopped) {
      case 'ended':
        return {
          done: 'nothing',
          rollout: name,
          message: `${name} has ended already; use rollback to go back`,
        };
      case 'stopped':
      case 'at-next-step':
        return { done: 'stopped', rollout: name, message: `${name} had not begun to shift and is rejected` };
      case 'shifting-back':
        return {
          done: 'stopping',
          rollout: name,
          message: `the abort switch of ${name} is tripped: SageMaker shifts all traffic back`,
        };
      default:
        return stopped satisfies never;
    }
  };

  const retry = async (wish: WishOf<'retry'>): Promise<Operated> => {
    const { endpoint, by, reason, key } = wish;
    const records = await ledger.rollouts(endpoint);
    const known = records.findLast(({ release, name }) => [release.id, name].includes(wish.release));
    if (known === undefined) {
      return { done: 'nothing', message: `${endpoint} has no release ${wish.release}; nothing was started` };
    }
    const { release } = known;
    const attempt = await ledger.nextAttempt(release, `retry#${key}`);
    const start = { kind: 'retry', at: isoNow(seam), by, ...(reason !== undefined && { reason }) } as const;
    const rollout = { release, attempt, start };
    await rollouts.start(rollout);
    return {
      done: 'started',
      rollout: rolloutName(rollout),
      message: `attempt ${attempt} of ${release.id} is started`,
    };
  };

  const rollback = async (wish: WishOf<'rollback'>): Promise<Operated> => {
    const { endpoint, by, reason, key, to } = wish;
    const { holder } = await leases.read(endpoint);
    const underway = holder?.phase === 'shifting' || holder?.phase === 'after';
    if (to === undefined && underway && holder.claim.kind !== 'rollback') {
      // What served before this rollout still does: going back to it is to stop the rollout.
      return abort({ ...wish, command: 'abort', reason: reason ?? 'rollback' });
    }
    const view = await endpoints.view(endpoint);
    const target = rollbackTarget(await ledger.rollouts(endpoint), view?.configName, to);
    if (target.kind === 'none') return { done: 'nothing', message: sentence(target.problem) };
    const { config, from } = target;
    const rollout = await startRollback(
      ports,
      { endpoint, config, by, reason, key: `rollback#${key}`, otherwise: from.release, fast: wish.fast },
      isoNow(seam),
    );
    const message = `a rollback to ${config} (${from.release.version}) is started`;
    return { done: 'started', rollout: rolloutName(rollout), message };
  };

  const decideAt = async (wish: WishOf<'decide'>): Promise<Operated> => {
    const { endpoint, action, by, reason } = wish;
    const named = wish.gate === undefined ? undefined : gateName(wish.gate);
    const rollout = named?.rollout ?? (await leases.read(endpoint)).holder?.claim.rollout;
    if (rollout === undefined) return { done: 'nothing', message: `no rollout of ${endpoint} is at a gate` };
    // Written on condition that nobody else has decided meanwhile: then it is looked at anew.
    for (let tries = 0; tries < 5; tries += 1) {
      const kept = await findGate(ports.ledger, endpoint, rollout, named);
      // Lambda does not say who invokes it: the right to do so is enough only where nobody in particular is meant.
      if (kept?.item.ask?.by !== undefined) {
        const message = `gate ${kept.item.kind} of ${rollout} names who may decide it, so a proven identity is needed: decide in Slack`;
        return { done: 'nothing', rollout, message };
      }
      const decided = decide(
        kept?.item,
        { action, who: { via: 'iam', arn: by }, ...(reason !== undefined && { reason }) },
        seam.clock.now(),
      );
      if (decided.kind === 'refused') {
        // The same answer again: the try before may have come no further than to write it down.
        if (kept?.item.status === 'pending' && kept.item.decision !== undefined)
          await wakeGates(ports, endpoint, rollout);
        return { done: 'nothing', rollout, message: decided.refusal.text };
      }
      if (!(await ledger.putGate(endpoint, rollout, decided.item, kept?.revision ?? 0))) continue;
      await wakeGates(ports, endpoint, rollout);
      const done = action === 'approve' ? 'approved' : 'rejected';
      return { done: 'decided', rollout, message: `gate ${decided.item.kind} of ${rollout} is ${done}` };
    }
    throw new Error(`the gates of ${rollout} were changed by others again and again; try again`);
  };

  return async (event: unknown): Promise<Operated> => {
    const wish = wishSchema.parse(event);
    seam.log.info('asked for', { ...wish });
    switch (wish.command) {
      case 'abort':
        return abort(wish);
      case 'retry':
        return retry(wish);
      case 'rollback':
        return rollback(wish);
      case 'decide':
        return decideAt(wish);
      default:
        return wish satisfies never;
    }
  };
}

/** The gate that is named, or the one that asks now. */
async function findGate(
  ledger: GateLedger,
  endpoint: string,
  rollout: string,
  named: { stage: Stage; n: number } | undefined,
): Promise<KeptGate | undefined> {
  if (named !== undefined)
    return (await ledger.gates(endpoint, rollout, named.stage)).find(({ item }) => item.n === named.n);
  const kept = [
    ...(await ledger.gates(endpoint, rollout, 'before')),
    ...(await ledger.gates(endpoint, rollout, 'after')),
  ];
  return kept.findLast(({ item }) => item.status === 'pending') ?? kept.at(-1);
}

/** `iris-0123456789ab-1/before/0`, as notices and `status` have it. */
function gateName(text: string): { rollout: string; stage: Stage; n: number } | undefined {
  const [, rollout, stage, n] = /^(.+)\/(before|during|after)\/(\d+)$/.exec(text) ?? [];
  return rollout === undefined ? undefined : { rollout, stage: stageSchema.parse(stage), n: Number(n) };
}

export const handler = onAws(make);
