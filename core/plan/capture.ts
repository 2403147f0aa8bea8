import * as z from 'zod';
import { scoreFieldSchema } from '../judge/score-field.ts';
import type { Capture } from '../manifest/capture.ts';
import { modelBucketOf, type Rollout, rolloutName } from '../release.ts';
import type { EndpointConfigDefinition, LiveEndpoint } from '../sagemaker.ts';

/** Where both fleets' answers are captured; stored with the plan. */
export const plannedCaptureSchema = z.object({
  bucket: z.string(),
  /** Of the release's own answers. */
  prefix: z.string(),
  /** Of the answers of what serves; null if they are not captured there. */
  before: z.string().nullable(),
  score: scoreFieldSchema,
});
export type PlannedCapture = z.infer<typeof plannedCaptureSchema>;

/** Everything captured lies here, by how long it stays. */
const root = 'captures/';

/**
 * The right without which SageMaker captures nothing, and says nothing of it. It is not looked for beforehand: IAM's
 * simulation knows neither the bucket's policy nor the key's, so its no may be wrong (docs/adr/0016-scores.md).
 */
export const captureRight = (bucket: string): string =>
  `the model's role needs s3:PutObject under s3://${bucket}/${root}, and kms:GenerateDataKey on the bucket's key if it is your own`;

/** The release's own place: `captures/7d/iris/iris-0123456789ab-1`. */
const prefixOf = (rollout: Rollout, { retentionDays }: Capture): string =>
  `${root}${retentionDays}d/${rollout.release.endpoint}/${rolloutName(rollout)}`;

interface LiveCapture {
  readonly destination: string;
  readonly isOn: boolean;
  /** Of the requests. */
  readonly percent: number;
}

/** What the live config captures; undefined if nothing. */
function liveCapture(config: EndpointConfigDefinition | undefined): LiveCapture | undefined {
  const capture = config?.DataCaptureConfig;
  if (typeof capture !== 'object' || capture === null) return undefined;
  const { DestinationS3Uri, EnableCapture, InitialSamplingPercentage } = capture as Readonly<
    Record<string, unknown>
  >;
  return {
    destination: String(DestinationS3Uri ?? ''),
    // It "defaults to enabled" (API reference).
    isOn: EnableCapture !== false,
    percent: Number(InitialSamplingPercentage ?? 0),
  };
}

const isWithin = (destination: string, bucket: string): boolean =>
  destination.startsWith(`s3://${bucket}/${root}`);

/** Where the live config has answers captured for us; undefined if nowhere. */
export function ownCapture(bucket: string, live: LiveEndpoint): string | undefined {
  const found = liveCapture(live.config);
  return found?.isOn && isWithin(found.destination, bucket) ? found.destination : undefined;
}

/** The capture of somebody else, which a release neither redirects nor ends. */
export function othersCapture(rollout: Rollout, live: LiveEndpoint | undefined): LiveCapture | undefined {
  const found = liveCapture(live?.config);
  return found?.isOn && !isWithin(found.destination, modelBucketOf(rollout.release)) ? found : undefined;
}

/**
 * The config's member DataCaptureConfig, if it is the release's own: answers alone, since nothing else is read. A capture
 * of ours ends with the field in the manifest; that of somebody else stays as it is.
 */
export function captureAsPlanned(
  rollout: Rollout,
  capture: Capture | undefined,
  live: LiveEndpoint | undefined,
): { readonly DataCaptureConfig?: object | undefined } {
  const found = liveCapture(live?.config);
  const bucket = modelBucketOf(rollout.release);
  const isOthers = found !== undefined && !isWithin(found.destination, bucket);
  if (capture === undefined) return found === undefined || isOthers ? {} : { DataCaptureConfig: undefined };
  if (isOthers && found.isOn) return {};
  return {
    DataCaptureConfig: {
      EnableCapture: true,
      InitialSamplingPercentage: capture.samplePercent,
      DestinationS3Uri: `s3://${bucket}/${prefixOf(rollout, capture)}`,
      CaptureOptions: [{ CaptureMode: 'Output' }],
      // Without these, text is stored as base64.
      CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
    },
  };
}

/** Where the judge reads both fleets' answers; undefined if nothing is captured. */
export function plannedCapture(
  rollout: Rollout,
  capture: Capture | undefined,
  live: LiveEndpoint | undefined,
): PlannedCapture | undefined {
  if (capture === undefined) return undefined;
  const bucket = modelBucketOf(rollout.release);
  const found = liveCapture(live?.config);
  const isRead = found?.isOn === true && isWithin(found.destination, bucket);
  return {
    bucket,
    prefix: prefixOf(rollout, capture),
    before: isRead ? found.destination.slice(`s3://${bucket}/`.length).replace(/\/+$/, '') : null,
    score: capture.score,
  };
}

/** What a config captures for us, for people: `20 % of the answers, kept for 7 days`; undefined if nothing. */
export function captureText(
  { release }: Rollout,
  config: EndpointConfigDefinition | undefined,
): string | undefined {
  const found = liveCapture(config);
  if (!found?.isOn || !isWithin(found.destination, modelBucketOf(release))) return undefined;
  const days = /\/captures\/(\d+)d\//.exec(found.destination)?.[1] ?? '?';
  return `${found.percent} % of the answers, kept for ${days} ${days === '1' ? 'day' : 'days'}`;
}
