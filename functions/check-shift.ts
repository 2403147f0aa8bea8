import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { checkShift } from '../app/shift/check-shift.ts';
import { gateActionsOf, signedUrlsOf } from '../composition/gates.ts';
import {
  abortSwitchOf,
  alarmsOf,
  announcementsOf,
  commandFlagsOf,
  endpointsOf,
  holdTimersOf,
  ledgerOf,
  noticesOf,
  nowOf,
  waitsOf,
} from '../composition/ports.ts';

/**
 * SageMaker's deployment event (only its endpoint name is used); our own event that an alarm asks people; or
 * the timer of a hold, when the time to answer is up.
 */
const eventSchema = z.union([
  z
    .object({ source: z.literal('aws.sagemaker'), detail: z.object({ EndpointName: z.string() }) })
    .transform(({ detail }) => ({ endpoint: detail.EndpointName, at: 'bake' as const })),
  z
    .object({ source: z.literal('greenlight'), detail: z.object({ endpoint: z.string() }) })
    .transform(({ detail }) => ({ endpoint: detail.endpoint, at: 'holds' as const })),
  z
    .object({ hold: z.object({ endpoint: z.string() }) })
    .transform(({ hold }) => ({ endpoint: hold.endpoint, at: 'holds' as const })),
]);

/**
 * Something happened in a shift that its gates may depend on: SageMaker started the next bake, an alarm asks
 * people, or the time to answer is up. It can be called again at any time: it recognises what is done
 * already.
 */
export function make(seam: Seam) {
  const ports = {
    ledger: ledgerOf(seam),
    endpoints: endpointsOf(seam),
    alarms: alarmsOf(seam),
    notices: noticesOf(seam),
    announcements: announcementsOf(seam),
    waits: waitsOf(seam),
    abortSwitch: abortSwitchOf(seam),
    timers: holdTimersOf(seam),
    actions: gateActionsOf(seam),
    references: signedUrlsOf(seam),
    commandFlags: commandFlagsOf(seam),
  };

  return async (event: unknown) => {
    const { endpoint, at } = eventSchema.parse(event);
    const shift = await checkShift(ports, endpoint, at, nowOf(seam));
    if (shift !== 'nothing') seam.log.info('shift looked at', { endpoint, at, shift });
    return { shift };
  };
}

export const handler = onAws(make);
