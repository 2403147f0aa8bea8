import type { RegisterScalableTargetRequest } from '@aws-sdk/client-application-auto-scaling';
import type { EndpointSnapshot } from '../sagemaker/snapshot.ts';
import { notCovered } from '../transport/aws-error.ts';
import { invalid, resourceIdOf, type VariantId } from './target-identity.ts';

/** The capacity that a target may be scaled within. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * The range asked for: of a new target both ends have to be given, of one that is there what is not given stays.
 * @throws AwsError ValidationException
 */
export function rangeOf(input: RegisterScalableTargetRequest, registered: Range | undefined): Range {
  const min = input.MinCapacity ?? registered?.min;
  const max = input.MaxCapacity ?? registered?.max;
  if (min === undefined || max === undefined)
    throw invalid('MinCapacity and MaxCapacity are required to register a new scalable target.');
  if (min < 0) throw invalid(`Minimum capacity must not be negative, got ${min}.`);
  if (max < min) throw invalid('Maximum capacity cannot be less than minimum capacity');
  return { min, max };
}

/**
 * The variant has to be there, and its instances within the range: AWS would scale it there at once, and nothing
 * scales by itself here. While its endpoint is being updated AWS blocks scaling, so then any range will do.
 * @throws AwsError ValidationException, or not covered
 */
export function assertInRange(id: VariantId, range: Range, endpoint: EndpointSnapshot | undefined): void {
  const fleets = endpoint?.fleets.filter(({ variantName }) => variantName === id.variantName) ?? [];
  if (endpoint?.endpointName !== id.endpointName || fleets.length === 0)
    throw invalid(`There is no SageMaker endpoint variant ${resourceIdOf(id)}, or it has no instances yet.`);
  if (endpoint.status !== 'InService') return;
  const count = fleets.reduce((sum, { instances }) => sum + instances, 0);
  if (count < range.min || count > range.max) {
    throw notCovered(
      `application-autoscaling RegisterScalableTarget from ${range.min} to ${range.max} while ${resourceIdOf(id)} has ${count}, since nothing is scaled here: call UpdateEndpointWeightsAndCapacities first`,
    );
  }
}
