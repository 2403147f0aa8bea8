import type { LocalContext } from '../context.ts';
import type { AlarmStateValue, EventSink } from '../ports.ts';
import { AwsError } from '../transport/aws-error.ts';
import { type ActionDependencies, runActions } from './alarm-actions.ts';
import type { AlarmConfiguration } from './alarm-configuration.ts';
import { type AlarmState, eventOf, historyDataOf } from './alarm-state-change.ts';
import type { CompositeConfiguration } from './composite-configuration.ts';

export interface Alarm<Configuration = AlarmConfiguration | CompositeConfiguration> {
  configuration: Configuration;
  state: AlarmState;
  tags: ReadonlyMap<string, string>;
  /** Ends its listening to its metrics. */
  unwatch: () => void;
}

export type MetricAlarmEntry = Alarm<AlarmConfiguration>;
export type CompositeAlarmEntry = Alarm<CompositeConfiguration>;

export const isMetricAlarm = (alarm: Alarm): alarm is MetricAlarmEntry =>
  alarm.configuration.kind === 'metric';
export const isComposite = (alarm: Alarm): alarm is CompositeAlarmEntry =>
  alarm.configuration.kind === 'composite';

export interface RegisterDependencies extends ActionDependencies {
  readonly events: EventSink;
}

type Listener = (alarmName: string, value: AlarmStateValue) => void;

/** The alarms that there are, and what happens when one is made, changed or enters another state. */
export class AlarmRegister {
  readonly #context: LocalContext;
  readonly #deps: RegisterDependencies;
  readonly #alarms = new Map<string, Alarm>();
  readonly #listeners = new Set<Listener>();

  constructor(context: LocalContext, deps: RegisterDependencies) {
    this.#context = context;
    this.#deps = deps;
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  find(name: string): Alarm | undefined {
    return this.#alarms.get(name);
  }

  /** All alarms by name. */
  all(): readonly Alarm[] {
    return [...this.#alarms.values()].sort((a, b) => (a.configuration.name < b.configuration.name ? -1 : 1));
  }

  /**
   * Makes the alarm, in INSUFFICIENT_DATA, or gives an existing one a new configuration: its state and, as AWS
   * does, its tags stay.
   *
   * @throws AwsError `ValidationError` if the name is that of an alarm of the other kind
   */
  save<Configuration extends AlarmConfiguration | CompositeConfiguration>(
    configuration: Configuration,
    tags: ReadonlyMap<string, string>,
  ): { readonly alarm: Alarm<Configuration>; readonly change: 'created' | 'updated' } {
    const { name, kind } = configuration;
    const known = this.#alarms.get(name);
    if (known !== undefined && known.configuration.kind !== kind) {
      throw new AwsError(
        'ValidationError',
        `${name} is the name of a ${known.configuration.kind} alarm already`,
      );
    }
    const alarm: Alarm = known ?? {
      configuration,
      state: {
        value: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        reasonData: undefined,
        since: this.#context.clock.now(),
      },
      tags,
      unwatch: () => {},
    };
    alarm.configuration = configuration;
    this.#alarms.set(name, alarm);
    const change = known === undefined ? 'created' : 'updated';
    this.#noteConfiguration(alarm, change);
    return { alarm: alarm as Alarm<Configuration>, change };
  }

  delete(alarm: Alarm): void {
    this.#alarms.delete(alarm.configuration.name);
    this.#noteConfiguration(alarm, 'deleted');
  }

  /** EnableAlarmActions and DisableAlarmActions; names that do not exist are passed over. */
  enableActions(names: readonly string[], actionsEnabled: boolean): void {
    for (const name of new Set(names)) {
      const alarm = this.#alarms.get(name);
      if (alarm === undefined || alarm.configuration.actionsEnabled === actionsEnabled) continue;
      alarm.configuration = { ...alarm.configuration, actionsEnabled, updatedAt: this.#context.clock.now() };
      this.#noteConfiguration(alarm, 'updated');
    }
  }

  /**
   * Puts the alarm in a state. Only another value is a change: it is recorded, told and acted on, in this order.
   * Says whether it was one.
   */
  enter(alarm: Alarm, next: Omit<AlarmState, 'since'>): boolean {
    const previous = alarm.state;
    if (next.value === previous.value) {
      alarm.state = { ...next, since: previous.since };
      return false;
    }
    alarm.state = { ...next, since: this.#context.clock.now() };
    const change = { alarm: alarm.configuration, previous, current: alarm.state };
    const summary = `Alarm updated from ${previous.value} to ${next.value}`;
    this.#deps.history.add(alarm.configuration, 'StateUpdate', summary, historyDataOf(change));
    // Told on the bus first: what a listener does about it (SageMaker shifting back) comes after it there too.
    this.#deps.events.emit(eventOf(change));
    this.#tell(alarm.configuration.name, next.value);
    runActions(change, this.#context, this.#deps);
    return true;
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

  #noteConfiguration(alarm: Alarm, change: 'created' | 'updated' | 'deleted'): void {
    const type = { created: 'Create', updated: 'Update', deleted: 'Delete' }[change];
    const data = JSON.stringify({ version: '1.0', type });
    const summary = `Alarm "${alarm.configuration.name}" ${change}`;
    this.#deps.history.add(alarm.configuration, 'ConfigurationUpdate', summary, data);
  }
}
