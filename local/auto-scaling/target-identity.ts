import type { ScalableDimension, ServiceNamespace } from '@aws-sdk/client-application-auto-scaling';
import { AwsError, notCovered } from '../transport/aws-error.ts';

/** What identifies a scalable target in Register- and DeregisterScalableTarget. */
export interface IdentityInput {
  readonly ServiceNamespace: ServiceNamespace | undefined;
  readonly ResourceId: string | undefined;
  readonly ScalableDimension: ScalableDimension | undefined;
}

export interface VariantId {
  readonly endpointName: string;
  readonly variantName: string;
}

/** The only dimension that there is here: the instances of a variant. */
export const dimension = 'sagemaker:variant:DesiredInstanceCount';

export const resourceIdOf = ({ endpointName, variantName }: VariantId): string =>
  `endpoint/${endpointName}/variant/${variantName}`;

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/**
 * The variant that is meant.
 * @throws AwsError ValidationException if something is missing or fits nothing; not covered if it is none of SageMaker's
 */
export function variantOf(operation: string, input: IdentityInput): VariantId {
  assertGiven(input);
  const { ServiceNamespace, ResourceId = '', ScalableDimension } = input;
  if (ServiceNamespace !== 'sagemaker' || ScalableDimension !== dimension) {
    throw notCovered(
      `application-autoscaling ${operation} of ${ServiceNamespace}, ${ScalableDimension}: only of sagemaker, ${dimension}`,
    );
  }
  const [, endpointName, variantName] = /^endpoint\/([^/]+)\/variant\/([^/]+)$/.exec(ResourceId) ?? [];
  if (endpointName === undefined || variantName === undefined)
    throw invalid('Unsupported service namespace, resource type or scalable dimension');
  return { endpointName, variantName };
}

/** @throws AwsError ValidationException naming every member that is missing, as AWS's model validation words it */
function assertGiven({ ServiceNamespace, ResourceId, ScalableDimension }: IdentityInput): void {
  const given = {
    serviceNamespace: ServiceNamespace,
    resourceId: ResourceId,
    scalableDimension: ScalableDimension,
  };
  const missing = Object.entries(given)
    .filter(([, value]) => value === undefined)
    .map(([member]) => `Value null at '${member}' failed to satisfy constraint: Member must not be null`);
  if (missing.length === 0) return;
  const errors = missing.length === 1 ? 'error' : 'errors';
  throw invalid(`${missing.length} validation ${errors} detected: ${missing.join('; ')}`);
}
