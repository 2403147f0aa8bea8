import * as z from 'zod';
import { type Breach, breachSchema } from '../cloudwatch/breach.ts';
import type { EndpointView } from '../sagemaker.ts';
import { type Stop, stopSchema } from './stop.ts';

/** What a waiting rollout asked of the endpoint, and what was there before. */
export interface Expectation {
  readonly requestedConfig: string;
  /** Null for a first release. */
  readonly previousConfig: string | null;
  /** The endpoint's LastModifiedTime read just before the call, epoch ms; null for a first release. */
  readonly modifiedBefore: number | null;
  /** The config of an update that was under way just before the call: not ours. None in what version 0.1 wrote. */
  readonly pendingBefore?: string | null | undefined;
  /** Whether SageMaker has acknowledged the call. Before that, nothing seen is a verdict. */
  readonly acknowledged: boolean;
}

/** The rollout's rollback alarms: those that tripped while it waited, and those in ALARM now. */
export interface AlarmPicture {
  readonly seen: readonly Breach[];
  readonly now: readonly Breach[];
}

/** How a shift ended, as the endpoint itself shows it. */
export const verdictSchema = z.discriminatedUnion('kind', [
  /** InService on the requested config, and nothing speaks against its staying. */
  z.object({ kind: z.literal('live') }),
  /** InService on the requested config, but it should not stay: an alarm is on, or it was to be stopped. */
  z.object({ kind: z.literal('unwanted'), breaches: z.array(breachSchema), stop: stopSchema.optional() }),
  /** InService on the config from before. */
  z.object({
    kind: z.literal('rolled-back'),
    failureReason: z.string().optional(),
    breaches: z.array(breachSchema),
    stop: stopSchema.optional(),
    /** The release was live by then: not SageMaker took it back, but somebody else's update. */
    byOthers: z.literal(true).optional(),
  }),
  /** Stopped before the call was made: nothing was changed. */
  z.object({ kind: z.literal('not-begun'), stop: stopSchema }),
  /** Anything else that has come to rest. */
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
 * The verdict that the endpoint's state allows, or undefined while there is none. Success is the config's
 * identity: InService alone says nothing, since a rollback ends InService too, often without a FailureReason.
 * `endpoint` is undefined where it does not exist.
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
      // The same InService as before the call: the update is not visible yet.
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
      // Creating, Updating, SystemUpdating, RollingBack, and whatever AWS may add: still moving.
      return undefined;
  }
}
