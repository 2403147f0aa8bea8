import {
  type ApplicationAutoScalingClient,
  paginateDescribeScalableTargets,
} from '@aws-sdk/client-application-auto-scaling';
import type { Scaling } from '../core/ports/scaling.ts';
import { ifReadable } from './optional-read.ts';

/** SageMaker variants that are scalable targets: autoscaling sets their instance counts. */
export function applicationAutoScaling(client: ApplicationAutoScalingClient): Scaling {
  return {
    async autoscaledVariants(endpoint, variants) {
      // Without resource ids, the call returns every target of the account.
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
