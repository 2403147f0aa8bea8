import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';

/** What an event tells beside its id, type and time. */
export type EventDetails = Omit<HistoryEvent, 'id' | 'type' | 'timestamp' | 'previousEventId'>;

/** Standard workflows end by force with this event (developer guide, "Quotas"). */
export const historyLimit = 25_000;

/** The event history of one execution: ids from 1, each event pointing to the one before it. */
export class History {
  readonly #events: HistoryEvent[] = [];
  /** As recorded on AWS, the first state's entry points to 0 and not to ExecutionStarted. */
  #previous = 0;

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** Adds an event at `at` (epoch milliseconds) and returns its id. */
  append(type: HistoryEventType, at: number, details: EventDetails): number {
    const id = this.#events.length + 1;
    // An execution that is aborted or times out is ended from outside its chain of states.
    const detached = type === 'ExecutionAborted' || type === 'ExecutionTimedOut';
    const previousEventId = detached ? 0 : this.#previous;
    this.#events.push({ timestamp: new Date(at), type, id, previousEventId, ...details });
    if (type !== 'ExecutionStarted') this.#previous = id;
    return id;
  }
}

/** `input` in an event's details. Nothing is ever cut short here. */
export const inputData = (input: string) => ({ input, inputDetails: { truncated: false } });

/** `output` in an event's details. */
export const outputData = (output: string) => ({ output, outputDetails: { truncated: false } });

/** The event as GetExecutionHistory shows it without execution data: inputs and outputs left out, all else kept. */
export function withoutData(event: HistoryEvent): HistoryEvent {
  const strip = (details: object): object => {
    const { input, inputDetails, output, outputDetails, ...rest } = details as Record<string, unknown>;
    return rest;
  };
  const stripped = Object.entries(event).map(([name, value]) => [
    name,
    name.endsWith('EventDetails') && value !== undefined ? strip(value) : value,
  ]);
  return Object.fromEntries(stripped) as HistoryEvent;
}
