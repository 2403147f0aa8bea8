import type { EventDraft } from '../ports.ts';
import type { Assumptions } from './assumptions.ts';
import { type Endpoint, statusOf } from './endpoint.ts';
import { liveVariants, pendingVariants, startOf, type VariantCounts } from './endpoint-view.ts';
import { progressOf, type VariantProgress } from './progress.ts';

/**
 * "SageMaker Endpoint State Change", as sampled on AWS's page "Automating Amazon SageMaker AI with EventBridge":
 * status in UPPER_SNAKE, instants in epoch ms, a variant's weight and count only.
 */
export function endpointStateChange(endpoint: Endpoint, assumptions: Assumptions): EventDraft {
  const variants = liveVariants(endpoint, assumptions);
  return {
    source: 'aws.sagemaker',
    detailType: 'SageMaker Endpoint State Change',
    resources: [endpoint.arn],
    detail: detailOf(
      endpoint,
      assumptions,
      variants.map(({ DesiredWeight, DesiredInstanceCount }) => ({ DesiredWeight, DesiredInstanceCount })),
    ),
  };
}

/**
 * "SageMaker Endpoint Deployment State Change", as sampled on the same page: for an endpoint being updated, with
 * what is pending; for one being rescaled, with the status of the variants that serve.
 */
export function deploymentStateChange(endpoint: Endpoint, assumptions: Assumptions): EventDraft {
  const { activity } = endpoint;
  const withStatus = (counts: VariantCounts, variant: number) => ({
    ...counts,
    VariantStatus: statusList(progressOf(endpoint, variant)),
  });
  const live = liveVariants(endpoint, assumptions);
  const detail = detailOf(endpoint, assumptions, activity.kind === 'rescaling' ? live.map(withStatus) : live);
  if (activity.kind === 'updating') {
    detail.PendingDeploymentSummary = {
      EndpointConfigName: activity.green.configName,
      StartTime: epochMs(startOf(endpoint)),
      ProductionVariants: pendingVariants(endpoint)?.map(withStatus),
    };
  }
  return {
    source: 'aws.sagemaker',
    detailType: 'SageMaker Endpoint Deployment State Change',
    resources: [endpoint.arn],
    detail,
  };
}

const statusList = (progress: VariantProgress | undefined) =>
  progress && [
    { Status: progress.status, StatusMessage: progress.message, StartTime: epochMs(progress.startedAt) },
  ];

const detailOf = (
  endpoint: Endpoint,
  assumptions: Assumptions,
  variants: readonly object[],
): Record<string, unknown> => ({
  EndpointName: endpoint.name,
  EndpointArn: endpoint.arn,
  EndpointConfigName: endpoint.live.configName,
  ProductionVariants: variants,
  EndpointStatus: upperSnake(statusOf(endpoint.activity, assumptions)),
  CreationTime: epochMs(endpoint.createdAt),
  LastModifiedTime: epochMs(endpoint.lastModifiedAt),
  Tags: Object.fromEntries(endpoint.tags.map((tag) => [tag.Key, tag.Value])),
});

/** `RollingBack` → `ROLLING_BACK`. */
const upperSnake = (status: string): string => status.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

/** A clock that runs faster than the host's gives fractions. */
const epochMs = Math.round;
