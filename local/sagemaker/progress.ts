import type { VariantStatus } from '@aws-sdk/client-sagemaker';
import { phaseOf, stageEndsAt } from './deployment.ts';
import type { Endpoint } from './endpoint.ts';
import { type Colour, upAndOn } from './traffic.ts';

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
  const sizes = deployment.sizes[variant];
  const capacity = (colour: Colour, on: number) =>
    `${on === sizes?.[colour] ? 'full' : 'canary'} capacity of ${on} instance(s).`;
  const at = (status: VariantStatus, message: string): VariantProgress => ({
    status,
    message,
    startedAt: stage.since,
    endsAt: stageEndsAt(deployment, stage),
  });
  const phase = phaseOf(deployment, stage);
  switch (phase.kind) {
    case 'provisioning':
      return at('Creating', `Launching ${phase.counts[variant]} instance(s).`);
    case 'activating': {
      const target = phase.target[variant];
      const on = phase.colour === 'green' ? target?.greenOn : target?.blueOn;
      return at('ActivatingTraffic', `Activating traffic on ${capacity(phase.colour, on ?? 0)}`);
    }
    case 'baking': {
      const length = `${phase.seconds} seconds (${phase.wait})`;
      const now = phase.capacity[variant];
      const { on } = now === undefined ? { on: 0 } : upAndOn(now, 'green');
      return at('Baking', `Baking for ${length} with traffic enabled on ${capacity('green', on)}`);
    }
    case 'terminating':
      return at('Deleting', `Terminating ${phase.counts[variant]} instance(s).`);
  }
}
