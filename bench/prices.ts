/**
 * AWS's list prices in US dollars, region us-east-1, without free tiers and discounts, each with its source
 * page. They are as known on the date below: some were looked up in copies of those pages, others (S3
 * requests, custom events, hourly proration) are from memory, and none was compared with a bill. Check them
 * before you budget.
 */
export const pricesAsOf = '2026-11-22';
export const pricesRegion = 'us-east-1';

const perMillion = (dollars: number): number => dollars / 1_000_000;
const perThousand = (dollars: number): number => dollars / 1000;
/** A monthly price that AWS prorates by the hour: 730 hours, as in its own examples. */
const perHourOfMonth = (dollars: number): number => dollars / 730;

export const prices = {
  /**
   * aws.amazon.com/step-functions/pricing: $0.025 per 1,000 transitions of a Standard workflow, retries
   * counted.
   */
  stateTransition: perThousand(0.025),
  /** aws.amazon.com/lambda/pricing: $0.20 per million requests. */
  lambdaRequest: perMillion(0.2),
  /**
   * aws.amazon.com/lambda/pricing: arm64, first tier; the start of a container is billed too since August
   * 2025.
   */
  lambdaGbSecond: 0.0000133334,
  /** aws.amazon.com/dynamodb/pricing/on-demand, Standard table: $0.125 per million read request units. */
  dynamoRead: perMillion(0.125),
  /** The same page: $0.625 per million write request units. */
  dynamoWrite: perMillion(0.625),
  /**
   * aws.amazon.com/cloudwatch/pricing: $0.10 a month for each metric that an alarm of standard resolution
   * watches.
   */
  alarmMetricHour: perHourOfMonth(0.1),
  /** The same page: $0.30 a month for each custom metric, for the hours in which it is sent. */
  customMetricHour: perHourOfMonth(0.3),
  /** The same page: $0.01 per 1,000 requests, including PutMetricData. Assumed for every request. */
  cloudWatchRequest: perThousand(0.01),
  /** The same page: $0.01 per 1,000 metrics that GetMetricData is asked for, each statistic counted as one. */
  metricRead: perThousand(0.01),
  /** The same page: $0.50 per GB of ingested logs. */
  logByte: 0.5 / 1024 ** 3,
  /** The same page: $3 a month for each dashboard. */
  dashboardMonth: 3,
  /** aws.amazon.com/s3/pricing: $0.005 per 1,000 PUT, COPY, POST and LIST requests. */
  s3Write: perThousand(0.005),
  /** The same page: $0.0004 per 1,000 GET and all other requests; DELETE and aborting are free. */
  s3Read: perThousand(0.0004),
  /** aws.amazon.com/eventbridge/pricing: $1 per million custom events, in chunks of 64 KB. */
  customEvent: perMillion(1),
  /** The same page: $1 per million opt-in events of services, such as S3's. Management events are free. */
  optInEvent: perMillion(1),
  /** aws.amazon.com/sns/pricing: $0.50 per million requests to a standard topic. */
  snsPublish: perMillion(0.5),
  /** The same page: $0.60 per million deliveries over HTTPS, such as to a chat. */
  snsHttpsDelivery: perMillion(0.6),
  /** aws.amazon.com/xray/pricing: $5 per million traces recorded. */
  trace: perMillion(5),
} as const;

/** The price of one S3 request, by AWS's request classes. */
export function s3RequestPrice(operation: string): number {
  if (/^(Delete|Abort)/.test(operation)) return 0;
  return /^(Get|Head)/.test(operation) ? prices.s3Read : prices.s3Write;
}
