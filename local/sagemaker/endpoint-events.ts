import type { EventDraft } from '../ports.ts';
import type { Assumptions } from './assumptions.ts';
import { type Endpoint, statusOf } from './endpoint.ts';
import { liveVariant, pendingVariant, progressOf, startOf } from './endpoint-view.ts';

/**
 * "SageMaker Endpoint State Change", as sampled on AWS's page "Automating Amazon SageMaker AI with EventBridge":
 * status in UPPER_SNAKE, instants in epoch ms, a variant's weight and count only.
 */
export function endpointStateChange(endpoint: Endpoint, assumptions: Assumptions): EventDraft {
  const { DesiredWeight, DesiredInstanceCount } = liveVariant(endpoint, assumptions);
  return {
    source: 'aws.sagemaker',
    detailType: 'SageMaker Endpoint State Change',
    resources: [endpoint.arn],
    detail: detailOf(endpoint, assumptions, { DesiredWeight, DesiredInstanceCount }),
  };
}

/** "SageMaker Endpoint Deployment State Change", as sampled on the same page; for an endpoint being updated. */
export function deploymentStateChange(endpoint: Endpoint, assumptions: Assumptions): EventDraft {
  const { activity } = endpoint;
  const progress = progressOf(endpoint);
  return {
    source: 'aws.sagemaker',
    detailType: 'SageMaker Endpoint Deployment State Change',
    resources: [endpoint.arn],
    detail: {
      ...detailOf(endpoint, assumptions, liveVariant(endpoint, assumptions)),
      PendingDeploymentSummary: {
        EndpointConfigName: activity.kind === 'updating' ? activity.spec.configName : undefined,
        StartTime: epochMs(startOf(endpoint)),
        ProductionVariants: [
          {
            ...pendingVariant(endpoint),
            VariantStatus: progress && [
              {
                Status: progress.status,
                StatusMessage: progress.message,
                StartTime: epochMs(progress.startedAt),
              },
            ],
          },
        ],
      },
    },
  };
}

const detailOf = (endpoint: Endpoint, assumptions: Assumptions, variant: object) => ({
  EndpointName: endpoint.name,
  EndpointArn: endpoint.arn,
  EndpointConfigName: endpoint.live.spec.configName,
  ProductionVariants: [variant],
  EndpointStatus: upperSnake(statusOf(endpoint.activity, assumptions)),
  CreationTime: epochMs(endpoint.createdAt),
  LastModifiedTime: epochMs(endpoint.lastModifiedAt),
  Tags: Object.fromEntries(endpoint.tags.map((tag) => [tag.Key, tag.Value])),
});

/** `RollingBack` → `ROLLING_BACK`. */
const upperSnake = (status: string): string => status.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

/** A clock that runs faster than the host's gives fractions. */
const epochMs = Math.round;
