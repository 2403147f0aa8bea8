import type { BusEvent } from '../../local/events/event.ts';
import type { InvocationRecord } from '../../local/lambda/invocation.ts';
import type { ClientFactory, HandlerModule, LogEntry } from '../../local/lambda/seam.ts';
import type { LocalAws } from '../../local/stack/local-aws.ts';
import type { Invoked, Usage } from './usage.ts';

const hourMs = 3_600_000;
/** Bytes that Lambda logs per invocation (START, END, REPORT), plus the keys of a Powertools line. */
const platformLines = 400;
const lineKeys = 400;

/** Counts what functions use since the last reading. */
export interface Meter {
  /** Wraps the handler's module, so that all calls of its clients and all its log lines are counted. */
  metered(module: HandlerModule): HandlerModule;
  log(entry: LogEntry): void;
  /** Counts what happens in `aws` from now on. `memoryMb` gives the memory of each function by name. */
  attach(aws: LocalAws, memoryMb: Readonly<Record<string, number>>): void;
  /** Returns the usage since the last call, and starts again at zero. */
  take(executions: readonly string[]): Usage;
}

/** The used part of an SDK client: its middleware stack. */
interface Middleware {
  readonly middlewareStack: {
    add(
      wrap: (next: Next, context: { readonly commandName?: string }) => Next,
      options: { readonly step: 'initialize'; readonly name: string },
    ): void;
  };
}
type Next = (args: { input: Record<string, unknown> }) => Promise<{ output: Record<string, unknown> }>;

export function createMeter(now: () => number): Meter {
  let aws: LocalAws | undefined;
  let memory: Readonly<Record<string, number>> = {};
  let invocations: Invoked[] = [];
  let calls: Record<string, number> = {};
  let units = { read: 0, write: 0 };
  let alarmMetricHours = 0;
  let metricsRead = 0;
  let metricHours = new Set<string>();
  let events = { custom: 0, optIn: 0 };
  let logBytes = 0;
  const alarms = new Map<string, { readonly since: number; readonly metrics: number }>();

  const hoursOf = ({ since, metrics }: { readonly since: number; readonly metrics: number }): number =>
    metrics * Math.max(1, Math.ceil((now() - since) / hourMs));

  const onInvocation = (record: InvocationRecord): void => {
    const { functionName } = record;
    invocations.push({
      functionName,
      memoryMb: memory[functionName] ?? Number.NaN,
      calls: record.calls.length,
      byEvent: /-(on[A-Z]\w*|checkShift|keepRecording)$/.test(functionName),
    });
    for (const { service, operation } of record.calls) {
      const call = `${service}:${operation}`;
      calls[call] = (calls[call] ?? 0) + 1;
    }
    logBytes += platformLines;
  };

  const onEvent = ({ source, ...event }: BusEvent): void => {
    if (source === 'aws.s3') events.optIn += 1;
    if (source === 'greenlight') {
      events.custom += Math.ceil(Buffer.byteLength(JSON.stringify(event)) / (64 * 1024));
    }
  };

  /**
   * Asks DynamoDB what each call consumes. A write whose condition fails consumes too: one unit is assumed.
   */
  const dynamo =
    (next: Next, commandName: string): Next =>
    async (args) => {
      const kind = /^(Get|Query|Scan|BatchGet)/.test(commandName) ? 'read' : 'write';
      try {
        const result = await next({ input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        const told = result.output.ConsumedCapacity as Consumed | readonly Consumed[] | undefined;
        for (const { CapacityUnits } of [told ?? {}].flat()) {
          if (CapacityUnits === undefined) throw new Error(`${commandName} did not say what it consumes`);
          units[kind] += CapacityUnits;
        }
        return result;
      } catch (error) {
        if ((error as Error).name === 'ConditionalCheckFailedException') units.write += 1;
        throw error;
      }
    };

  const cloudWatch =
    (next: Next, commandName: string): Next =>
    async (args) => {
      const result = await next(args);
      const { AlarmName, Metrics, AlarmNames = [], MetricDataQueries = [] } = args.input as CloudWatchInput;
      metricsRead += MetricDataQueries.filter(({ MetricStat }) => MetricStat !== undefined).length;
      if (commandName === 'PutMetricAlarmCommand' && !alarms.has(String(AlarmName))) {
        const watched = (Metrics ?? []).filter(({ MetricStat }) => MetricStat !== undefined).length;
        alarms.set(String(AlarmName), { since: now(), metrics: Math.max(1, watched) });
      }
      if (commandName === 'DeleteAlarmsCommand') for (const name of AlarmNames) end(name);
      return result;
    };

  const end = (name: string): void => {
    const alarm = alarms.get(name);
    if (alarm !== undefined) alarmMetricHours += hoursOf(alarm);
    alarms.delete(name);
  };

  const meteredClients =
    (clients: ClientFactory): ClientFactory =>
    (Client) => {
      const client = clients(Client);
      const count = { DynamoDBClient: dynamo, CloudWatchClient: cloudWatch }[Client.name];
      if (count !== undefined) {
        (client as Middleware).middlewareStack.add((next, { commandName = '' }) => count(next, commandName), {
          step: 'initialize',
          name: 'meter',
        });
      }
      return client;
    };

  const emitted = (document: EmfDocument): void => {
    logBytes += Buffer.byteLength(JSON.stringify(document));
    const hour = Math.floor(now() / hourMs);
    for (const { Namespace, Dimensions, Metrics } of document._aws.CloudWatchMetrics) {
      for (const keys of Dimensions) {
        const dimensions = keys.map((key) => `${key}=${String(document[key])}`);
        for (const { Name } of Metrics) metricHours.add([Namespace, Name, ...dimensions, hour].join('\n'));
      }
    }
  };

  return {
    metered: (module) => ({
      make: (seam) =>
        module.make({
          ...seam,
          clients: meteredClients(seam.clients),
          emit(document) {
            emitted(document as EmfDocument);
            seam.emit(document);
          },
        }),
    }),
    log({ message, data }) {
      logBytes += lineKeys + Buffer.byteLength(JSON.stringify({ message, data }));
    },
    attach(to, memoryMb) {
      aws = to;
      memory = memoryMb;
      to.onInvocation(onInvocation);
      to.onEvent(onEvent);
    },
    take(executions) {
      const transitions = executions.reduce((sum, arn) => sum + (aws?.transitions(arn) ?? 0), 0);
      for (const name of [...alarms.keys()]) end(name);
      const usage: Usage = {
        transitions,
        executions: executions.length,
        invocations,
        calls,
        dynamoReadUnits: units.read,
        dynamoWriteUnits: units.write,
        alarmMetricHours,
        metricsRead,
        metricHours: metricHours.size,
        customEvents: events.custom,
        optInEvents: events.optIn,
        logBytes,
      };
      [invocations, calls, units, events] = [[], {}, { read: 0, write: 0 }, { custom: 0, optIn: 0 }];
      [alarmMetricHours, metricsRead, metricHours, logBytes] = [0, 0, new Set(), 0];
      return usage;
    },
  };
}

interface Consumed {
  readonly CapacityUnits?: number;
}

interface CloudWatchInput {
  readonly AlarmName?: string;
  readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
  readonly AlarmNames?: readonly string[];
  readonly MetricDataQueries?: readonly { readonly MetricStat?: unknown }[];
}

interface EmfDocument {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [key: string]: unknown;
}
