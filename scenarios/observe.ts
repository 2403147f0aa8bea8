import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { EventDraft } from '../local/ports.ts';
import type { EndpointSnapshot } from '../local/sagemaker/snapshot.ts';
import type { Counts, EndpointState, Sample } from './timeline.ts';

interface VariantSummary {
  readonly VariantName?: string | undefined;
  readonly VariantStatus?:
    | readonly { Status?: string | undefined; StatusMessage?: string | undefined }[]
    | undefined;
}

/** The state that DescribeEndpoint shows, and the traffic split, which only the simulator knows. */
export function stateOf(
  described: DescribeEndpointOutput,
  snapshot: EndpointSnapshot | undefined,
): EndpointState {
  const live = described.ProductionVariants ?? [];
  const pending = described.PendingDeploymentSummary;
  const staged = pending?.ProductionVariants ?? [];
  // A pure change of capacity has no pending summary; its VariantStatus is at the top level.
  const telling: readonly VariantSummary[] = pending === undefined ? live : staged;
  const statuses = telling.flatMap((variant) => variant.VariantStatus ?? []);
  return {
    status: described.EndpointStatus ?? '',
    config: described.EndpointConfigName ?? '',
    pending: pending?.EndpointConfigName ?? 'none',
    blue: countsOf(live, (variant) => variant.CurrentInstanceCount),
    green: countsOf(staged, (variant) => variant.CurrentInstanceCount),
    share: sharesOf(
      staged.map((variant) => variant.VariantName ?? ''),
      snapshot,
    ),
    phase: [...new Set(statuses.map(({ Status }) => Status ?? ''))].join('+') || 'none',
    messages: statuses.map(({ StatusMessage }) => StatusMessage ?? ''),
    desired: countsOf(live, (variant) => variant.DesiredInstanceCount),
    weights: countsOf(live, (variant) => variant.CurrentWeight),
  };
}

function countsOf<V extends { readonly VariantName?: string | undefined }>(
  variants: readonly V[],
  count: (variant: V) => number | undefined,
): Counts {
  return Object.fromEntries(variants.map((variant) => [variant.VariantName ?? '', count(variant) ?? 0]));
}

/** Green's share of each variant's traffic in per cent, to one decimal: 1 of 3 is 33.3. */
function sharesOf(variants: readonly string[], snapshot: EndpointSnapshot | undefined): Counts {
  const fleets = snapshot?.fleets ?? [];
  return Object.fromEntries(
    variants.map((name) => {
      const of = (colour: 'blue' | 'green') =>
        fleets.find((fleet) => fleet.colour === colour && fleet.variantName === name)?.share ?? 0;
      const all = of('blue') + of('green');
      return [name, all === 0 ? 0 : Math.round((of('green') / all) * 1000) / 10];
    }),
  );
}

export function sampleOf(snapshot: EndpointSnapshot, at: number): Sample {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    at,
    status: snapshot.status,
    serving: sum(snapshot.fleets.map(({ active }) => active)),
    shares: sum(snapshot.fleets.map(({ share }) => share)),
    onGreen: snapshot.fleets.some(({ colour, share }) => colour === 'green' && share > 0),
  };
}

/**
 * An event in three words: `endpoint UPDATING`, `deployment Baking` (the pending VariantStatus), `alarm a
 * ALARM`; any other by its detail-type.
 */
export function eventText({ detailType, detail }: EventDraft): string {
  switch (detailType) {
    case 'SageMaker Endpoint State Change':
      return `endpoint ${detail.EndpointStatus}`;
    case 'SageMaker Endpoint Deployment State Change':
      return `deployment ${variantStatus(detail.PendingDeploymentSummary ?? detail)}`;
    case 'CloudWatch Alarm State Change':
      return `alarm ${detail.alarmName} ${(detail.state as { value: string }).value}`;
    default:
      return detailType;
  }
}

/**
 * The VariantStatus of a deployment event: in its pending summary, or at the top level if only capacity
 * changes.
 */
const variantStatus = (summary: unknown): string => {
  const { ProductionVariants } = summary as { ProductionVariants: readonly VariantSummary[] };
  const statuses = ProductionVariants.flatMap(({ VariantStatus }) => VariantStatus?.[0]?.Status ?? []);
  return [...new Set(statuses)].join('+');
};
