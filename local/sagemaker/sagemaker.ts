import type { Tag } from '@aws-sdk/client-sagemaker';
import { hostElapsed } from '../clock/host.ts';
import type { LocalContext } from '../context.ts';
import type {
  AlarmWatch,
  ContainerRuntime,
  EventSink,
  MetricSink,
  ObjectSink,
  ObjectStore,
  ScalableTargets,
} from '../ports.ts';
import type { WireService } from '../transport/wire.ts';
import { type EndpointConfig, endpointConfigOperations } from './api/endpoint-configs.ts';
import { endpointOperations } from './api/endpoints.ts';
import { type Model, modelOperations } from './api/models.ts';
import { createResources } from './api/resources.ts';
import { tagOperations } from './api/tags.ts';
import { sagemakerWire } from './api/wire.ts';
import { type Assumptions, defaultAssumptions, defaultTimings, type Timings } from './assumptions.ts';
import { DataCapture } from './capture.ts';
import type { Endpoint } from './endpoint.ts';
import type { Fault } from './faults.ts';
import { invoke } from './invoke.ts';
import { endpointAsynchronous } from './invoke-errors.ts';
import { createLifecycle } from './lifecycle.ts';
import { metricAlarmsOf } from './metric-alarms.ts';
import { MetricFaults } from './metric-faults.ts';
import { createProvisioning } from './provisioning.ts';
import { QuotaLedger, type Quotas } from './quotas.ts';
import { RunningInstances } from './running-instances.ts';
import { runtimeWire } from './runtime-wire.ts';
import { type EndpointSnapshot, snapshotOf } from './snapshot.ts';
import { Stopping } from './stopping.ts';
import { createTroubles } from './troubles.ts';
import { defaultUsage, type Usage, Utilization } from './utilization.ts';

export interface SageMakerDeps {
  readonly objects: ObjectStore;
  /** Where captured requests are put; without it, none is captured. */
  readonly sink?: ObjectSink;
  readonly metrics: MetricSink;
  readonly alarms: AlarmWatch;
  readonly events: EventSink;
  readonly containers: ContainerRuntime;
  readonly timings?: Partial<Timings>;
  readonly assumptions?: Partial<Assumptions>;
  /** Troubles in force from the start; see `injectFault` for later ones. */
  readonly faults?: readonly Fault[];
  /** What instances use, as their metrics show it. */
  readonly usage?: Partial<Usage>;
  /** Service quotas; without any, there is no limit. */
  readonly quotas?: Quotas;
  /** Which variants are autoscaled; without it, none is. */
  readonly scaling?: ScalableTargets;
  /** Told of every change of an endpoint, as it happens. */
  readonly onChange?: (snapshot: EndpointSnapshot) => void;
  /**
   * A monotonic reading in milliseconds, for ModelLatency and OverheadLatency. The host's by default; under a
   * virtual clock pass that clock's `now`, so that no metric depends on the host.
   */
  readonly stopwatch?: () => number;
}

export interface SageMaker {
  readonly wire: WireService;
  readonly runtimeWire: WireService;
  /** The endpoint as it stands; undefined if there is none of that name. */
  snapshot(endpointName: string): EndpointSnapshot | undefined;
  /** The tags of a model, an endpoint config or an endpoint; none if it is not there. */
  tagsOf(arn: string): readonly Tag[];
  /** The key that encrypts the volumes of an endpoint config's instances. */
  volumeKeyOf(endpointConfigName: string): string | undefined;
  /** Brings `fault` upon its endpoint from now on. Returns how to lift it: what has happened stays so. */
  injectFault(fault: Fault): () => void;
  /** Abandons what is under way and stops every container. */
  stop(): Promise<void>;
}

/** SageMaker's real-time endpoints: production variants of instances, blue/green and rolling with guardrails. */
export function createSageMaker(context: LocalContext, deps: SageMakerDeps): SageMaker {
  const { clock } = context;
  const timings = { ...defaultTimings, ...deps.timings };
  const assumptions = { ...defaultAssumptions, ...deps.assumptions };
  const { objects, metrics, events, containers, stopwatch = hostElapsed } = deps;

  const alarms = assumptions.compositeAlarm === 'watched' ? deps.alarms : metricAlarmsOf(deps.alarms);
  const models = createResources<Model>(context, 'model');
  const configs = createResources<EndpointConfig>(context, 'endpoint configuration');
  const endpoints = createResources<Endpoint>(context, 'endpoint');
  const stopping = new Stopping();
  const running = new RunningInstances();
  const troubles = createTroubles({ clock, timings, running, stopping });
  const metricFaults = new MetricFaults(clock, (endpointName) =>
    utilization.changed(endpoints.find(endpointName)?.name ?? endpointName),
  );
  const utilization = new Utilization({
    clock,
    running,
    faults: metricFaults,
    usage: { ...defaultUsage, ...deps.usage },
    assumptions,
    nameOf: (endpointName) => endpoints.find(endpointName)?.name,
    names: () => endpoints.all().map(({ name }) => name),
  });
  metrics.observe?.(utilization);
  const provisioning = createProvisioning({
    clock,
    objects,
    containers,
    timings,
    quotas: new QuotaLedger(deps.quotas ?? {}),
    running,
    troubles,
    utilization,
  });
  const lifecycle = createLifecycle({
    clock,
    alarms,
    events,
    provisioning,
    stopping,
    timings,
    assumptions,
    onChange: deps.onChange,
    find: endpoints.find,
  });
  const injectFault = (fault: Fault) => {
    const lifts = [troubles.inject(fault), metricFaults.inject(fault), lifecycle.planMaintenance(fault)];
    return () => {
      for (const lift of lifts) lift();
    };
  };
  for (const fault of deps.faults ?? []) injectFault(fault);

  const operations = {
    ...modelOperations(context, models, objects),
    ...endpointConfigOperations(context, configs, models, assumptions),
    ...endpointOperations({
      context,
      models,
      configs,
      endpoints,
      lifecycle,
      alarms,
      scaling: deps.scaling,
      assumptions,
    }),
    ...tagOperations({ model: models, 'endpoint configuration': configs, endpoint: endpoints }),
  };

  /** Requests under way, by endpoint and variant. */
  const inFlight = new Map<string, number>();
  const capture = new DataCapture({ context, sink: deps.sink, assumptions, timings, stopping });

  return {
    wire: sagemakerWire(context.random, operations),
    runtimeWire: runtimeWire(context.random, async (endpointName, request) => {
      const endpoint = endpoints.find(endpointName);
      // Unlike the other operations, InvokeEndpoint matches the name's case.
      const named = endpoint?.name === endpointName ? endpoint : undefined;
      if (named && configs.find(named.live.configName)?.input.AsyncInferenceConfig) {
        throw endpointAsynchronous(endpointName);
      }
      return invoke(named, endpointName, request, {
        context,
        metrics,
        assumptions,
        capture,
        stopwatch,
        inFlight,
        shown: (spec, metric) => metricFaults.valueAt(endpointName, spec, metric, clock.now()),
      });
    }),
    snapshot(endpointName) {
      const endpoint = endpoints.find(endpointName);
      return endpoint && snapshotOf(endpoint, assumptions, clock.now());
    },
    tagsOf(arn) {
      const [type, name = ''] = (arn.split(':')[5] ?? '').split('/');
      const kinds = { endpoint: endpoints, 'endpoint-config': configs, model: models };
      return kinds[type as keyof typeof kinds]?.find(name)?.tags ?? [];
    },
    volumeKeyOf: (name) => configs.find(name)?.input.KmsKeyId,
    injectFault,
    stop: () => lifecycle.stop(),
  };
}
