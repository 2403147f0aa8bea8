import { prices, s3RequestPrice } from '../prices.ts';

/** One invocation of a function. */
export interface Invoked {
  readonly functionName: string;
  /** `MemorySize` of the template. */
  readonly memoryMb: number;
  /** How many AWS calls it made. */
  readonly calls: number;
  /** Whether an EventBridge event caused it, not a state of the workflow. */
  readonly byEvent: boolean;
}

/** Everything that AWS would bill, and the free calls, as counted on the engine. */
export interface Usage {
  readonly transitions: number;
  readonly executions: number;
  readonly invocations: readonly Invoked[];
  /** The functions' AWS calls, by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly dynamoReadUnits: number;
  readonly dynamoWriteUnits: number;
  /**
   * Hours of each metric that our alarms watch, from PutMetricAlarm to DeleteAlarms; each started hour
   * counts.
   */
  readonly alarmMetricHours: number;
  /** Metrics that GetMetricData was asked for. */
  readonly metricsRead: number;
  /** Custom metrics sent. Each counts once per hour. */
  readonly metricHours: number;
  readonly customEvents: number;
  /** S3 events about any object of the bucket, including the uploads themselves. */
  readonly optInEvents: number;
  readonly logBytes: number;
}

/**
 * Assumptions about how long a function runs on AWS, which cannot be measured here. Each is on the high side:
 * a call to AWS mostly takes 5 to 20 ms, and some run in parallel. Rollouts are rare, so every invocation is
 * assumed to start its own container.
 */
export const assumed = { coldStartMs: 600, ownMs: 20, perCallMs: 30 } as const;

/** Billed milliseconds of an invocation: 12 calls ⇒ 600 + 20 + 12 × 30 = 980. */
export const billedMs = ({ calls }: Invoked): number =>
  assumed.coldStartMs + assumed.ownMs + calls * assumed.perCallMs;

/** GB-seconds: 512 MB for 980 ms is 0.49. */
const gbSeconds = (invoked: Invoked): number => (invoked.memoryMb / 1024) * (billedMs(invoked) / 1000);

export const deliveries = ({ invocations }: Usage): number =>
  invocations.filter(({ byEvent }) => byEvent).length;

export const countOf = (usage: Usage, call: string): number => usage.calls[call] ?? 0;

const callsTo = ({ calls }: Usage, service: string): [operation: string, times: number][] =>
  Object.entries(calls)
    .filter(([call]) => call.startsWith(`${service}:`))
    .map(([call, times]) => [call.slice(service.length + 1), times]);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Dollars by service. SageMaker, Step Functions' own API, Service Quotas and Auto Scaling charge nothing for
 * calls.
 */
export function costOf(usage: Usage): Readonly<Record<string, number>> {
  const requests = (service: string): number => sum(callsTo(usage, service).map(([, times]) => times));
  return {
    'Step Functions': usage.transitions * prices.stateTransition,
    Lambda:
      usage.invocations.length * prices.lambdaRequest +
      sum(usage.invocations.map(gbSeconds)) * prices.lambdaGbSecond,
    DynamoDB: usage.dynamoReadUnits * prices.dynamoRead + usage.dynamoWriteUnits * prices.dynamoWrite,
    'CloudWatch metrics': usage.metricHours * prices.customMetricHour,
    'CloudWatch alarms and requests':
      usage.alarmMetricHours * prices.alarmMetricHour +
      (requests('monitoring') - countOf(usage, 'monitoring:GetMetricData')) * prices.cloudWatchRequest +
      usage.metricsRead * prices.metricRead,
    'CloudWatch Logs': usage.logBytes * prices.logByte,
    S3: sum(callsTo(usage, 's3').map(([operation, times]) => times * s3RequestPrice(operation))),
    EventBridge: usage.customEvents * prices.customEvent + usage.optInEvents * prices.optInEvent,
    // One subscriber over HTTPS, such as a chat.
    SNS: countOf(usage, 'sns:Publish') * (prices.snsPublish + prices.snsHttpsDelivery),
    // One trace per execution with everything that it invokes, and one per function that an event invokes.
    'X-Ray': (usage.executions + deliveries(usage)) * prices.trace,
  };
}

export const dollars = (usage: Usage): number => sum(Object.values(costOf(usage)));

/**
 * The usage of `more` minus that of `less`. If two stories differ in one rollout, it is that rollout's usage.
 */
export function beyond(more: Usage, less: Usage): Usage {
  const invocations = withoutAll(more.invocations, less.invocations);
  const operations = new Set([...Object.keys(more.calls), ...Object.keys(less.calls)]);
  const calls = [...operations].map((call) => [call, countOf(more, call) - countOf(less, call)] as const);
  return {
    transitions: more.transitions - less.transitions,
    executions: more.executions - less.executions,
    invocations,
    calls: Object.fromEntries(calls.filter(([, times]) => times !== 0)),
    dynamoReadUnits: more.dynamoReadUnits - less.dynamoReadUnits,
    dynamoWriteUnits: more.dynamoWriteUnits - less.dynamoWriteUnits,
    alarmMetricHours: more.alarmMetricHours - less.alarmMetricHours,
    metricsRead: more.metricsRead - less.metricsRead,
    metricHours: more.metricHours - less.metricHours,
    customEvents: more.customEvents - less.customEvents,
    optInEvents: more.optInEvents - less.optInEvents,
    logBytes: more.logBytes - less.logBytes,
  };
}

/**
 * Removes from `all` one invocation of the same function per entry of `others`, preferably with as many
 * calls.
 */
function withoutAll(all: readonly Invoked[], others: readonly Invoked[]): Invoked[] {
  const left = [...all];
  for (const other of others) {
    const ofIt = left.filter(({ functionName }) => functionName === other.functionName);
    const same = ofIt.find(({ calls }) => calls === other.calls) ?? ofIt[0];
    if (same !== undefined) left.splice(left.indexOf(same), 1);
  }
  return left;
}
