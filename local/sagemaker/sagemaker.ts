import * as client from '@aws-sdk/client-sagemaker';
import { hostElapsed } from '../clock/host.ts';
import type { LocalContext } from '../context.ts';
import type { AlarmWatch, ContainerRuntime, EventSink, MetricSink, ObjectStore } from '../ports.ts';
import { type OperationHandler, rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { type EndpointConfig, endpointConfigOperations } from './api/endpoint-configs.ts';
import { endpointOperations } from './api/endpoints.ts';
import { type Model, modelOperations } from './api/models.ts';
import { createResources } from './api/resources.ts';
import { validateInput } from './api/validation.ts';
import { type Assumptions, defaultAssumptions, defaultTimings, type Timings } from './assumptions.ts';
import type { Endpoint } from './endpoint.ts';
import { invoke } from './invoke.ts';
import { createLifecycle } from './lifecycle.ts';
import { createProvisioning } from './provisioning.ts';
import { runtimeWire } from './runtime-wire.ts';
import { type EndpointSnapshot, snapshotOf } from './snapshot.ts';

export interface SageMakerDeps {
  readonly objects: ObjectStore;
  readonly metrics: MetricSink;
  readonly alarms: AlarmWatch;
  readonly events: EventSink;
  readonly containers: ContainerRuntime;
  readonly timings?: Partial<Timings>;
  readonly assumptions?: Partial<Assumptions>;
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
  /** Abandons what is under way and stops every container. */
  stop(): Promise<void>;
}

/** SageMaker's endpoints: real-time, one production variant, blue/green with guardrails. */
export function createSageMaker(context: LocalContext, deps: SageMakerDeps): SageMaker {
  const { clock } = context;
  const timings = { ...defaultTimings, ...deps.timings };
  const assumptions = { ...defaultAssumptions, ...deps.assumptions };
  const { objects, metrics, alarms, events, containers, stopwatch = hostElapsed } = deps;

  const models = createResources<Model>(context, 'model');
  const configs = createResources<EndpointConfig>(context, 'endpoint configuration');
  const endpoints = createResources<Endpoint>(context, 'endpoint');
  const provisioning = createProvisioning({ clock, objects, containers, timings });
  const lifecycle = createLifecycle({
    clock,
    alarms,
    events,
    provisioning,
    timings,
    assumptions,
    onChange: deps.onChange,
  });

  const operations = {
    ...modelOperations(context, models, objects),
    ...endpointConfigOperations(context, configs, models),
    ...endpointOperations({ context, models, configs, endpoints, lifecycle, alarms, assumptions }),
  };

  return {
    wire: rpcService({
      id: 'sagemaker',
      client,
      json: { target: 'SageMaker', version: '1.1' },
      random: context.random,
      operations: validated(operations),
    }),
    runtimeWire: runtimeWire(context.random, (endpointName, request) => {
      const endpoint = endpoints.find(endpointName);
      // Unlike the other operations, InvokeEndpoint matches the name's case.
      const named = endpoint?.name === endpointName ? endpoint : undefined;
      return invoke(named, endpointName, request, { context, metrics, assumptions, stopwatch });
    }),
    snapshot(endpointName) {
      const endpoint = endpoints.find(endpointName);
      return endpoint && snapshotOf(endpoint, assumptions, clock.now());
    },
    stop: () => lifecycle.stop(),
  };
}

/** Each operation behind the checks of its input's shape. */
const validated = (
  operations: Readonly<Record<string, OperationHandler>>,
): Record<string, OperationHandler> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, handler]) => [
      name,
      (input: unknown) => {
        validateInput(name, input);
        return handler(input);
      },
    ]),
  );
