import {
  CreateEndpointCommand,
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import type { EventDraft } from '../local/ports.ts';
import type { EndpointSnapshot } from '../local/sagemaker/snapshot.ts';
import { act, actionText, createAlarms, createConfigs } from './act.ts';
import { deploymentConfig } from './deployment.ts';
import { eventText, sampleOf, stateOf } from './observe.ts';
import type { Scenario } from './scenario.ts';
import type { ActionResult, EndpointState, Moment, Sample, Timeline } from './timeline.ts';
import { createWorld, endpointName, type World } from './world.ts';

/**
 * Called at every single step of the endpoint, with seconds since the story's start: finer than a timeline.
 */
export type Watch = (at: number, snapshot: EndpointSnapshot) => void;

/**
 * Called at every look at the endpoint, with DescribeEndpoint's answer and the simulator's state at that
 * instant.
 */
export type Observer = (described: DescribeEndpointOutput, snapshot: EndpointSnapshot) => void;

/** Reads the world once the story is over, which began at that instant (epoch milliseconds); then it is closed. */
export type Ended = (world: World, startedAt: number) => Promise<void>;

/** How often whoever only looks at a story is asked whether it is over. */
const pieceMs = 600_000;

/**
 * Plays a story on the local SageMaker under a virtual clock and returns everything that happened. The same
 * story always gives the same timeline. Nothing here knows what the story expects; `check.ts` compares.
 *
 * @param isOver whether it may end earlier than it says, every ten minutes after its last action
 */
export async function runScenario(
  scenario: Scenario,
  watch?: Watch,
  look?: Observer,
  ended: Ended = async () => {},
  isOver: () => boolean = () => false,
): Promise<Timeline> {
  const record = new Recorder(watch, look);
  const world = createWorld(scenario, record);
  try {
    await prepare(world, scenario);
    const startedAt = world.clock.now();
    await record.begin(world);
    const results = await play(world, scenario, record, isOver);
    const timeline = { ...(await record.end()), results };
    await ended(world, startedAt);
    return timeline;
  } finally {
    await world.close();
  }
}

/** Brings the world to the story's start: configs, alarms, and the endpoint InService. */
async function prepare(world: World, scenario: Scenario): Promise<void> {
  const { clock, sagemaker } = world;
  await clock.drive(createConfigs(world, scenario));
  if (scenario.start !== 'none') {
    await clock.drive(
      sagemaker.send(
        new CreateEndpointCommand({
          EndpointName: endpointName,
          EndpointConfigName: scenario.start,
          ...(scenario.stored && { DeploymentConfig: deploymentConfig(scenario.stored) }),
        }),
      ),
    );
  }
  // 0s is a whole minute, when alarms of whole minutes are evaluated.
  const ready = Math.ceil(scenario.timings.provisioning / 60) * 60;
  await clock.advance(ready * 1000);
  await clock.drive(createAlarms(world, scenario));
  world.injectFaults();
}

/** Runs each action after everything else that is due at its instant. */
async function play(
  world: World,
  scenario: Scenario,
  record: Recorder,
  isOver: () => boolean,
): Promise<readonly ActionResult[]> {
  const { clock } = world;
  const start = clock.now();
  const stopped = new AbortController();
  const requests = sendRequests(world, scenario.requestEvery, stopped.signal);
  const results: ActionResult[] = [];
  for (const action of scenario.actions) {
    await clock.advance(start + action.at * 1000 - clock.now());
    const refused = await clock.drive(refusalOf(act(world, scenario, action)));
    results.push({ at: action.at, action: actionText(action), refused });
    await clock.settle();
    record.observe();
  }
  const until = clock.now() + scenario.watched * 1000;
  while (clock.now() < until && !isOver()) await clock.advance(Math.min(pieceMs, until - clock.now()));
  stopped.abort();
  await clock.drive(requests);
  return results;
}

async function refusalOf(call: Promise<void>): Promise<ActionResult['refused']> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const { name, message } = error as Error;
    return { error: name, message };
  }
}

