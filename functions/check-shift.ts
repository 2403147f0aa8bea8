import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { judgeSoFar } from '../app/gates/judge-so-far.ts';
import { checkShift } from '../app/shift/check-shift.ts';
import { keepLook, waitFor } from '../app/shift/keep-look.ts';
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
import { toldSighting } from '../core/deployment/told-reading.ts';
import type { ShiftWait } from '../core/ports/waits.ts';
import { instantAt } from '../core/values/instant.ts';

/**
 * SageMaker's deployment event (what it is about; what happens, the endpoint itself shows); our own event that an alarm asks people; or
 * the timer of a hold, when the time to answer is up.
 */
const eventSchema = z.union([
  z
    .object({
      source: z.literal('aws.sagemaker'),
      detail: z.object({
        EndpointName: z.string(),
        EndpointStatus: z.string().optional(),
        PendingDeploymentSummary: z
          .object({ EndpointConfigName: z.string(), StartTime: z.union([z.number(), z.string()]) })
          .optional()
          .catch(undefined),
      }),
    })
    .transform(
      ({ detail: { EndpointName: endpoint, EndpointStatus, PendingDeploymentSummary: update } }) => ({
        endpoint,
        // SageMaker goes back: no gate decides anything any more.
        at: EndpointStatus === 'ROLLING_BACK' ? ('back' as const) : ('bake' as const),
        update,
      }),
    ),
  z
    .object({ source: z.literal('greenlight'), detail: z.object({ endpoint: z.string() }) })
    .transform(({ detail }) => ({ endpoint: detail.endpoint, at: 'holds' as const, update: undefined })),
  z
    .object({ hold: z.object({ endpoint: z.string() }) })
    .transform(({ hold }) => ({ endpoint: hold.endpoint, at: 'holds' as const, update: undefined })),
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
    log: seam.log,
  };
  const now = nowOf(seam);

  // SageMaker tells of every step. That a shift has no gates in its bakes does not change while it lasts.
  const unchecked = new Map<string, ShiftWait>();

  return async (event: unknown) => {
    const { endpoint, at, update } = eventSchema.parse(event);
    const key = update && [endpoint, update.EndpointConfigName, update.StartTime].join(' ');
    const told = update && {
      config: update.EndpointConfigName,
      sighting: toldSighting(event, instantAt(now())),
    };
    const known = key === undefined ? undefined : unchecked.get(key);
    if (known !== undefined || at === 'back') {
      const of = known ?? (told && waitFor(await ports.ledger.waiting(endpoint), told));
      if (of !== undefined && told?.sighting !== undefined) await keepLook(ports, of, told.sighting);
      if (of !== undefined && at === 'back')
        await judgeSoFar(ports, await ports.ledger.rollout(of.endpoint, of.name));
      return { shift: 'nothing' };
    }
    const { shift, ours } = await checkShift(ports, endpoint, at, now, told);
    if (shift === 'never' && ours !== undefined && key !== undefined) {
      if (unchecked.size >= mostUnchecked) unchecked.clear();
      unchecked.set(key, ours);
    }
    if (shift === 'nothing' || shift === 'never') return { shift: 'nothing' };
    seam.log.info('shift looked at', { endpoint, at, shift });
    return { shift };
  };
}

/** More shifts than a container meets in its life. */
const mostUnchecked = 1000;

export const handler = onAws(make);
