import * as client from '@aws-sdk/client-application-auto-scaling';
import type { LocalContext } from '../context.ts';
import type { ScalableTargets } from '../ports.ts';
import type { EndpointSnapshot } from '../sagemaker/snapshot.ts';
import { notCovered } from '../transport/aws-error.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { scalableTargets } from './scalable-targets.ts';

export interface AutoScalingDeps {
  /** The endpoint as it stands; undefined if there is none of that name. */
  readonly endpoint: (name: string) => EndpointSnapshot | undefined;
}

export interface AutoScaling {
  readonly wire: WireService;
  readonly targets: ScalableTargets;
}

/**
 * Application Auto Scaling, as far as SageMaker heeds it: variants can be registered as scalable targets, but
 * nothing is scaled, so policies and schedules are refused.
 */
export function createAutoScaling(context: LocalContext, deps: AutoScalingDeps): AutoScaling {
  const { watch, operations } = scalableTargets(context, deps.endpoint);
  const wire = rpcService({
    id: 'application-autoscaling',
    client,
    json: { version: '1.1' },
    random: context.random,
    operations: {
      ...operations,
      PutScalingPolicy: () => scalesNothing('PutScalingPolicy'),
      PutScheduledAction: () => scalesNothing('PutScheduledAction'),
    },
  });
  return { wire, targets: watch };
}

function scalesNothing(operation: string): never {
  const instead = 'UpdateEndpointWeightsAndCapacities sets what it would';
  throw notCovered(`application-autoscaling ${operation}, since nothing is scaled here: ${instead}`);
}
