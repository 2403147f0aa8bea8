import * as z from 'zod';
import type { LiveEndpoint } from '../sagemaker.ts';
import { type Instant, instantSchema } from '../values/instant.ts';
import { replacedBy, replacedSchema } from './replaced.ts';

/** What an endpoint served when it was adopted, before any release, and who adopted it. */
export const adoptionSchema = z.object({
  endpoint: z.string(),
  at: instantSchema,
  by: z.string(),
  serves: replacedSchema,
  /** CreationTime in epoch ms: it tells the endpoint from a later one of the same name. */
  endpointCreatedAt: z.number().optional(),
});
export type Adoption = z.infer<typeof adoptionSchema>;

/** Whoever asks is named as for other commands. */
export const adoptionOf = (live: LiveEndpoint, by: string, at: Instant): Adoption => ({
  endpoint: live.name,
  at,
  by,
  serves: replacedBy(live),
  ...(live.createdAt !== undefined && { endpointCreatedAt: live.createdAt }),
});

/** What to say to whoever adopts it once more. */
export const adoptedAlready = ({ endpoint, at, by }: Adoption): string =>
  `${endpoint} was adopted ${at} by ${by}`;

/** Whether the record is of this endpoint, not of an earlier one of the same name. */
export const isOfEndpoint = (
  { endpointCreatedAt }: Adoption,
  { createdAt }: Pick<LiveEndpoint, 'createdAt'>,
): boolean => endpointCreatedAt === createdAt;
