import * as z from 'zod';
import { type Instant, instantSchema } from '../values/instant.ts';
import type { EndpointReading } from './reading.ts';

const fleetSchema = z.object({
  config: z.string(),
  variants: z.array(
    z.object({
      name: z.string(),
      serving: z.number(),
      size: z.number(),
      weight: z.number(),
      doing: z.object({ status: z.string(), message: z.string(), since: z.number().optional() }).optional(),
    }),
  ),
});
const readingSchema = z.object({
  ...fleetSchema.shape,
  status: z.string(),
  pending: fleetSchema.optional(),
});

/**
 * The endpoint as a function or an event of SageMaker's has shown it at one instant. What it means is worked out when
 * it is read: that takes the plan, which whoever sees it may not have.
 */
export interface Sighting {
  readonly at: Instant;
  readonly reading: EndpointReading;
}

export const sightingSchema: z.ZodType<Sighting> = z.object({ at: instantSchema, reading: readingSchema });
