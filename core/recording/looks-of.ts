import { fleetsOf } from '../chat/fleets-of.ts';
import type { EndpointReading } from '../deployment/reading.ts';
import type { Sighting } from '../deployment/sighting.ts';
import { deploymentState } from '../deployment/state.ts';
import { backCauses } from '../deployment/why-back.ts';
import type { EndpointWait } from '../ports/waits.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import { compareInstants } from '../values/instant.ts';
import type { Look } from './recording.ts';

/** More are not shown. SageMaker tells of each step of each variant, some 160 in the longest rolling update. */
const mostLooks = 200;

/**
 * What the sightings of a rollout show, oldest first. Equal ones in a row are one, and the newest 200 remain.
 *
 * @param waits of the endpoint, while it is under way: alarms that went off may explain what SageMaker does
 */
export function looksOf(
  sightings: readonly Sighting[],
  record: RolloutRecord,
  waits: readonly EndpointWait[] = [],
): Look[] {
  const causes = backCauses(record, waits);
  const breaches = [...causes.breaches, ...(record.conclusion?.breaches ?? [])];
  return sightings
    .toSorted((a, b) => compareInstants(a.at, b.at))
    .filter(({ reading }, n, all) => n === 0 || !isSame(reading, all[n - 1]?.reading))
    .slice(-mostLooks)
    .map(({ at, reading }) => {
      // Nothing that came later is known at that instant.
      const known = {
        breaches: breaches.filter((breach) => compareInstants(breach.at, at) <= 0),
        stop: causes.stop !== undefined && compareInstants(causes.stop.at, at) <= 0 ? causes.stop : undefined,
      };
      const state = deploymentState(reading, record.plan, known);
      return { at, status: reading.status, fleets: fleetsOf(reading, state), state };
    });
}

const isSame = (a: EndpointReading, b: EndpointReading | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
