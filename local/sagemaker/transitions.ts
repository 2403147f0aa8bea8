import type { EndpointStatus } from '@aws-sdk/client-sagemaker';
import type { Clock } from '../clock/clock.ts';
import type { EventSink } from '../ports.ts';
import type { Assumptions } from './assumptions.ts';
import { type Activity, type Endpoint, statusOf } from './endpoint.ts';
import { deploymentStateChange, endpointStateChange } from './endpoint-events.ts';
import { assertKeepsServing } from './serving.ts';
import { type EndpointSnapshot, snapshotOf } from './snapshot.ts';

/** Every change of an endpoint goes through here: checked, told by event, and shown to whoever watches. */
export interface Transitions {
  /** Makes `activity` the endpoint's. `previous` is `none` for an endpoint that has just been made. */
  enter(endpoint: Endpoint, activity: Activity, previous?: EndpointStatus | 'none'): void;
  /** A fault of the simulator itself must be seen, not lost: the endpoint fails and says why. */
  fail(endpoint: Endpoint): (error: unknown) => void;
}

export function createTransitions(deps: {
  readonly clock: Clock;
  readonly events: EventSink;
  readonly assumptions: Assumptions;
  readonly onChange: ((snapshot: EndpointSnapshot) => void) | undefined;
  /** Told of every endpoint that has just become InService. */
  readonly onInService: (endpoint: Endpoint) => void;
}): Transitions {
  const { clock, events, assumptions } = deps;

  const enter: Transitions['enter'] = (
    endpoint,
    activity,
    previous = statusOf(endpoint.activity, assumptions),
  ) => {
    endpoint.activity = activity;
    assertKeepsServing(endpoint, assumptions);
    if (statusOf(activity, assumptions) !== previous) {
      endpoint.lastModifiedAt = clock.now();
      events.emit(endpointStateChange(endpoint, assumptions));
    }
    if (isTold(activity)) events.emit(deploymentStateChange(endpoint, assumptions));
    deps.onChange?.(snapshotOf(endpoint, assumptions, clock.now()));
    if (activity.kind === 'in-service') deps.onInService(endpoint);
  };

  return {
    enter,
    fail: (endpoint) => (error) => {
      const told = error instanceof Error ? error.message : String(error);
      endpoint.failureReason = `The local SageMaker failed: ${told}`.slice(0, 1024);
      try {
        enter(endpoint, { kind: 'failed' });
      } catch {
        // It is Failed by now; what broke is the telling of it.
      }
    },
  };
}

/** Deployments are told by an event at every stage, unless they fell back; so is a change of capacity. */
const isTold = (activity: Activity): boolean =>
  (activity.kind === 'updating' && activity.deployment.fallback === undefined) ||
  (activity.kind === 'rescaling' && activity.scaled.length > 0);
