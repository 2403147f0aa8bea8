import type { Clock } from '../clock/clock.ts';
import type { AlarmWatch, EventSink } from '../ports.ts';
import type { AlarmIndex } from './alarm-index.ts';
import type { Assumptions, Timings } from './assumptions.ts';
import type { Endpoint } from './endpoint.ts';
import type { Planner } from './planner.ts';
import type { Provisioning } from './provisioning.ts';
import type { EndpointSnapshot } from './snapshot.ts';
import type { Stopping } from './stopping.ts';
import type { Transitions } from './transitions.ts';

/** What the lifecycle of endpoints is given. */
export interface LifecycleDeps {
  readonly clock: Clock;
  readonly alarms: AlarmWatch;
  readonly events: EventSink;
  readonly provisioning: Provisioning;
  readonly stopping: Stopping;
  readonly timings: Timings;
  readonly assumptions: Assumptions;
  readonly onChange: ((snapshot: EndpointSnapshot) => void) | undefined;
  /** The endpoint of that name, if there is one. */
  readonly find: (endpointName: string) => Endpoint | undefined;
}

/** What the lifecycle makes for its parts. */
export interface Machinery {
  readonly transitions: Transitions;
  readonly alarmIndex: AlarmIndex;
  readonly planner: Planner;
}
