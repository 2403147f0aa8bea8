import { isBusyStatus } from '../../endpoint-status.ts';
import { isManaged, managedTag, managedTagFlag } from '../../own-tags.ts';
import type { LiveEndpoint } from '../../sagemaker.ts';
import type { Problem } from '../../values/problem.ts';
import type { Checked } from './checked.ts';

/** A state that ends by itself is waited for. */
export const isBusy = (live: LiveEndpoint): boolean => isBusyStatus(live.status);

export const busyProblem = (live: LiveEndpoint): Problem => ({
  field: 'endpoint',
  expected: `"${live.name}" to be InService`,
  got: live.status,
  fix: 'Wait until it is InService, then try the release again.',
});

/**
 * Whether the endpoint can be updated at all, and whether we may do it. Statuses are from the API reference
 * of EndpointStatus; another update repairs `UpdateRollbackFailed` (the guide's page on rolling deployments).
 */
export function endpointState(live: LiveEndpoint): Checked {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const at = { field: 'endpoint', expected: `"${live.name}" to be InService`, got: live.status };
  if (live.status === 'UpdateRollbackFailed') {
    const fix = 'This update replaces both configs; SageMaker cannot go back to a mix of them.';
    warnings.push({ ...at, got: 'UpdateRollbackFailed: it serves a mix of two configs', fix });
  } else if (live.status !== 'InService' && !isBusy(live))
    problems.push({ ...at, fix: remedyOf(live.status) });

  if (!isManaged(live.tags)) {
    problems.push({
      field: 'endpoint',
      expected: `"${live.name}" to carry the tag ${managedTag.Key}=${managedTag.Value}, by which its owners allow releases`,
      got: 'no such tag',
      fix: `Let them adopt it (npx greenlight adopt ${live.name}), or add the tag alone: aws sagemaker add-tags --resource-arn <endpoint ARN> ${managedTagFlag}`,
    });
  }
  return { problems, warnings };
}

function remedyOf(status: string): string {
  switch (status) {
    case 'Failed':
      return 'A Failed endpoint can only be deleted; then upload the artifact again.';
    case 'Deleting':
      return 'It is being deleted; once it is gone, upload the artifact again to create it anew.';
    case 'OutOfService':
      return 'It takes no requests and no updates; see its FailureReason, and delete it if it stays so.';
    default:
      return 'Wait until it is InService, then upload the artifact again.';
  }
}
