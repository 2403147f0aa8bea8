import { DescribeEndpointCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { EndpointActivity } from '../../core/alarms/in-flight.ts';
import { unlessMissing } from './refusals.ts';

/** What SageMaker is doing with the endpoint just now; undefined if there is none. */
export async function endpointActivity(
  client: SageMakerClient,
  name: string,
): Promise<EndpointActivity | undefined> {
  const endpoint = await unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })));
  if (endpoint === undefined) return undefined;
  const { EndpointStatus = 'unknown', EndpointConfigName = '', PendingDeploymentSummary: pending } = endpoint;
  const variants = pending?.ProductionVariants ?? [];
  return {
    status: EndpointStatus,
    configName: EndpointConfigName,
    ...(pending && {
      pending: {
        doing: variants.flatMap(({ VariantStatus = [] }) => {
          // Which of up to five is the newest, AWS does not say: the one that began last.
          const sorted = VariantStatus.toSorted(
            (a, b) => (a.StartTime?.getTime() ?? 0) - (b.StartTime?.getTime() ?? 0),
          );
          return sorted.at(-1)?.Status ?? [];
        }),
        instances: variants.reduce((sum, { CurrentInstanceCount = 0 }) => sum + CurrentInstanceCount, 0),
      },
    }),
  };
}
