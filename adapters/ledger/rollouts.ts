import * as z from 'zod';
import type { Ledger } from '../../core/ports/ledger.ts';
import {
  type RolloutPhase,
  type RolloutRecord,
  rolloutRecordSchema,
} from '../../core/records/rollout-record.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { type Instant, instantSchema } from '../../core/values/instant.ts';
import { conclusionSchema, type Outcome } from '../../core/verdict/conclusion.ts';
import type { Verdict } from '../../core/verdict/decide-verdict.ts';
import { stopSchema } from '../../core/verdict/stop.ts';
import { endpointKey, keyOf, rolloutKey } from './keys.ts';
import { onlyIf, type Table, type Update } from './table.ts';

type Rollouts = Pick<
  Ledger,
  | 'begin'
  | 'rollout'
  | 'rollouts'
  | 'nextAttempt'
  | 'enter'
  | 'keepPlan'
  | 'keepReplaced'
  | 'settle'
  | 'keepVerdict'
  | 'stop'
  | 'conclude'
  | 'markTold'
  | 'countCaretaker'
  | 'noteAftermath'
  | 'markDiscarded'
  | 'markUnwatched'
>;

/** The records of rollouts: one item each, `rollout#<name>`. */
export function rolloutItems(table: Table): Rollouts {
  const read = async (endpoint: string, name: string) =>
    recordFrom(await table.get(rolloutKey(endpoint, name)));

  return {
    async begin(rollout, execution, at, phase) {
      const before = await table.update({
        Key: keyOf(rollout),
        UpdateExpression:
          'SET endpoint = :endpoint, #name = :name, #release = :release, attempt = :attempt, #start = :start, ' +
          'execution = if_not_exists(execution, :execution), startedAt = if_not_exists(startedAt, :at), ' +
          'phases = if_not_exists(phases, :phases)',
        ExpressionAttributeNames: { '#name': 'name', '#release': 'release', '#start': 'start' },
        ExpressionAttributeValues: {
          ':endpoint': rollout.release.endpoint,
          ':name': rolloutName(rollout),
          ':release': rollout.release,
          ':attempt': rollout.attempt,
          ':start': rollout.start,
          ':execution': execution,
          ':at': at,
          ':phases': phase === undefined ? {} : { [phase]: at },
        },
        ReturnValues: 'UPDATED_OLD',
      });
      return before === undefined || Object.keys(before).length === 0;
    },

    rollout: read,

    async rollouts(endpoint) {
      const items = await table.under(endpointKey(endpoint), 'rollout#');
      const records = items.map(recordFrom).filter((record) => record !== undefined);
      return records.sort((a, b) => a.startedAt.localeCompare(b.startedAt));
    },

    async nextAttempt(release, key) {
      const pk = endpointKey(release.endpoint);
      const asked = { pk, sk: `attempt#${release.id}#${key}` };
      const known = await table.get(asked);
      if (known !== undefined) return attemptItem.parse(known).attempt;
      // Attempt 1 belongs to the upload, so the count begins there. A number that is then not used leaves a
      // gap.
      const counted = await table.update({
        Key: { pk, sk: `release#${release.id}` },
        UpdateExpression: 'SET attempts = if_not_exists(attempts, :first) + :one',
        ExpressionAttributeValues: { ':first': 1, ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      });
      const kept = await table.update({
        Key: asked,
        UpdateExpression: 'SET attempt = if_not_exists(attempt, :attempt)',
        ExpressionAttributeValues: { ':attempt': counted?.attempts },
        ReturnValues: 'ALL_NEW',
      });
      return attemptItem.parse(kept).attempt;
    },

    async enter(rollout, phase, at, since) {
      return onlyIf(table.update(entering(rollout, phase, at, since)));
    },

    async keepPlan(plan) {
      await table.update({
        Key: keyOf(plan.rollout),
        UpdateExpression: 'SET #plan = :plan',
        ExpressionAttributeNames: { '#plan': 'plan' },
        ExpressionAttributeValues: { ':plan': plan },
      });
    },

    async keepReplaced(rollout, replaced) {
      await table.update({
        Key: keyOf(rollout),
        UpdateExpression: 'SET replaced = if_not_exists(replaced, :replaced)',
        ExpressionAttributeValues: { ':replaced': replaced },
      });
    },

    async settle(plan, gates, settled, admittedAt) {
      const entering =
        admittedAt === undefined ? '' : ', phases.admitted = if_not_exists(phases.admitted, :at)';
      const written = await table.update({
        Key: keyOf(plan.rollout),
        UpdateExpression: `SET #plan = :plan, gates = :gates, settled = :settled${entering}`,
        ExpressionAttributeNames: { '#plan': 'plan' },
        ExpressionAttributeValues: {
          ':plan': plan,
          ':gates': gates,
          ':settled': settled,
          ...(admittedAt !== undefined && { ':at': admittedAt }),
        },
        ReturnValues: 'ALL_NEW',
      });
      return rolloutRecordSchema.parse(written);
    },

    async keepVerdict(endpoint, name, verdict) {
      // Only if there is a record: an update would otherwise create half of one.
      await onlyIf(table.update(keepingVerdict(endpoint, name, verdict)));
    },

    async stop(endpoint, name, stop) {
      const stopped = await onlyIf(
        table.update({
          Key: rolloutKey(endpoint, name),
          UpdateExpression: 'SET #stop = if_not_exists(#stop, :stop)',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(conclusion)',
          ExpressionAttributeNames: { '#stop': 'stop' },
          ExpressionAttributeValues: { ':stop': stop },
        }),
      );
      if (!stopped) return 'ended';
      return stopSchema.parse((await table.get(rolloutKey(endpoint, name)))?.stop);
    },

    async conclude(rollout, conclusion, at, evenIfStopped) {
      const unstopped = evenIfStopped ? '' : ' AND attribute_not_exists(#stop)';
      const first = await onlyIf(
        table.update({
          Key: keyOf(rollout),
          UpdateExpression: 'SET conclusion = :conclusion, outcome = :outcome, endedAt = :at',
          ConditionExpression: `attribute_not_exists(conclusion)${unstopped}`,
          ...(!evenIfStopped && { ExpressionAttributeNames: { '#stop': 'stop' } }),
          ExpressionAttributeValues: { ':conclusion': conclusion, ':outcome': conclusion.outcome, ':at': at },
        }),
      );
      if (first) return { kind: 'concluded', conclusion, at, told: false };
      const stored = await table.get(keyOf(rollout));
      if (stored?.conclusion === undefined) return { kind: 'stopped', stop: stopSchema.parse(stored?.stop) };
      return {
        kind: 'concluded',
        conclusion: conclusionSchema.parse(stored.conclusion),
        at: instantSchema.parse(stored.endedAt),
        told: stored.toldAt !== undefined,
      };
    },

    async markTold(rollout, at) {
      await table.update({
        Key: keyOf(rollout),
        UpdateExpression: 'SET toldAt = :at',
        ExpressionAttributeValues: { ':at': at },
      });
    },

    async countCaretaker(rollout, fence) {
      const counted = await table.update({
        Key: keyOf(rollout),
        UpdateExpression: 'ADD caretakers :fence',
        ExpressionAttributeValues: { ':fence': new Set([fence]) },
        ReturnValues: 'UPDATED_NEW',
      });
      return caretakersItem.parse(counted).caretakers.size;
    },

    async markDiscarded(endpoint, name, at) {
      await table.update({
        Key: rolloutKey(endpoint, name),
        UpdateExpression: 'SET discardedAt = :at',
        ExpressionAttributeValues: { ':at': at },
      });
    },

    async markUnwatched(endpoint, name, at) {
      await table.update({
        Key: rolloutKey(endpoint, name),
        UpdateExpression: 'SET alarmsRemovedAt = :at',
        ExpressionAttributeValues: { ':at': at },
      });
    },

    async noteAftermath(rollout, aftermath) {
      await table.update({
        Key: keyOf(rollout),
        UpdateExpression: 'SET aftermath = if_not_exists(aftermath, :aftermath)',
        ExpressionAttributeValues: { ':aftermath': aftermath },
      });
    },
  };
}

export function entering(rollout: Rollout, phase: RolloutPhase, at: Instant, since?: RolloutPhase): Update {
  const again = since === undefined ? '' : ' OR phases.#phase < phases.#since';
  return {
    Key: keyOf(rollout),
    UpdateExpression: 'SET phases.#phase = :at',
    ConditionExpression: `attribute_exists(phases) AND (attribute_not_exists(phases.#phase)${again}) AND (attribute_not_exists(conclusion) OR outcome = :timedOut)`,
    ExpressionAttributeNames: { '#phase': phase, ...(since !== undefined && { '#since': since }) },
    ExpressionAttributeValues: { ':at': at, ':timedOut': 'TIMED_OUT' satisfies Outcome },
  };
}

export const keepingVerdict = (endpoint: string, name: string, verdict: Verdict): Update => ({
  Key: rolloutKey(endpoint, name),
  UpdateExpression: 'SET verdict = :verdict',
  ConditionExpression: 'attribute_exists(pk)',
  ExpressionAttributeValues: { ':verdict': verdict },
});

const attemptItem = z.object({ attempt: z.number() });
const caretakersItem = z.object({ caretakers: z.set(z.number()) });

/**
 * Undefined if there is no item. The table outlives the code that wrote it, so items are parsed like any
 * input.
 */
function recordFrom(item: unknown): RolloutRecord | undefined {
  return item === undefined ? undefined : rolloutRecordSchema.parse(item);
}
