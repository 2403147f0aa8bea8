import * as z from 'zod';
import { type Breach, breachSchema } from '../cloudwatch/breach.ts';
import type { EndpointView } from '../sagemaker.ts';
import { type Stop, stopSchema } from './stop.ts';

/** What a waiting rollout asked of the endpoint, and the state before. */
export interface Expectation {
  readonly requestedConfig: string;
  /** Null for a first release. */
  readonly previousConfig: string | null;
  /** The endpoint's LastModifiedTime, read just before the call, in epoch ms; null for a first release. */
  readonly modifiedBefore: number | null;
  /**
   * The config of somebody else's update that was running just before the call. Absent in records of version
   * 0.1.
   */
  readonly pendingBefore?: string | null | undefined;
  /** Whether SageMaker has acknowledged the call. Before that, no state is a verdict. */
  readonly acknowledged: boolean;
}

/** The rollout's rollback alarms: those that tripped during the wait, and those in ALARM now. */
export interface AlarmPicture {
  readonly seen: readonly Breach[];
  readonly now: readonly Breach[];
}

/** How a shift ended, by what the endpoint itself shows. */
export const verdictSchema = z.discriminatedUnion('kind', [
  /** InService on the requested config, with no reason to take it back. */
  z.object({ kind: z.literal('live') }),
  /**
   * InService on the requested config, but it should not stay: an alarm is on, or somebody asked to stop it.
   */
  z.object({ kind: z.literal('unwanted'), breaches: z.array(breachSchema), stop: stopSchema.optional() }),
  /** InService on the config from before. */
  z.object({
    kind: z.literal('rolled-back'),
    failureReason: z.string().optional(),
    breaches: z.array(breachSchema),
    stop: stopSchema.optional(),
    /** The release was already live: somebody else's update took it back, not SageMaker. */
    byOthers: z.literal(true).optional(),
  }),
  /** Stopped before the call was made: nothing was changed. */
  z.object({ kind: z.literal('not-begun'), stop: stopSchema }),
  /** Any other state of rest. */
  z.object({
    kind: z.literal('failed'),
    why: z.enum(['endpoint-failed', 'rollback-failed', 'foreign-update', 'put-live', 'deleted']),
    status: z.string(),
    serving: z.string().nullable(),
    failureReason: z.string().optional(),
    breaches: z.array(breachSchema),
  }),
]);
export type Verdict = z.infer<typeof verdictSchema>;
export type Failure = Extract<Verdict, { kind: 'failed' }>;

/**
 * The verdict from the endpoint's state, or undefined while there is none. Success means that the endpoint
 * serves exactly this config. InService alone proves nothing, because a rollback ends InService too, often
 * without a FailureReason. `endpoint` is undefined if it does not exist.
 */
export function decideVerdict(
  expected: Expectation,
  endpoint: EndpointView | undefined,
  alarms: AlarmPicture,
  stop: Stop | undefined,
): Verdict | undefined {
  if (!expected.acknowledged) return undefined;
  const known = [
    ...alarms.seen,
    ...alarms.now.filter((breach) => !alarms.seen.some(({ name }) => name === breach.name)),
  ];
  if (endpoint === undefined) {
    return { kind: 'failed', why: 'deleted', status: 'missing', serving: null, breaches: known };
  }
  const { status, configName } = endpoint;
  const reason = endpoint.failureReason ? { failureReason: endpoint.failureReason } : {};
  const stopped = stop === undefined ? {} : { stop };
  const failed = (why: Failure['why'], serving: string | null): Verdict => ({
    kind: 'failed',
    why,
    status,
    serving,
    ...reason,
    breaches: known,
  });
  switch (status) {
    case 'InService':
      if (configName === expected.requestedConfig) {
        if (alarms.now.length === 0 && stop === undefined) return { kind: 'live' };
        return { kind: 'unwanted', breaches: [...alarms.now], ...stopped };
      }
      if (configName !== expected.previousConfig) return failed('foreign-update', configName);
      // Still the InService from before the call: the update is not visible yet.
      if (endpoint.lastModified <= (expected.modifiedBefore ?? 0)) return undefined;
      return { kind: 'rolled-back', ...reason, breaches: known, ...stopped };
    case 'Failed':
    case 'OutOfService':
      return failed('endpoint-failed', null);
    case 'UpdateRollbackFailed':
      return failed('rollback-failed', configName);
    case 'Deleting':
      return failed('deleted', null);
    default:
      // Creating, Updating, SystemUpdating, RollingBack, and any status that AWS adds: still moving.
      return undefined;
  }
}
