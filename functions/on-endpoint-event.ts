import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { endpointChanged } from '../app/drift/endpoint-changed.ts';
import {
  alarmsOf,
  announcementsOf,
  commandFlagsOf,
  endpointsOf,
  leasesOf,
  ledgerOf,
  metricsFor,
  noticesOf,
  nowOf,
  rolloutsOf,
  waitsOf,
} from '../composition/ports.ts';

/** SageMaker's endpoint events. Only the name is used; the endpoint's state is read anew. */
const eventSchema = z.object({ detail: z.object({ EndpointName: z.string() }) });

/** An endpoint has come to rest. */
export function make(seam: Seam) {
  const changed = endpointChanged(
    {
      ledger: ledgerOf(seam),
      leases: leasesOf(seam),
      endpoints: endpointsOf(seam),
      alarms: alarmsOf(seam),
      rollouts: rolloutsOf(seam),
      waits: waitsOf(seam),
      notices: noticesOf(seam),
      announcements: announcementsOf(seam),
      metrics: metricsFor(seam),
      commandFlags: commandFlagsOf(seam),
    },
    nowOf(seam),
  );

  return async (event: unknown) => changed(eventSchema.parse(event).detail.EndpointName);
}

export const handler = onAws(make);