/** A client that sends the endpoint a request every `seconds`, whatever it answers. */
async function sendRequests(world: World, seconds: number | undefined, signal: AbortSignal): Promise<void> {
  if (seconds === undefined) return;
  const request = new InvokeEndpointCommand({ EndpointName: endpointName, Body: 'x' });
  while (!signal.aborted) {
    await world.runtime.send(request).catch(() => undefined);
    await world.clock.sleep(seconds * 1000, signal).catch(() => undefined);
  }
}

/** Records what happens, and after each change reads the state with DescribeEndpoint, as a client would. */
class Recorder {
  #world: World | undefined;
  #start = 0;
  #snapshot: EndpointSnapshot | undefined;
  #first: EndpointState | undefined;
  readonly #moments = new Map<number, { state: EndpointState | undefined; events: string[] }>();
  readonly #samples: Sample[] = [];
  #lastModified: number | undefined;
  #failureReason: string | undefined;
  #broken: unknown;
  #looking = false;
  readonly #watch: Watch | undefined;

  readonly #look: Observer | undefined;

  constructor(watch: Watch | undefined, look: Observer | undefined) {
    this.#watch = watch;
    this.#look = look;
  }

  async begin(world: World): Promise<void> {
    this.#world = world;
    this.#start = world.clock.now();
    this.#first = await world.clock.drive(this.#describe());
  }

  changed(snapshot: EndpointSnapshot): void {
    this.#snapshot = snapshot;
    if (this.#world === undefined) return;
    this.#samples.push(sampleOf(snapshot, this.#now()));
    this.#watch?.(this.#now(), snapshot);
    this.observe();
  }

  told(event: EventDraft): void {
    if (this.#world === undefined) return;
    this.#moment().events.push(eventText(event));
    this.observe();
  }

  /** Records the state for this instant. Of several looks in one instant, the last one counts. */
  observe(): void {
    if (this.#world === undefined || this.#looking) return;
    this.#looking = true;
    const moment = this.#moment();
    // A step makes all its changes and events at once, so one look after it is enough.
    queueMicrotask(() => {
      this.#looking = false;
      this.#describe().then(
        (state) => {
          moment.state = state;
        },
        (error: unknown) => {
          this.#broken ??= error;
        },
      );
    });
  }

  async end(): Promise<Omit<Timeline, 'results'>> {
    const last = await this.#world?.clock.drive(this.#describe());
    if (this.#broken !== undefined) throw this.#broken;
    const moments: Moment[] = [];
    let before = this.#first ?? last ?? gone;
    for (const [at, { state = before, events }] of this.#moments) {
      const same = JSON.stringify(state) === JSON.stringify(before);
      if (!same || events.length > 0) moments.push({ at, state, events });
      before = state;
    }
    const there = last !== undefined && last !== gone;
    return {
      moments,
      samples: this.#samples,
      end: {
        status: last?.status ?? 'none',
        config: there ? last.config : undefined,
        failureReason: there ? this.#failureReason : undefined,
        modified: there ? this.#lastModified : undefined,
      },
    };
  }

  #now(): number {
    return ((this.#world?.clock.now() ?? 0) - this.#start) / 1000;
  }

  #moment() {
    const at = this.#now();
    const known = this.#moments.get(at) ?? { state: undefined, events: [] };
    this.#moments.set(at, known);
    return known;
  }

  async #describe(): Promise<EndpointState> {
    try {
      const before = this.#snapshot;
      const described = await this.#world?.sagemaker.send(
        new DescribeEndpointCommand({ EndpointName: endpointName }),
      );
      if (described === undefined) return gone;
      if (before !== undefined && before === this.#snapshot) this.#look?.(described, before);
      this.#failureReason = described.FailureReason;
      this.#lastModified = ((described.LastModifiedTime?.getTime() ?? 0) - this.#start) / 1000;
      return stateOf(described, this.#snapshot);
    } catch (error) {
      // The endpoint is not created yet, or already deleted.
      if (error instanceof Error && error.message.startsWith('Could not find endpoint')) return gone;
      throw error;
    }
  }
}

const gone: EndpointState = {
  status: 'none',
  config: 'none',
  pending: 'none',
  blue: {},
  green: {},
  share: {},
  phase: 'none',
  messages: [],
  desired: {},
  weights: {},
};
