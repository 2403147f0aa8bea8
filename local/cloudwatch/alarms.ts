import type { SetAlarmStateCommandInput } from '@aws-sdk/client-cloudwatch';
import type { LocalContext } from '../context.ts';
import type { AlarmStateValue, AlarmWatch } from '../ports.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import type { AlarmConfiguration } from './alarm-configuration.ts';
import { datapointsAt, hasNothingNew, metricsOf } from './alarm-datapoints.ts';
import { stateReason, stateReasonData } from './alarm-reason.ts';
import {
  type Alarm,
  AlarmRegister,
  type CompositeAlarmEntry,
  isComposite,
  isMetricAlarm,
  type MetricAlarmEntry,
  type RegisterDependencies,
} from './alarm-register.ts';
import type { CompositeConfiguration } from './composite-configuration.ts';
import { CompositeFamily } from './composite-family.ts';
import {
  type ChildState,
  type CompositeTrigger,
  compositeReason,
  compositeReasonData,
} from './composite-reason.ts';
import { holds } from './composite-rule.ts';
import { evaluateAlarm, evaluationInterval, hasTooFewSamples } from './evaluate-alarm.ts';
import { EvaluationRounds } from './evaluation-rounds.ts';
import { length, oneOf, required, validate } from './input.ts';
import type { MetricStore } from './metric-store.ts';

export interface AlarmDependencies extends RegisterDependencies {
  readonly store: MetricStore;
  /** What becomes of the alarms that DeleteAlarms names beside one that there is not (docs/assumptions.md). */
  readonly unknownAlarm?: 'none-deleted' | 'others-deleted' | undefined;
}

