import type {
  DeregisterScalableTargetRequest,
  DescribeScalableTargetsRequest,
  DescribeScalableTargetsResponse,
  RegisterScalableTargetRequest,
  RegisterScalableTargetResponse,
  ScalableTarget,
  SuspendedState,
} from '@aws-sdk/client-application-auto-scaling';
import { arnOf, type LocalContext } from '../context.ts';
import type { ScalableTargets } from '../ports.ts';
import type { EndpointSnapshot } from '../sagemaker/snapshot.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { pageOf } from '../transport/page.ts';
import { dimension, invalid, resourceIdOf, type VariantId, variantOf } from './target-identity.ts';
import { assertInRange, type Range, rangeOf } from './target-rules.ts';

/** The most targets of a page, and the most resource ids of a request (API reference). */
const most = 50;

interface Target {
  readonly id: VariantId;
  readonly arn: string;
  readonly createdAt: number;
  readonly range: Range;
  readonly suspended: SuspendedState;
}

/** The scalable targets, kept; see `createAutoScaling`. */
export function scalableTargets(
  context: LocalContext,
  endpoint: (name: string) => EndpointSnapshot | undefined,
) {
  const targets = new Map<string, Target>();

  const watch: ScalableTargets = {
    has: (endpointName, variantName) => targets.has(resourceIdOf({ endpointName, variantName })),
    forget(endpointName) {
      for (const [key, { id }] of targets) if (id.endpointName === endpointName) targets.delete(key);
    },
  };

  const operations = {
    RegisterScalableTarget(input: RegisterScalableTargetRequest): RegisterScalableTargetResponse {
      const id = variantOf('RegisterScalableTarget', input);
      if (input.Tags !== undefined)
        throw notCovered('application-autoscaling RegisterScalableTarget with Tags');
      const key = resourceIdOf(id);
      const registered = targets.get(key);
      const range = rangeOf(input, registered?.range);
      assertInRange(id, range, endpoint(id.endpointName));
      const target: Target = {
        id,
        arn:
          registered?.arn ??
          arnOf(context, 'application-autoscaling', `scalable-target/${context.random.hex(36)}`),
        createdAt: registered?.createdAt ?? context.clock.now(),
        range,
        suspended: { ...(registered?.suspended ?? nothingSuspended), ...input.SuspendedState },
      };
      targets.set(key, target);
      return { ScalableTargetARN: target.arn };
    },

    DescribeScalableTargets(input: DescribeScalableTargetsRequest): DescribeScalableTargetsResponse {
      const size = assertDescribable(input);
      const { ResourceIds = [] } = input;
      const asked = [...targets.values()].filter(
        ({ id }) =>
          input.ServiceNamespace === 'sagemaker' &&
          (input.ScalableDimension ?? dimension) === dimension &&
          (ResourceIds.length === 0 || ResourceIds.includes(resourceIdOf(id))),
      );
      const refusal = () => new AwsError('InvalidNextTokenException', 'Invalid next token.');
      const { page, nextToken } = pageOf(asked, size, input.NextToken, refusal);
      return { ScalableTargets: page.map((target) => shown(context, target)), NextToken: nextToken };
    },

    DeregisterScalableTarget(input: DeregisterScalableTargetRequest): void {
      const key = resourceIdOf(variantOf('DeregisterScalableTarget', input));
      if (!targets.delete(key)) {
        const message = `No scalable target found for service namespace: sagemaker, resource ID: ${key}, scalable dimension: ${dimension}`;
        throw new AwsError('ObjectNotFoundException', message);
      }
    },
  };
  return { watch, operations };
}

const nothingSuspended: SuspendedState = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

/** @returns the size of the page @throws AwsError ValidationException */
function assertDescribable(input: DescribeScalableTargetsRequest): number {
  const { ServiceNamespace, ResourceIds = [], ScalableDimension, MaxResults = most } = input;
  if (ServiceNamespace === undefined) throw invalid('ServiceNamespace is required.');
  if (ResourceIds.length > most) throw invalid(`At most ${most} resource IDs, got ${ResourceIds.length}.`);
  if (ScalableDimension !== undefined && ResourceIds.length === 0)
    throw invalid('A scalable dimension needs a resource ID beside it.');
  if (!(MaxResults >= 1 && MaxResults <= most))
    throw invalid(`MaxResults must be from 1 to ${most}, got ${MaxResults}.`);
  return MaxResults;
}

const shown = (context: LocalContext, target: Target): ScalableTarget => ({
  ServiceNamespace: 'sagemaker',
  ResourceId: resourceIdOf(target.id),
  ScalableDimension: dimension,
  MinCapacity: target.range.min,
  MaxCapacity: target.range.max,
  RoleARN: `arn:aws:iam::${context.account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`,
  CreationTime: new Date(target.createdAt),
  SuspendedState: target.suspended,
  ScalableTargetARN: target.arn,
});
