import * as client from '@aws-sdk/client-eventbridge';
import { sleptFully } from '../clock/clock.ts';
import type { LocalContext } from '../context.ts';
import type { EventSink } from '../ports.ts';
import { AwsError } from '../transport/aws-error.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { deliver } from './delivery.ts';
import { type BusEvent, enveloped } from './event.ts';
import { type Delivery, type EventFault, EventFaults } from './event-faults.ts';
import { isObject } from './matcher.ts';
import { parsePattern } from './pattern.ts';
import { matches } from './pattern-match.ts';
import { checkedEntries } from './put-events.ts';
import { ruleOperations } from './rule-operations.ts';
import { Rules } from './rules.ts';
import { type RuleTarget, senderTo, type TargetServices } from './target.ts';

export interface EventBridge {
  readonly wire: WireService;
  readonly sink: EventSink;
  /** Creates a rule with its targets, for set-up. @throws AwsError as PutRule and PutTargets do */
  putRule(rule: {
    readonly name: string;
    readonly eventPattern: Readonly<Record<string, unknown>>;
    readonly targets: readonly RuleTarget[];
  }): void;
  /** Plans a fault on the way to the targets; listeners are told of every event all the same. */
  disturb(fault: EventFault): { readonly struck: number; cancel(): void };
  /** Calls `listener` with every event, in order, before its targets see it. Returns how to stop. */
  onEvent(listener: (event: BusEvent) => void): () => void;
  /** Ends deliveries: what is queued or waits for a retry is dropped. */
  close(): void;
}

/**
 * EventBridge's default bus: rules with event patterns, and targets with retries and dead-letter queues. Events are
 * delivered in the order they were emitted, each in a later turn of the clock.
 *
 * @param deps.deliveryLatencyMs from emission to first delivery, in simulated milliseconds (default 0)
 */
export function createEventBridge(
  context: LocalContext,
  deps: TargetServices & { readonly deliveryLatencyMs?: number },
): EventBridge {
  const { clock } = context;
  const rules = new Rules(context);
  const faults = new EventFaults(context.random);
  const listeners = new Set<(event: BusEvent) => void>();
  const queue: { readonly event: BusEvent; readonly due: number }[] = [];
  const closing = new AbortController();
  let delivering = false;

  const accept = (event: BusEvent): void => {
    queue.push({ event, due: clock.now() + (deps.deliveryLatencyMs ?? 0) });
    if (!delivering) void deliverQueue();
  };

  const deliverLate = async ({ rule, target, afterMs }: Delivery, event: BusEvent): Promise<void> => {
    if (afterMs > 0 && !(await sleptFully(clock, afterMs, closing.signal))) return;
    await deliver(context, deps, rule, target, event, closing.signal);
  };

  const deliverQueue = async (): Promise<void> => {
    delivering = true;
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      if (!(await sleptFully(clock, next.due - clock.now(), closing.signal))) return;
      queue.shift();
      tell(listeners, next.event);
      for (const delivery of faults.deliveries(next.event, rules.matching(next.event))) {
        void deliverLate(delivery, next.event);
      }
    }
    delivering = false;
  };

  const putTargets = (rule: string | undefined, targets: readonly RuleTarget[]): void => {
    for (const target of targets) senderTo(target.arn, deps);
    rules.putTargets(rule, targets);
  };

  const putEvents = (input: client.PutEventsCommandInput): Partial<client.PutEventsCommandOutput> => {
    const Entries = checkedEntries(input).map((entry): client.PutEventsResultEntry => {
      if (!entry.ok) return entry.answer;
      const event = enveloped(context, entry.draft, entry.at ?? clock.now());
      accept(event);
      return { EventId: event.id };
    });
    return { FailedEntryCount: Entries.filter((entry) => entry.ErrorCode).length, Entries };
  };

  const wire = rpcService({
    id: 'events',
    client,
    json: { version: '1.1' },
    random: context.random,
    operations: {
      PutEvents: putEvents,
      TestEventPattern: testEventPattern,
      ...ruleOperations(rules, putTargets),
    },
  });

  return {
    wire,
    sink: { emit: (draft) => accept(enveloped(context, draft, clock.now())) },
    putRule: ({ name, eventPattern, targets }) => {
      rules.put({ name, eventPattern: JSON.stringify(eventPattern) });
      putTargets(name, targets);
    },
    disturb: (fault) => faults.plan(fault),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => closing.abort(),
  };
}

function tell(listeners: Iterable<(event: BusEvent) => void>, event: BusEvent): void {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch (error) {
      // A listener's failure is its own: the event is delivered all the same.
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
}

/** Without one of these it is no event (API reference, TestEventPattern: "all of the fields … are mandatory"). */
const eventMembers = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

function testEventPattern(input: client.TestEventPatternCommandInput): { Result: boolean } {
  const pattern = parsePattern(input.EventPattern ?? '');
  let event: unknown;
  try {
    event = JSON.parse(input.Event ?? '');
  } catch {
    event = undefined;
  }
  if (!isObject(event) || eventMembers.some((member) => !Object.hasOwn(event, member)))
    throw new AwsError('ValidationException', 'Parameter Event is not valid.');
  return { Result: matches(pattern, event) };
}