const stateValues: readonly AlarmStateValue[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/**
 * The alarms and their evaluation on the clock. A metric alarm is evaluated at the boundaries of its interval as
 * long as there are new data in its range; with none, nothing can change, and it sleeps until a measurement comes. A
 * composite alarm is evaluated when one of its children has changed, in the same instant, after it.
 */
export class Alarms implements AlarmWatch {
  readonly register: AlarmRegister;
  readonly #context: LocalContext;
  readonly #store: MetricStore;
  readonly #unknownAlarm: NonNullable<AlarmDependencies['unknownAlarm']>;
  readonly #family = new CompositeFamily();
  readonly #rounds: EvaluationRounds<MetricAlarmEntry>;

  constructor(context: LocalContext, deps: AlarmDependencies) {
    this.#context = context;
    this.#store = deps.store;
    this.#unknownAlarm = deps.unknownAlarm ?? 'none-deleted';
    this.register = new AlarmRegister(context, deps);
    this.#rounds = new EvaluationRounds(context.clock, (due, at) => this.#evaluateRound(due, at));
  }

  state(alarmName: string): AlarmStateValue | undefined {
    return this.register.find(alarmName)?.state.value;
  }

  isComposite(alarmName: string): boolean {
    const alarm = this.register.find(alarmName);
    return alarm !== undefined && isComposite(alarm);
  }

  onChange(listener: (alarmName: string, value: AlarmStateValue) => void): () => void {
    return this.register.onChange(listener);
  }

  /** All alarms by name. */
  all(): readonly Alarm[] {
    return this.register.all();
  }

  childrenOf(name: string): readonly string[] {
    return this.#family.childrenOf(name);
  }

  parentsOf(name: string): readonly string[] {
    return this.#family.parentsOf(name);
  }

  /** Creates the alarm in INSUFFICIENT_DATA, or gives an existing one a new configuration and leaves its state. */
  put(configuration: AlarmConfiguration, tags: ReadonlyMap<string, string> = new Map()): void {
    const { alarm } = this.register.save(configuration, tags);
    this.#stop(alarm);
    const ask = () => this.#rounds.ask(alarm, evaluationInterval(configuration.period));
    const stops = metricsOf(configuration).map((metric) => this.#store.onRecord(metric, ask));
    alarm.unwatch = () => {
      for (const stop of stops) stop();
    };
    ask();
  }

  /**
   * Creates or changes a composite alarm and evaluates it at once.
   *
   * @throws AwsError `ValidationError` if an alarm in its rule doesn't exist; not covered: cycles, which AWS takes
   *   and then stops evaluating
   */
  putComposite(configuration: CompositeConfiguration, tags: ReadonlyMap<string, string> = new Map()): void {
    const { name, arn, children } = configuration;
    const cycle = this.#family.cycleThrough(name, children);
    if (cycle !== undefined) throw notCovered(`composite alarms in a cycle (${cycle.join(' → ')})`);
    const unknown = children.filter((child) => this.register.find(child) === undefined);
    if (unknown.length > 0) {
      throw new AwsError(
        'ValidationError',
        `Could not save the composite alarm as alarms [${unknown.join(', ')}] in the alarm rule do not exist`,
      );
    }
    const { alarm, change } = this.register.save(configuration, tags);
    this.#family.set(name, children);
    if (this.#evaluateComposite(alarm, { kind: change, arn })) this.#settle([name]);
  }

  /**
   * Deletes the alarms, at most one composite alarm among them.
   *
   * @throws AwsError `ValidationError` if composites that stay depend on some, and `ResourceNotFound` naming those that do
   *   not exist: either way nothing is deleted, unless `unknownAlarm` says that the others are
   */
  delete(names: readonly string[]): void {
    const found = [...new Set(names)].flatMap((name) => this.register.find(name) ?? []);
    if (found.filter(isComposite).length > 1) {
      throw new AwsError('ValidationError', 'AlarmNames can include at most one composite alarm');
    }
    const held = found
      .map(({ configuration }) => configuration.name)
      .filter((name) => this.#family.parentsOf(name).some((parent) => !names.includes(parent)));
    if (held.length > 0) {
      throw new AwsError(
        'ValidationError',
        `Cannot delete ${held.join(',')} as there are composite alarm(s) depending on ${held.length === 1 ? 'it' : 'them'}.`,
      );
    }
    const unknown = names.filter((name) => !found.some(({ configuration }) => configuration.name === name));
    if (unknown.length > 0 && this.#unknownAlarm === 'none-deleted') throw notFound(unknown);
    for (const alarm of found) {
      this.#stop(alarm);
      this.#family.remove(alarm.configuration.name);
      this.register.delete(alarm);
    }
    if (unknown.length > 0) throw notFound(unknown);
  }

  /** SetAlarmState: holds until the next evaluation finds otherwise; for a composite, until a child changes. */
  set(input: SetAlarmStateCommandInput): void {
    validate([
      required('alarmName', input.AlarmName),
      required('stateReason', input.StateReason) ?? length('stateReason', input.StateReason, 0, 1023),
      required('stateValue', input.StateValue) ?? oneOf('stateValue', input.StateValue, stateValues),
      length('stateReasonData', input.StateReasonData, 0, 4000),
    ]);
    const alarm = this.register.find(input.AlarmName as string);
    if (alarm === undefined) throw notFound([input.AlarmName as string]);
    if (input.StateReasonData !== undefined && !isJson(input.StateReasonData)) {
      throw new AwsError('InvalidFormat', 'StateReasonData must be valid JSON');
    }
    const changed = this.register.enter(alarm, {
      value: input.StateValue as AlarmStateValue,
      reason: input.StateReason as string,
      reasonData: input.StateReasonData,
    });
    if (isMetricAlarm(alarm)) this.#rounds.ask(alarm, evaluationInterval(alarm.configuration.period));
    if (changed) this.#settle([alarm.configuration.name]);
  }

  /** Ends all evaluations. */
  close(): void {
    for (const alarm of this.register.all()) this.#stop(alarm);
  }

  #stop(alarm: Alarm): void {
    alarm.unwatch();
    if (isMetricAlarm(alarm)) this.#rounds.forget(alarm);
  }

  #evaluateRound(due: readonly MetricAlarmEntry[], now: number): void {
    const changed: string[] = [];
    for (const alarm of due) {
      const { configuration } = alarm;
      // What somebody who was told of an earlier change has deleted is not evaluated any more.
      if (this.register.find(configuration.name) !== alarm) continue;
      const interval = evaluationInterval(configuration.period);
      const at = Math.floor(now / interval) * interval;
      if (this.#evaluate(alarm, at)) changed.push(configuration.name);
      if (!hasNothingNew(this.#store, configuration, at)) this.#rounds.ask(alarm, interval);
    }
    this.#settle(changed);
  }

  #evaluate(alarm: MetricAlarmEntry, at: number): boolean {
    const { configuration } = alarm;
    const range = datapointsAt(this.#store, configuration, at);
    const evaluation = evaluateAlarm(configuration, alarm.state.value, range);
    if (evaluation.state === alarm.state.value) return false;
    if (hasTooFewSamples(configuration, evaluation.evaluated)) return false;
    return this.register.enter(alarm, {
      value: evaluation.state,
      reason: stateReason(configuration, evaluation),
      reasonData: stateReasonData(configuration, evaluation, this.#context.clock.now()),
    });
  }

  /** Evaluates the composites above alarms that have changed (the latest last), children before their parents. */
  #settle(changed: readonly string[]): void {
    const latest = [...changed];
    for (const name of this.#family.above(changed)) {
      const composite = this.register.find(name);
      if (composite === undefined || !isComposite(composite)) continue;
      const { children } = composite.configuration;
      const trigger = latest.findLast((child) => children.includes(child));
      const [child] = this.#childStates(trigger === undefined ? [] : [trigger]);
      if (child === undefined) continue;
      if (this.#evaluateComposite(composite, { kind: 'child', child })) latest.push(name);
    }
  }

  #evaluateComposite(alarm: CompositeAlarmEntry, trigger: CompositeTrigger): boolean {
    const { rule, children } = alarm.configuration;
    const value = holds(rule, (child) => this.state(child)) ? 'ALARM' : 'OK';
    if (value === alarm.state.value) return false;
    const triggering = trigger.kind === 'child' ? [trigger.child] : this.#childStates(children);
    return this.register.enter(alarm, {
      value,
      reason: compositeReason(trigger, value),
      reasonData: compositeReasonData(triggering),
    });
  }

  #childStates(names: readonly string[]): readonly ChildState[] {
    return names.flatMap((name) => {
      const child = this.register.find(name);
      return child === undefined ? [] : [{ arn: child.configuration.arn, state: child.state }];
    });
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
