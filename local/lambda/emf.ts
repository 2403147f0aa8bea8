import type { MetricDatum, PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';

/** CloudWatch's embedded metric format, as far as it makes metrics (user guide, "Specification: Embedded metric format"). */
const metadata = z.object({
  _aws: z.object({
    /** Epoch milliseconds. */
    Timestamp: z.number().int().min(0),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string().min(1),
        Dimensions: z.array(z.array(z.string()).max(30)),
        Metrics: z
          .array(
            z.object({
              Name: z.string().min(1),
              Unit: z.string().optional(),
              StorageResolution: z.union([z.literal(1), z.literal(60)]).optional(),
            }),
          )
          .max(100),
      }),
    ),
  }),
});

/** A metric's value in the document: one number, or up to a hundred. */
const values = z.union([z.number().transform((value) => [value]), z.array(z.number()).max(100)]);

export type EmfReading =
  | { readonly ok: true; readonly requests: readonly PutMetricDataCommandInput[] }
  | { readonly ok: false; readonly reason: string };

/**
 * The PutMetricData requests that a log line in the embedded metric format stands for: one for each of its
 * directives, with each metric under each set of dimensions. A target that the document lacks makes it malformed.
 */
export function readEmf(document: unknown): EmfReading {
  const parsed = metadata.safeParse(document);
  if (!parsed.success) {
    return { ok: false, reason: z.prettifyError(parsed.error) };
  }
  const members = document as Readonly<Record<string, unknown>>;
  const { Timestamp, CloudWatchMetrics } = parsed.data._aws;
  const missing: string[] = [];
  const requests = CloudWatchMetrics.map(({ Namespace, Dimensions, Metrics }): PutMetricDataCommandInput => {
    const sets = Dimensions.map((names) =>
      names.map((Name) => {
        const Value = members[Name];
        if (typeof Value !== 'string')
          missing.push(`${Name}: expected the text of a dimension, got ${String(Value)}`);
        return { Name, Value: String(Value) };
      }),
    );
    const MetricData = Metrics.flatMap(({ Name, Unit, StorageResolution }) => {
      const given = values.safeParse(members[Name]);
      if (!given.success) {
        missing.push(`${Name}: expected a number or numbers, got ${String(members[Name])}`);
        return [];
      }
      const datum: MetricDatum = {
        MetricName: Name,
        Timestamp: new Date(Timestamp),
        Values: given.data,
        ...(Unit === undefined ? {} : { Unit: Unit as NonNullable<MetricDatum['Unit']> }),
        ...(StorageResolution === undefined ? {} : { StorageResolution }),
      };
      // Without any set of dimensions, the metric has none.
      return (sets.length === 0 ? [[]] : sets).map((set) => ({ ...datum, Dimensions: set }));
    });
    return { Namespace, MetricData };
  });
  return missing.length === 0 ? { ok: true, requests } : { ok: false, reason: missing.join('; ') };
}
