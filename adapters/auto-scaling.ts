import {
  type ApplicationAutoScalingClient,
  paginateDescribeScalableTargets,
} from '@aws-sdk/client-application-auto-scaling';
import type { Scaling } from '../core/plan/checks/autoscaling.ts';
import { ifReadable } from './optional-read.ts';

/** Scalable targets of SageMaker's variants: those whose instance count autoscaling sets. */
export function applicationAutoScaling(client: ApplicationAutoScalingClient): Scaling {
  return {
    async autoscaledVariants(endpoint, variants) {
      // Without resource ids it would answer with all there are.
      if (variants.length === 0) return [];
      const byTarget = new Map(variants.map((name) => [`endpoint/${endpoint}/variant/${name}`, name]));
      return ifReadable(async () => {
        const found: string[] = [];
        for await (const page of paginateDescribeScalableTargets(
          { client },
          {
            ServiceNamespace: 'sagemaker',
            ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
            ResourceIds: [...byTarget.keys()],
          },
        )) {
          for (const { ResourceId = '' } of page.ScalableTargets ?? []) {
            const name = byTarget.get(ResourceId);
            if (name !== undefined) found.push(name);
          }
        }
        return found;
      });
    },
  };
}
