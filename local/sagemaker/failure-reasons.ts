import type { RollbackCause } from './deployment.ts';
import type { FleetSpec } from './fleet-spec.ts';

/**
 * FailureReason texts. Those for capacity, ping and archive are AWS's as seen in public reports; those for a missing
 * object, for files that can't stand, for alarms and for time limits are ours, since AWS's were found nowhere.
 */
export const failureReasons = {
  insufficientCapacity:
    'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.',
  ping: (variantName: string) =>
    `The primary container for production variant ${variantName} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`,
  archive: (url: string) =>
    `Failed to extract model data archive from URL "${url}". Please ensure that the object located at the URL is a valid tar.gz archive.`,
  modelDataMissing: (url: string) =>
    `Failed to download model data from URL "${url}". Please ensure that there is an object located at the URL.`,
  modelFiles: (url: string, problem: string) =>
    `Failed to download model data from URL "${url}": ${problem}.`,
};

/** Why a fleet did not come up, from what its container's start threw (see `ContainerRuntime.start`). */
export function startFailureReason(spec: FleetSpec, error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  switch (name) {
    case 'PingError':
      return failureReasons.ping(spec.variantName);
    case 'ModelDataError':
      return spec.modelData?.kind === 'archive'
        ? failureReasons.archive(spec.modelData.url)
        : failureReasons.modelFiles(spec.modelData?.url ?? '', message);
    default:
      return message;
  }
}

/** Why a deployment was rolled back, for FailureReason. */
export function rollbackReason(cause: RollbackCause): string {
  switch (cause.kind) {
    case 'alarm':
      return `The deployment was rolled back because the CloudWatch alarm "${cause.alarmName}" was in state ${cause.state} while baking.`;
    case 'time-limit':
      return `The deployment was rolled back because it ran longer than ${cause.seconds} seconds (MaximumExecutionTimeoutInSeconds).`;
    case 'fleet-failed':
      return cause.reason;
  }
}
