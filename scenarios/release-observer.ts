import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { BusEvent } from '../local/events/event.ts';
import type { InvocationRecord } from '../local/lambda/invocation.ts';
import type { EndpointSnapshot } from '../local/sagemaker/snapshot.ts';
import type { Concluded } from './release-messages.ts';
import type { ReleaseWorld } from './release-world.ts';

/** The state of things when a rollout's end was announced. */
export interface Ending {
  readonly at: number;
  readonly concluded: Concluded;
  /** Alarms that were in ALARM at that moment, and since when. */
  readonly alarmsOn: readonly { readonly name: string; readonly since: number }[];
}

export interface Standing {
  readonly status: string;
  /** The config that serves; two after a rollback that failed. */
  readonly live: readonly string[];
  readonly pending: readonly string[];
}

/** What existed after a deleting function had finished. */
export interface Sweep {
  readonly at: number;
  readonly standing: readonly Standing[];
  /** The models that each endpoint config names. */
  readonly configs: ReadonlyMap<string, readonly string[]>;
  readonly models: readonly string[];
}

/** Records, from the moment it is made, what cannot be found out afterwards. */
export class ReleaseObserver {
  readonly endings: Ending[] = [];
  readonly sweeps: Sweep[] = [];
  readonly invocations: InvocationRecord[] = [];
  /** Every step of every endpoint. */
  readonly steps: EndpointSnapshot[] = [];
  /** Instants at which a serving endpoint stopped serving. */
  readonly unserved: string[] = [];
  /** When each rollout began to shift, and on what. */
  readonly shifts: { readonly at: number; readonly rollout: string; readonly live: readonly string[] }[] = [];
  readonly #world: ReleaseWorld;
  /** The state of each alarm, and since when. */
  readonly #alarms = new Map<string, { readonly value: string; readonly since: number }>();
  readonly #served = new Set<string>();
  readonly #sweeping: Promise<void>[] = [];

  /** @param lenient a look that fails, as calls do in a history of troubles, is none */
  constructor(world: ReleaseWorld, lenient = false) {
    this.#world = world;
    world.aws.onEvent((event) => this.#sawEvent(event));
    world.aws.onEndpointChange((snapshot) => this.#sawStep(snapshot));
    world.aws.onInvocation((record) => {
      this.invocations.push(record);
      const deletes = record.calls.some(({ operation }) =>
        ['DeleteEndpointConfig', 'DeleteModel'].includes(operation),
      );
      if (deletes) this.#sweeping.push(lenient ? this.sweep().catch(() => undefined) : this.sweep());
    });
  }

  /** Resolves once all started reads are done. */
  async settled(): Promise<void> {
    await this.#world.clock.drive(Promise.all(this.#sweeping));
  }

  standing(endpoint: string): Standing | undefined {
    const snapshot = this.#world.aws.endpoint(endpoint);
    return snapshot && standingOf(snapshot);
  }

  /**
   * The endpoint's states at the beginning of the instant and at each of its steps in it. An announcement
   * takes no virtual time, but the next rollout may still have advanced before it arrives.
   */
  standingsAt(endpoint: string, at: number): Standing[] {
    const steps = this.steps.filter((step) => step.endpointName === endpoint && step.at <= at);
    return [...steps.filter((step) => step.at < at).slice(-1), ...steps.filter((step) => step.at === at)].map(
      standingOf,
    );
  }

  /** Records all configs and models that exist now. */
  async sweep(): Promise<void> {
    const { clock, aws } = this.#world;
    const at = clock.now();
    const client = aws.clients(SageMakerClient);
    // While its fleet is being provisioned, a pending config has no instances.
    const standing = await Promise.all(
      [...this.#served].map(async (endpoint): Promise<Standing[]> => {
        const seen = this.standing(endpoint);
        if (seen === undefined) return [];
        const described = await client.send(new DescribeEndpointCommand({ EndpointName: endpoint }));
        const { EndpointConfigName, PendingDeploymentSummary: pending } = described;
        return [
          {
            status: seen.status,
            live: [...seen.live, EndpointConfigName ?? ''],
            pending: pending?.EndpointConfigName === undefined ? [] : [pending.EndpointConfigName],
          },
        ];
      }),
    );
    const { models, configs } = await this.#world.listed();
    const described = await Promise.all(
      configs.map(async (name) => {
        const config = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name }));
        const models = (config.ProductionVariants ?? []).flatMap(({ ModelName, InstancePools = [] }) => [
          ModelName ?? [],
          ...InstancePools.map(({ ModelNameOverride }) => ModelNameOverride ?? []),
        ]);
        return [name, models.flat()] as const;
      }),
    );
    this.sweeps.push({ at, standing: standing.flat(), configs: new Map(described), models });
  }

  #sawEvent({ source, detail, 'detail-type': type }: BusEvent): void {
    if (type === 'CloudWatch Alarm State Change') {
      const { value } = detail.state as { value: string };
      this.#alarms.set(String(detail.alarmName), { value, since: this.#world.clock.now() });
    }
    if (source !== 'greenlight') return;
    const at = this.#world.clock.now();
    const endpoint = this.standing(String(detail.endpoint));
    if (detail.phase === 'concluded') {
      const concluded = detail as unknown as Concluded;
      const alarmsOn = [...this.#alarms]
        .filter(([, { value }]) => value === 'ALARM')
        .map(([name, { since }]) => ({ name, since }));
      this.endings.push({ at, concluded, alarmsOn });
    }
    if (detail.phase === 'shifting') {
      this.shifts.push({ at, rollout: String(detail.rollout), live: endpoint?.live ?? [] });
    }
  }

  #sawStep(snapshot: EndpointSnapshot): void {
    this.steps.push(snapshot);
    const { endpointName, fleets, at, status, scaledToZero } = snapshot;
    if (fleets.some(({ active }) => active > 0)) this.#served.add(endpointName);
    // A deleted endpoint is meant to stop serving. No function of the controller may delete one
    // (rights.test.ts).
    else if (status === 'Deleting') this.#served.delete(endpointName);
    // Autoscaling may remove all instances of an asynchronous endpoint: requests wait for the next one.
    else if (scaledToZero) this.#served.delete(endpointName);
    else if (this.#served.has(endpointName))
      this.unserved.push(`${endpointName} at ${new Date(at).toISOString()}`);
  }
}

function standingOf({ status, fleets }: EndpointSnapshot): Standing {
  const of = (colour: 'blue' | 'green') => [
    ...new Set(fleets.filter((fleet) => fleet.colour === colour).map(({ configName }) => configName)),
  ];
  return { status, live: of('blue'), pending: of('green') };
}
