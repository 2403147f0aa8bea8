import { createHash } from 'node:crypto';
import { type Sighting, sightingSchema } from '../../core/deployment/sighting.ts';
import type { Looks, Moment } from '../../core/ports/looks.ts';
import { canonicalJson } from '../../core/values/canonical-json.ts';
import { compareInstants, epochMsOf } from '../../core/values/instant.ts';
import { endpointKey } from './keys.ts';
import type { Table, Update } from './table.ts';

/** They are kept in the bucket soon after the end; if that fails, its dead letter stays for 14 days. */
const keptSeconds = 60 * 86_400;

/** How the endpoint looked in a rollout: one small item for each sighting, `look#<rollout>#<moment>#<digest>`. */
export function lookItems(table: Table): Looks {
  return {
    async keepLook(of, sighting) {
      await table.update(keepingLook(of, sighting));
    },

    async looks(endpoint, name) {
      const items = await table.under(endpointKey(endpoint), `look#${name}#`);
      return items
        .map((item) => ({ moment: momentOf(item.sk), sighting: sightingSchema.parse(item) }))
        .sort(
          (a, b) =>
            compareInstants(a.sighting.at, b.sighting.at) ||
            a.moment - b.moment ||
            stageOf(a.sighting) - stageOf(b.sighting),
        )
        .map(({ sighting }) => sighting);
    },
  };
}

/** Several may bear the same instant, which AWS tells to the second. */
const moments: readonly Moment[] = ['before', 'shift', 'after', 'before-back', 'back', 'after-back'];
const momentOf = (sk: unknown): number => moments.indexOf(String(sk).split('#')[2] as Moment);

/** In this order one follows the other at once: traffic is turned on, and a bake begins. */
const stages = ['Creating', 'ActivatingTraffic', 'Baking', 'Deleting'];
const stageOf = ({ reading }: Sighting): number =>
  Math.max(-1, ...(reading.pending?.variants ?? []).map(({ doing }) => stages.indexOf(doing?.status ?? '')));

/**
 * The same sighting again changes nothing, so it may be part of a write that is tried again. SageMaker may also tell the
 * same twice.
 */
export function keepingLook(
  { endpoint, name, moment }: Parameters<Looks['keepLook']>[0],
  { at, reading }: Sighting,
): Update {
  const digest = createHash('sha256').update(canonicalJson(reading)).digest('hex').slice(0, 12);
  return {
    Key: { pk: endpointKey(endpoint), sk: `look#${name}#${moment}#${digest}` },
    UpdateExpression:
      'SET #at = if_not_exists(#at, :at), reading = :reading, expiresAt = if_not_exists(expiresAt, :expires)',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: {
      ':at': at,
      ':reading': reading,
      ':expires': Math.floor(epochMsOf(at) / 1000) + keptSeconds,
    },
  };
}
