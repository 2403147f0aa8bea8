import type { VariantStatus } from '@aws-sdk/client-sagemaker';
import { phaseOf, stageEndsAt } from './deployment.ts';
import type { Endpoint } from './endpoint.ts';
import type { Phase } from './phase.ts';
import { type FleetSizes, onOf } from './traffic.ts';

/** What is being done to a variant, as `VariantStatus` tells it. */
export interface VariantProgress {
  readonly status: VariantStatus;
  readonly message: string;
  readonly startedAt: number;
  /** Undefined for provisioning, which ends when the instances are up. */
  readonly endsAt: number | undefined;
}

/**
 * The stage of a creation, update or rescaling of the variant at `variant`, in the words of AWS's page on
 * EventBridge. Those of linear steps, full activation, rolling batches, scaling in and rollback are assumed by
 * analogy (docs/assumptions.md).
 */
export function progressOf(endpoint: Endpoint, variant: number): VariantProgress | undefined {
  const { activity, live } = endpoint;
  const fleet = live.fleets[variant];
  switch (activity.kind) {
    case 'creating': {
      const message = `Launching ${fleet?.spec.instanceCount} instance(s).`;
      return { status: 'Creating', message, startedAt: activity.since, endsAt: undefined };
    }
    case 'rescaling': {
      if (fleet === undefined || !activity.scaled.includes(fleet.spec.variantName)) return undefined;
      const wanted = fleet.spec.instanceCount;
      const way = wanted > fleet.instances.length ? 'out' : 'in';
      const message = `Scaling ${way} desired instance count to ${wanted}.`;
      return { status: 'Updating', message, startedAt: activity.since, endsAt: undefined };
    }
    case 'updating':
      return deploymentProgress(activity, variant);
    case 'in-service':
    case 'system-updating':
    case 'update-rollback-failed':
    case 'deleting':
    case 'failed':
      return undefined;
  }
}

function deploymentProgress(
  { deployment, stage }: Extract<Endpoint['activity'], { kind: 'updating' }>,
  variant: number,
): VariantProgress {
  const phase = phaseOf(deployment, stage);
  return {
    status: statusIn[phase.kind],
    message: messageOf(phase, deployment.sizes[variant], variant),
    startedAt: stage.since,
    endsAt: stageEndsAt(deployment, stage),
  };
}

const statusIn: Readonly<Record<Phase['kind'], VariantStatus>> = {
  provisioning: 'Creating',
  activating: 'ActivatingTraffic',
  baking: 'Baking',
  terminating: 'Deleting',
};

function messageOf(phase: Phase, sizes: FleetSizes | undefined, variant: number): string {
  switch (phase.kind) {
    case 'provisioning':
      return `Launching ${phase.counts[variant]} instance(s).`;
    case 'activating': {
      const on = onOf(phase.target[variant], phase.colour);
      return `Activating traffic on ${capacityText(on, sizes?.[phase.colour])}`;
    }
    case 'baking': {
      const on = onOf(phase.capacity[variant], 'green');
      return `Baking for ${phase.seconds} seconds (${phase.wait}) with traffic enabled on ${capacityText(on, sizes?.green)}`;
    }
    case 'terminating':
      return `Terminating ${phase.counts[variant]} instance(s).`;
  }
}

const capacityText = (on: number, whole: number | undefined): string =>
  `${on === whole ? 'full' : 'canary'} capacity of ${on} instance(s).`;
