import type { Message } from '@aws-sdk/client-sqs';

/**
 * How the local services see one another. Each service implements what it offers and is given only what it
 * needs, so that any of them can be tested alone. Wire shapes are AWS's own (the SDK's types).
 */

/** An event on its way to the default event bus; the bus adds version, id, account, region and, if absent, time. */
export interface EventDraft {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: readonly string[];
}

/** EventBridge, as a service that emits events sees it. Delivery happens later, on its own. */
export interface EventSink {
  emit(event: EventDraft): void;
}

/** One measurement for CloudWatch. Its instant is the clock's now. */
export interface MetricDatum {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: 'Count' | 'Microseconds' | 'None' | 'Percent' | 'Seconds';
}

/** CloudWatch, as a service that publishes metrics sees it. */
export interface MetricSink {
  record(datum: MetricDatum): void;
  /** Takes the metrics of a namespace from `gauges` whenever somebody looks at them, beside what is recorded. */
  observe?(gauges: Gauges): void;
}

/** A metric that is worked out when somebody looks at it. */
export interface Gauge {
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** The instant of its newest sample. */
  readonly lastAt: number;
}

/** So many samples of the same value. */
export interface GaugeSample {
  readonly value: number;
  readonly count: number;
}

/** Metrics that a service works out on demand, so that they cost nothing while nobody looks. Instants are epoch ms. */
export interface Gauges {
  readonly namespace: string;
  readonly unit: MetricDatum['unit'];
  /** Those that there are data of. */
  list(): readonly Gauge[];
  /** The samples of [start, end) that have been sent by now. */
  samples(of: Omit<Gauge, 'lastAt'>, start: number, end: number): readonly GaugeSample[];
  /**
   * Since when all spans of so many ms are alike; undefined if there are no data. Now, if they never are.
   */
  changedAt(of: Omit<Gauge, 'lastAt'>, spanMs: number): number | undefined;
  /** Calls `listener` whenever something else may be seen from then on, with the EndpointName of the metrics. */
  onChange(listener: (endpointName: string) => void): void;
}

export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** CloudWatch alarms, as SageMaker's auto-rollback sees them. */
export interface AlarmWatch {
  /** The alarm's state, or undefined if there is no such alarm. */
  state(alarmName: string): AlarmStateValue | undefined;
  /** Whether it is a composite alarm. */
  isComposite(alarmName: string): boolean;
  /** Calls `listener` at every change of any alarm's state, in order. Returns how to stop. */
  onChange(listener: (alarmName: string, value: AlarmStateValue) => void): () => void;
}

/** Application Auto Scaling's scalable targets, as SageMaker sees them. */
export interface ScalableTargets {
  /** Whether the variant's instance count is a scalable target. */
  has(endpointName: string, variantName: string): boolean;
  /** Deregisters the endpoint's variants: it is being deleted. */
  forget(endpointName: string): void;
}

/** S3, as a service that downloads objects sees it. */
export interface ObjectStore {
  /** The object's bytes, or undefined if the bucket, the key or the version is not there. */
  read(bucket: string, key: string, versionId?: string): Promise<Uint8Array | undefined>;
  /** The keys of the newest objects that start with `prefix`, in S3's order; none if the bucket is not there. */
  keys(bucket: string, prefix: string): Promise<readonly string[]>;
}

/** S3, as a service that puts objects sees it. */
export interface ObjectSink {
  /** Puts an object; whether the bucket is there. */
  write(bucket: string, key: string, body: Uint8Array): boolean;
}

/** What a Lambda invocation gave: its answer, or the error that the handler threw. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown; readonly requestId?: string }
  | FailedInvocation;

export interface FailedInvocation {
  readonly ok: false;
  readonly errorType: string;
  readonly errorMessage: string;
  /** What the function's runtime tells beside them, such as where it happened. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The JSON that Lambda answers for a failed invocation. */
export const errorDocument = ({ errorType, errorMessage, more }: FailedInvocation): object => ({
  errorType,
  errorMessage,
  ...more,
});

/** Lambda, as the services that invoke functions see it. `arn` may be an ARN or a plain function name. */
export interface FunctionInvoker {
  /** Runs the function and waits for it. Throws AwsError ResourceNotFoundException if there is none. */
  invoke(arn: string, payload: unknown): Promise<InvocationResult>;
  /** Queues an asynchronous invocation with Lambda's own two retries and dead letter. Resolves once accepted. */
  invokeAsync(arn: string, payload: unknown): Promise<void>;
}

/** A message attribute: text, or of whatever type it says. */
type QueueAttribute =
  | string
  | {
      readonly DataType?: string | undefined;
      readonly StringValue?: string | undefined;
      readonly BinaryValue?: Uint8Array | undefined;
    };

/** SQS, as a service with a dead-letter queue or queue target sees it. */
export interface QueueSink {
  /** Throws AwsError `AWS.SimpleQueueService.NonExistentQueue` if there is no such queue. */
  send(queueArn: string, body: string, attributes?: Readonly<Record<string, QueueAttribute>>): void;
}

/** A message as ReceiveMessage gives it, with all its attributes. */
export type ReceivedMessage = Message;

/** SQS, as Lambda's event source mappings see it. Unknown queues throw as in `QueueSink`. */
export interface QueueSource {
  /** Seconds. */
  visibilityTimeout(queueArn: string): number;
  /**
   * Waits for messages, however long, and receives up to `max`: as soon as there are so many, but no later than
   * `windowSeconds` after the first can be received.
   */
  receive(queueArn: string, max: number, windowSeconds: number): Promise<readonly ReceivedMessage[]>;
  remove(queueArn: string, receiptHandle: string): void;
}

/** SNS, as a service that publishes to topics sees it. */
export interface TopicPublisher {
  publish(topicArn: string, message: { subject?: string; body: string }): Promise<void>;
}

/** One file of an uncompressed model. */
export interface ModelFile {
  /** Its path below the model directory, as the key gave it: whoever writes it checks it. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** What one instance's container is started from. */
export interface ContainerSpec {
  /** `local:<name>` runs the registry's command for that name; any other image gets the stand-in. */
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The model artifact (gzip tar) to extract into the container's model directory; undefined for none. */
  readonly artifact: Uint8Array | undefined;
  /** An uncompressed model's files, which come into the model directory as they are; it has no artifact. */
  readonly files?: readonly ModelFile[];
  /** How long `GET /ping` may take to answer 200 after the start, in milliseconds of the host's time. */
  readonly startupTimeoutMs: number;
}

/** A running, healthy model container: SageMaker's container contract behind one method each. */
export interface Container {
  /** Whether `GET /ping` answers 200 within two seconds of the host's time (AWS's limit). */
  ping(): Promise<boolean>;
  /** `POST /invocations`. Rejects only if the container cannot be reached at all. */
  invoke(request: {
    readonly body: Uint8Array;
    readonly headers: Readonly<Record<string, string>>;
  }): Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
  }>;
  /** Ends it and removes what it had extracted. Idempotent. */
  stop(): Promise<void>;
}

/** Starts model containers. Every host operation inside is a leaf on the clock (`clock.io`). */
export interface ContainerRuntime {
  /**
   * Resolves once the container answers its ping.
   * @throws Error named `ModelDataError` (artifact unreadable, or files whose names can't stand), `ImageError` (unknown `local:` image) or
   *   `PingError` (not healthy in time, or exited); the message says which and why.
   */
  start(spec: ContainerSpec): Promise<Container>;
}
