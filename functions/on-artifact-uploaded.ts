import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { uploads } from '../app/triggers/upload.ts';
import { allowedIn, findingsPorts } from '../composition/planning.ts';
import {
  announcementsOf,
  leasesOf,
  ledgerOf,
  metricsFor,
  noticesOf,
  nowOf,
  ownNamesOf,
  rolloutsOf,
  waitsOf,
} from '../composition/ports.ts';
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

  return async (event: unknown) => {
    const parsed = eventSchema.parse(event);
    if (parsed['detail-type'] === 'Greenlight Manifest Pending')
      return manifestPending(parsed.detail.endpoint);
    const { bucket, object, requester } = parsed.detail;
    const { 'version-id': versionId, ...put } = object;
    return uploaded({ time: parsed.time, bucket: bucket.name, object: { ...put, versionId }, requester });
  };
}

export const handler = onAws(make);
