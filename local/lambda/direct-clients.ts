import { callOf, type Router } from '../transport/router.ts';
import { outputOf, type SdkClient } from './direct-call.ts';
import { directDynamoDb } from './direct-documents.ts';
import { directRequests } from './direct-requests.ts';
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
  'Secrets Manager': 'secretsmanager',
  'Service Quotas': 'servicequotas',
};

/** One of each for the process: nothing in them changes, and making one takes as long as many calls. */
const prototypes = new WeakMap<object, SdkClient>();

/**
 * SDK clients whose calls go straight to the service's operations: the same inputs, outputs and errors, without bytes,
 * signatures and middleware. Clients of services that take requests only are `sdkClients`.
 */
export function directClients(router: () => Router): ClientFactory {
  const wire = sdkClients(router);
  const made = new Map<object, unknown>();
  return (Client) => {
    const known = made.get(Client) ?? directClient(Client, router, wire) ?? wire(Client);
    made.set(Client, known);
    return known as InstanceType<typeof Client>;
  };
}

/** Undefined where all calls of its service take the SDK's whole way. */
function directClient(
  Client: Parameters<ClientFactory>[0],
  router: () => Router,
  wire: ClientFactory,
): unknown {
  const prototype = prototypes.get(Client) ?? (new Client(clientSettings) as SdkClient);
  prototypes.set(Client, prototype);
  const service = directServices[prototype.config.serviceId];
  if (prototype.config.serviceId === 'DynamoDB') return directDynamoDb(wire(Client) as never, router);
  if (service === undefined) return directRequests(wire(Client) as SdkClient, router);
  const send: SdkClient['send'] = async (command) => {
    const [, , operation = ''] = command.schema;
    const answer = await callOf(router(), { service, operation, input: command.input });
    return outputOf(prototype.config, command, answer);
  };
  // What else belongs to a client, its class and its configuration, it has from a real one.
  return Object.assign(Object.create(prototype), { send });
}
