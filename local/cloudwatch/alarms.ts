import type { SetAlarmStateCommandInput } from '@aws-sdk/client-cloudwatch';
import { sleptFully } from '../clock/clock.ts';
import type { LocalContext } from '../context.ts';
import type { AlarmStateValue, AlarmWatch, EventSink, TopicPublisher } from '../ports.ts';
import { AwsError } from '../transport/aws-error.ts';
import { combined, statisticOf } from './aggregate.ts';
import type { AlarmConfiguration } from './alarm-configuration.ts';
import type { AlarmHistory } from './alarm-history.ts';
import { stateReason, stateReasonData } from './alarm-reason.ts';
import { type AlarmState, eventOf, historyDataOf, notificationOf } from './alarm-state-change.ts';
import { evaluateAlarm, evaluationInterval, periodStarts } from './evaluate-alarm.ts';
import { length, oneOf, required, validate } from './input.ts';
import type { MetricStore } from './metric-store.ts';

export interface Alarm {
  configuration: AlarmConfiguration;
  state: AlarmState;
  /** Ends its evaluations. */
  watch: AbortController;
}

export interface AlarmDependencies {
  readonly store: MetricStore;
  readonly history: AlarmHistory;
  readonly events: EventSink;
  readonly topics: TopicPublisher | undefined;
}

