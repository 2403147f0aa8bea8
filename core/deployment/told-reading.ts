import * as z from 'zod';
import { epochMsOf, type Instant, instantAt, instantSchema } from '../values/instant.ts';
import type { VariantReading } from './reading.ts';
import type { Sighting } from './sighting.ts';

/** AWS's sample prints epoch milliseconds, and a placeholder for some of them. */
const epochMs = z.number().min(0).max(8.64e15).optional().catch(undefined);

const count = z.number().min(0).optional().catch(undefined);

const variantSchema = z.object({
  VariantName: z.string(),
  CurrentWeight: count,
  CurrentInstanceCount: count,
  DesiredInstanceCount: count,
  VariantStatus: z
    .array(
      z.object({
        Status: z.string(),
        StatusMessage: z.string().optional().catch(undefined),
        StartTime: epochMs,
      }),
    )
    .optional()
    .catch(undefined),
});
type Variant = z.infer<typeof variantSchema>;

/** The part of an event of a deployment that shows both fleets. */
const toldSchema = z.object({
  time: instantSchema.optional().catch(undefined),
  detail: z.object({
    EndpointStatus: z.string(),
    EndpointConfigName: z.string(),
    ProductionVariants: z.array(variantSchema).min(1),
    PendingDeploymentSummary: z.object({
      EndpointConfigName: z.string(),
      ProductionVariants: z.array(variantSchema).min(1),
    }),
  }),
});

/**
 * What SageMaker's event "SageMaker Endpoint Deployment State Change" shows of both fleets (AWS, "Automating Amazon
 * SageMaker AI with Amazon EventBridge"): the same as DescribeEndpoint would, without a call. Undefined if it does not.
 *
 * @param now for an event without a readable time
 */
export function toldSighting(event: unknown, now: Instant): Sighting | undefined {
  const { data } = toldSchema.safeParse(event);
  if (data === undefined) return undefined;
  const { EndpointStatus, EndpointConfigName, ProductionVariants, PendingDeploymentSummary } = data.detail;
  const reading = {
    status: pascal(EndpointStatus),
    config: EndpointConfigName,
    variants: ProductionVariants.map(variantReading),
    pending: {
      config: PendingDeploymentSummary.EndpointConfigName,
      variants: PendingDeploymentSummary.ProductionVariants.map(variantReading),
    },
  };
  // To the millisecond, like every other instant: AWS leaves them out.
  return { at: data.time === undefined ? now : instantAt(epochMsOf(data.time)), reading };
}

/** Of several statuses, the one that began last, as where DescribeEndpoint is read. */
function variantReading(variant: Variant): VariantReading {
  const doing = (variant.VariantStatus ?? [])
    .toSorted((a, b) => (a.StartTime ?? 0) - (b.StartTime ?? 0))
    .at(-1);
  return {
    name: variant.VariantName,
    serving: variant.CurrentInstanceCount ?? 0,
    size: variant.DesiredInstanceCount ?? 0,
    weight: variant.CurrentWeight ?? 0,
    ...(doing && {
      doing: {
        status: doing.Status,
        message: doing.StatusMessage ?? '',
        ...(doing.StartTime !== undefined && { since: doing.StartTime }),
      },
    }),
  };
}

/** `ROLLING_BACK` → `RollingBack`: events spell a status otherwise than the API. */
const pascal = (status: string): string =>
  status
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
