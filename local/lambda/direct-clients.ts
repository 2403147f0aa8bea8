import { callOf, type Router } from '../transport/router.ts';
import { outputOf, type SdkClient } from './direct-call.ts';
import { directDynamoDb } from './direct-documents.ts';
import { directRequests } from './direct-requests.ts';
import type { Retries, RetriesOf } from './retries.ts';
import { clientSettings, sdkClients } from './sdk-clients.ts';
import type { ClientFactory } from './seam.ts';

/** The names that requests are signed for, by the SDK's own names of the services that take calls without requests. */
const directServices: Readonly<Record<string, string>> = {
  'Application Auto Scaling': 'application-autoscaling',
  CloudWatch: 'monitoring',
  EventBridge: 'events',
  SFN: 'states',
  SNS: 'sns',
  SQS: 'sqs',
  SSM: 'ssm',
  STS: 'sts',
  SageMaker: 'sagemaker',
  'SageMaker Runtime': 'runtime.sagemaker',
  'Secrets Manager': 'secretsmanager',
  'Service Quotas': 'servicequotas',
};

/** One of each for the process: nothing in them changes, and making one takes as long as many calls. */
const prototypes = new WeakMap<object, SdkClient>();

/**
 * SDK clients whose calls go straight to the service's operations: the same inputs, outputs and errors, without bytes,
 * signatures and middleware. Clients of services that take requests only are `sdkClients`.
 *
 * @param retriesOf how calls are tried again; without it, each is tried once
 */
export function directClients(router: () => Router, retriesOf?: RetriesOf): ClientFactory {
  const wire = sdkClients(router, retriesOf);
  const made = new Map<object, object>();
  return (Client) => {
    const retries = retriesOf?.(Client.name);
    const known: object =
      made.get(Client) ?? directClient(Client, router, wire, retries) ?? (wire(Client) as object);
    made.set(Client, known);
    // One for each function that asks, as on AWS: what is known of a client there is nobody else's.
    return Object.create(known) as InstanceType<typeof Client>;
  };
}

/** Undefined where all calls of its service take the SDK's whole way. */
function directClient(
  Client: Parameters<ClientFactory>[0],
  router: () => Router,
  wire: ClientFactory,
  retries: Retries | undefined,
): object | undefined {
  const prototype = prototypes.get(Client) ?? (new Client(clientSettings) as SdkClient);
  prototypes.set(Client, prototype);
  const service = directServices[prototype.config.serviceId];
  if (prototype.config.serviceId === 'DynamoDB')
    return directDynamoDb(wire(Client) as SdkClient, router, retries);
  if (service === undefined) {
    // To make one takes as long as many calls, and few of its calls take the whole way.
    let whole: SdkClient | undefined;
    const wholeWay = () => {
      whole ??= wire(Client) as SdkClient;
      return whole;
    };
    return directRequests(prototype, wholeWay, router, retries);
  }
  const attempt: SdkClient['send'] = async (command) => {
    const [, , operation = ''] = command.schema;
    const answer = await callOf(router(), { service, operation, input: command.input });
    return outputOf(prototype.config, command, answer);
  };
  const send: SdkClient['send'] =
    retries === undefined ? attempt : (command) => retries.run(() => attempt(command));
  // What else belongs to a client, its class and its configuration, it has from a real one.
  return Object.assign(Object.create(prototype), { send });
}
