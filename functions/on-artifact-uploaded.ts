import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { patiently } from '../app/triggers/patiently.ts';
import { uploads } from '../app/triggers/upload.ts';
import { allowedIn, findingsPorts } from '../composition/planning.ts';
import {
  announcementsOf,
  eventsAgainOf,
  leasesOf,
  ledgerOf,
  metricsFor,
  noticesOf,
  nowOf,
  ownNamesOf,
  rolloutsOf,
  waitsOf,
} from '../composition/ports.ts';
import type { EventsAgain } from '../core/ports/waits.ts';
import { instantSchema } from '../core/values/instant.ts';

/** The used parts of S3's "Object Created" event (S3's guide, "EventBridge event message structure"). */
const uploadSchema = z.object({
  'detail-type': z.literal('Object Created'),
  time: instantSchema,
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number(),
      etag: z.string(),
      'version-id': z.string().optional(),
      sequencer: z.string().optional(),
    }),
    requester: z.string().default('unknown'),
  }),
});
/** Our own event: an endpoint is free again, and a manifest was put while it was busy. */
const pendingSchema = z.object({
  'detail-type': z.literal('Greenlight Manifest Pending'),
  detail: z.object({ endpoint: z.string() }),
});
const eventSchema = z.discriminatedUnion('detail-type', [uploadSchema, pendingSchema]);
/** From the state machine that tries events again. */
const againSchema = z.object({ again: eventSchema });
type Event = z.infer<typeof eventSchema>;

/** The same for the same upload, and for a manifest that is pending in the same minute. */
function keyOf(event: Event, now: number): string {
  if (event['detail-type'] === 'Greenlight Manifest Pending')
    return `${event.detail.endpoint}-${Math.floor(now / 60_000)}`;
  const { 'version-id': version, sequencer, etag } = event.detail.object;
  return (version ?? sequencer ?? etag).replaceAll(/[^\w.-]/g, '-').slice(0, 70);
}

/** Something was uploaded, or a manifest that was put earlier must be handled now. */
export function make(seam: Seam) {
  const { uploaded, manifestPending } = uploads(
    {
      look: findingsPorts(seam),
      allowed: allowedIn(seam),
      ledger: ledgerOf(seam),
      leases: leasesOf(seam),
      endpoints: ownNamesOf(seam),
      rollouts: rolloutsOf(seam),
      waits: waitsOf(seam),
      notices: noticesOf(seam),
      announcements: announcementsOf(seam),
      metrics: metricsFor(seam),
      log: seam.log,
    },
    nowOf(seam),
  );

  // Made when it is needed: a function that is being upgraded may have its new code before its new variables.
  const again: EventsAgain = { start: (key, event) => eventsAgainOf(seam).start(key, event) };

  const handle = (event: Event) => {
    if (event['detail-type'] === 'Greenlight Manifest Pending') return manifestPending(event.detail.endpoint);
    const { bucket, object, requester } = event.detail;
    const { 'version-id': versionId, ...put } = object;
    return uploaded({ time: event.time, bucket: bucket.name, object: { ...put, versionId }, requester });
  };

  return async (given: unknown) => {
    const tried = againSchema.safeParse(given);
    if (tried.success) return handle(tried.data.again);
    const event = eventSchema.parse(given);
    return patiently(again, keyOf(event, nowOf(seam)()), event, async () => handle(event));
  };
}

export const handler = onAws(make);