const stateValues: readonly AlarmStateValue[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** The alarms and their evaluation on the clock. */
export class Alarms implements AlarmWatch {
  readonly #context: LocalContext;
  readonly #deps: AlarmDependencies;
  readonly #alarms = new Map<string, Alarm>();
  readonly #listeners = new Set<(alarmName: string, value: AlarmStateValue) => void>();

  constructor(context: LocalContext, deps: AlarmDependencies) {
    this.#context = context;
    this.#deps = deps;
  }

  state(alarmName: string): AlarmStateValue | undefined {
    return this.#alarms.get(alarmName)?.state.value;
  }

  onChange(listener: (alarmName: string, value: AlarmStateValue) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** All alarms by name. */
  all(): readonly Alarm[] {
    return [...this.#alarms.values()].sort((a, b) => (a.configuration.name < b.configuration.name ? -1 : 1));
  }

  /** Creates the alarm in INSUFFICIENT_DATA, or gives an existing one a new configuration and leaves its state. */
  put(configuration: AlarmConfiguration): void {
    const known = this.#alarms.get(configuration.name);
    known?.watch.abort();
    const alarm: Alarm = {
      configuration,
      state: known?.state ?? {
        value: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        reasonData: undefined,
        since: this.#context.clock.now(),
      },
      watch: new AbortController(),
    };
    this.#alarms.set(configuration.name, alarm);
    this.#noteConfiguration(configuration.name, known === undefined ? 'created' : 'updated');
    void this.#evaluateOnBoundaries(alarm);
  }

  /** @throws AwsError `ResourceNotFound` naming those that do not exist; the others are deleted all the same */
  delete(names: readonly string[]): void {
    const unknown = names.filter((name) => !this.#alarms.has(name));
    for (const name of names) {
      const alarm = this.#alarms.get(name);
      if (alarm === undefined) continue;
      alarm.watch.abort();
      this.#alarms.delete(name);
      this.#noteConfiguration(name, 'deleted');
    }
    if (unknown.length > 0) throw notFound(unknown);
  }

  /** SetAlarmState: holds until the next evaluation finds otherwise. */
  set(input: SetAlarmStateCommandInput): void {
    validate([
      required('alarmName', input.AlarmName),
      required('stateReason', input.StateReason) ?? length('stateReason', input.StateReason, 0, 1023),
      required('stateValue', input.StateValue) ?? oneOf('stateValue', input.StateValue, stateValues),
    ]);
    const alarm = this.#alarms.get(input.AlarmName as string);
    if (alarm === undefined) throw notFound([input.AlarmName as string]);
    if (input.StateReasonData !== undefined && !isJson(input.StateReasonData)) {
      throw new AwsError('InvalidFormat', 'StateReasonData must be valid JSON');
    }
    this.#enter(alarm, {
      value: input.StateValue as AlarmStateValue,
      reason: input.StateReason as string,
      reasonData: input.StateReasonData,
    });
  }

  /** Ends all evaluations. */
  close(): void {
    for (const alarm of this.#alarms.values()) alarm.watch.abort();
  }

  async #evaluateOnBoundaries(alarm: Alarm): Promise<void> {
    const { clock } = this.#context;
    const interval = evaluationInterval(alarm.configuration.period);
    // A put on a boundary is evaluated at the next one. A clock that has leapt skips to the latest.
    while (await sleptFully(clock, interval - (clock.now() % interval), alarm.watch.signal)) {
      this.#evaluate(alarm, Math.floor(clock.now() / interval) * interval);
    }
  }

  #evaluate(alarm: Alarm, at: number): void {
    const { configuration } = alarm;
    const range = periodStarts(configuration, at).map((start) => this.#datapoint(configuration, start));
    const evaluation = evaluateAlarm(configuration, alarm.state.value, range);
    if (evaluation.state === alarm.state.value) return;
    this.#enter(alarm, {
      value: evaluation.state,
      reason: stateReason(configuration, evaluation),
      reasonData: stateReasonData(configuration, evaluation, this.#context.clock.now()),
    });
  }

  #datapoint(configuration: AlarmConfiguration, start: number) {
    const { metric, period, unit, statistic } = configuration;
    const measured = this.#deps.store.between(metric, start, start + period * 1000);
    const aggregate =
      unit === undefined
        ? [...measured.values()].reduce<ReturnType<typeof measured.get>>(combined, undefined)
        : measured.get(unit);
    return aggregate === undefined
      ? { start }
      : { start, value: statisticOf(statistic, aggregate), sampleCount: aggregate.sampleCount };
  }

  /** Puts the alarm in a state. Only another value is a change: it is recorded, told and acted on, in this order. */
  #enter(alarm: Alarm, next: Omit<AlarmState, 'since'>): void {
    const previous = alarm.state;
    if (next.value === previous.value) {
      alarm.state = { ...next, since: previous.since };
      return;
    }
    alarm.state = { ...next, since: this.#context.clock.now() };
    const change = { alarm: alarm.configuration, previous, current: alarm.state };
    const { name, actionsEnabled, actions } = alarm.configuration;
    const summary = `Alarm updated from ${previous.value} to ${next.value}`;
    this.#deps.history.add(name, 'StateUpdate', summary, historyDataOf(change));
    // Told on the bus first: what a listener does about it (SageMaker shifting back) comes after it there too.
    this.#deps.events.emit(eventOf(change));
    this.#tell(name, next.value);
    if (!actionsEnabled) return;
    for (const topicArn of actions[next.value]) {
      void this.#publish(name, topicArn, notificationOf(change, this.#context));
    }
  }

  #tell(name: string, value: AlarmStateValue): void {
    for (const listener of this.#listeners) {
      try {
        listener(name, value);
      } catch (error) {
        // A listener's failure is its own: the alarm goes on being evaluated.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }

  async #publish(
    alarmName: string,
    topicArn: string,
    message: { subject: string; body: string },
  ): Promise<void> {
    try {
      await this.#deps.topics?.publish(topicArn, message);
      const data = {
        actionState: 'Succeeded',
        notificationResource: topicArn,
        publishedMessage: message.body,
      };
      this.#deps.history.add(
        alarmName,
        'Action',
        `Successfully executed action ${topicArn}`,
        JSON.stringify(data),
      );
    } catch (error) {
      const data = { actionState: 'Failed', notificationResource: topicArn, error: String(error) };
      this.#deps.history.add(
        alarmName,
        'Action',
        `Failed to execute action ${topicArn}`,
        JSON.stringify(data),
      );
    }
  }

  #noteConfiguration(name: string, change: 'created' | 'updated' | 'deleted'): void {
    const type = { created: 'Create', updated: 'Update', deleted: 'Delete' }[change];
    const data = JSON.stringify({ version: '1.0', type });
    this.#deps.history.add(name, 'ConfigurationUpdate', `Alarm "${name}" ${change}`, data);
  }
}

const notFound = (names: readonly string[]): AwsError =>
  new AwsError('ResourceNotFound', `Alarm does not exist: ${names.join(', ')}`, { status: 404 });

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
