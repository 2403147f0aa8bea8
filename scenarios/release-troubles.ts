import type { BusEvent } from '../local/events/event.ts';
import type { EventFault } from '../local/events/event-faults.ts';
import type { StruckCall } from '../local/transport/call-faults.ts';
import { deliver } from './deliver.ts';
import { faultOn } from './faults.ts';
import { isDelivered } from './release-event-reach.ts';
import type { ReleaseNames } from './release-names.ts';
import type { EventKind, ReleaseStep, StepOf } from './release-step.ts';
import type { ReleaseWorld } from './release-world.ts';

/** The steps that cause trouble. */
export type TroubleStep = Extract<
  ReleaseStep,
  { kind: 'events' | 'replay' | 'pretend' | 'calls' | 'slack' | 'kill' | 'pause' | 'fault' | 'lift' }
>;

const sources: Readonly<Record<Exclude<EventKind, 'all'>, string>> = {
  uploads: 'aws.s3',
  endpoints: 'aws.sagemaker',
  alarms: 'aws.cloudwatch',
  executions: 'aws.states',
};

/** The failures that a story injects: in events, calls, functions and the endpoint itself. */
export class Troubles {
  readonly #world: ReleaseWorld;
  readonly #labels: ReleaseNames;
  readonly #disturbed: { cancel(): void }[] = [];
  readonly #lifts: (() => void)[] = [];
  /** Ends of planned faults of calls and functions. */
  readonly #failing: (() => void)[] = [];
  readonly #planned: { readonly what: string; readonly plan: { readonly struck: number | boolean } }[] = [];

  /** Calls that were made, and whose answers were lost. */
  readonly unanswered: StruckCall[] = [];

  constructor(world: ReleaseWorld, labels: ReleaseNames) {
    this.#world = world;
    this.#labels = labels;
  }

  /** @param endpoint what the step is about, where it says no other */
  async bring({ kind, does }: TroubleStep, endpoint: string): Promise<void> {
    switch (kind) {
      case 'events':
        return this.#disturb(does);
      case 'replay':
        return this.#replay(does);
      case 'pretend':
        return this.#world.invoke('onEndpointEvent', {
          source: 'aws.sagemaker',
          'detail-type': 'SageMaker Endpoint State Change',
          detail: { EndpointName: does.endpoint ?? endpoint, EndpointStatus: does.pretend },
        });
      case 'calls':
        return this.#failCalls(does);
      case 'slack': {
        this.#world.aws.slack.setTrouble(does.slack);
        this.#failing.push(() => this.#world.aws.slack.setTrouble('none'));
        this.#after(does.for, () => this.#world.aws.slack.setTrouble('none'));
        return;
      }
      case 'kill':
        return this.#strike(does.kill, does);
      case 'pause':
        return this.#strike(does.pause, { ...does, pauseMs: does.by * 1000 });
      case 'fault': {
        const { config, ...fault } = does.fault;
        const named = config === undefined ? {} : { config: this.#labels.rollout(config) };
        this.#lifts.push(this.#world.aws.injectFault(faultOn(endpoint, { ...fault, ...named })));
        return;
      }
      case 'lift':
        for (const lift of this.#lifts.splice(0)) lift();
        return;
      default:
        return kind satisfies never;
    }
  }

  /** From now on nothing goes wrong any more. */
  end(): void {
    for (const disturbed of this.#disturbed.splice(0)) disturbed.cancel();
    for (const cancel of this.#failing.splice(0)) cancel();
    for (const lift of this.#lifts.splice(0)) lift();
  }

  /** Troubles that the story brings and that never came to anything: it would show nothing then. */
  unstruck(): string[] {
    return this.#planned.filter(({ plan }) => !plan.struck).map(({ what }) => `${what}: it never struck`);
  }

  #disturb({ events, of, status, by = 0, nth, times }: StepOf<'events'>): void {
    if (events === 'restored') {
      for (const disturbed of this.#disturbed.splice(0)) disturbed.cancel();
      return;
    }
    const effects: Record<typeof events, EventFault['effect']> = {
      dropped: { kind: 'drop' },
      doubled: { kind: 'duplicate', afterMs: by * 1000 },
      delayed: { kind: 'delay', ms: by * 1000 },
      reordered: { kind: 'reorder', withinMs: by * 1000 },
    };
    const plan = this.#world.aws.disturbEvents({
      matching: isOf(of, status),
      effect: effects[events],
      ...(events === 'dropped' && { onStrike: (event: BusEvent) => this.#world.lost.add(event) }),
      ...counted({ nth, times }),
    });
    this.#disturbed.push(plan);
    this.#planned.push({ what: `events ${events}`, plan });
  }

  #strike(name: string, at: Omit<StepOf<'kill'>, 'kill'> & { readonly pauseMs?: number }): void {
    const { atCall, moment, invocation, pauseMs } = at;
    const functionName = `greenlight-local-${name}`;
    const plan = this.#world.aws.kill({
      ...{ functionName, atCall, moment },
      ...(invocation !== undefined && { invocation }),
      ...(pauseMs !== undefined && { pauseMs }),
    });
    this.#failing.push(() => plan.cancel());
    this.#planned.push({ what: `${pauseMs === undefined ? 'kill' : 'pause'} ${name}`, plan });
  }

  /** @param seconds of the story's time */
  #after(seconds: number, end: () => void): void {
    this.#world.clock.sleep(seconds * 1000).then(end, () => undefined);
  }

  #failCalls({ calls, fail, answerLost, nth, times, for: seconds }: StepOf<'calls'>): void {
    const [service = '', operation] = calls.split(' ');
    const plan = this.#world.aws.failCalls({
      service,
      error: typeof fail === 'string' ? fail : errorOf(fail),
      ...(operation !== undefined && { operation }),
      ...(answerLost && { effect: 'answer-lost', onStrike: (call) => this.unanswered.push(call) }),
      ...counted({ nth, times: seconds === undefined ? times : Number.POSITIVE_INFINITY }),
    });
    if (seconds !== undefined) this.#after(seconds, () => plan.cancel());
    this.#failing.push(() => plan.cancel());
    this.#planned.push({ what: `calls ${calls}`, plan });
  }

  async #replay({ replay, status, which }: StepOf<'replay'>): Promise<void> {
    const events = this.#world.events.filter(isOf(replay, status)).filter(isDelivered);
    const chosen = which === 'all' ? events : which === 'first' ? events.slice(0, 1) : events.slice(-1);
    for (const event of chosen) await deliver(this.#world, () => this.#world.replay(event));
  }
}

const isOf =
  (kind: EventKind, status: string | undefined) =>
  ({ source, detail }: BusEvent): boolean =>
    (kind === 'all' ? source !== 'greenlight' : source === sources[kind]) &&
    (status === undefined || detail.EndpointStatus === status);

const counted = ({ nth, times }: { nth?: number | undefined; times?: number | undefined }) => ({
  ...(nth !== undefined && { nth }),
  ...(times !== undefined && { times }),
});

const errorOf = ({
  code,
  message,
  status,
}: {
  readonly code: string;
  readonly message: string;
  readonly status?: number | undefined;
}) => ({ code, message, ...(status !== undefined && { status }) });
