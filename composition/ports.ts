import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { applicationAutoScaling } from '../adapters/auto-scaling.ts';
import { channelQueue } from '../adapters/channel-queue.ts';
import { cloudWatchAbortSwitch } from '../adapters/cloudwatch/abort-switch.ts';
import { cloudWatchAlarms } from '../adapters/cloudwatch/alarms.ts';
import { metricsOf } from '../adapters/cloudwatch/embedded-metrics.ts';
import { cloudWatchOwnAlarms } from '../adapters/cloudwatch/own-alarms.ts';
import { newestValues, readAlarms } from '../adapters/cloudwatch/readings.ts';
import { cloudWatchTraffic } from '../adapters/cloudwatch/traffic.ts';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import type { Seam } from '../adapters/lambda/seam.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { gateHistory } from '../adapters/ledger/gate-history.ts';
import { dynamoInspections } from '../adapters/ledger/inspections.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { dynamoPresses } from '../adapters/ledger/presses.ts';
import { dynamoThreads } from '../adapters/ledger/threads.ts';
import { pressQueue } from '../adapters/press-queue.ts';
import { type FromLedger, readRecording } from '../adapters/recording/read-recording.ts';
import { s3Artifacts } from '../adapters/s3/artifacts.ts';
import { s3Discards } from '../adapters/s3/discard.ts';
import { s3Pins } from '../adapters/s3/pin.ts';
import { s3Reports } from '../adapters/s3/reports.ts';
import { readDeployment } from '../adapters/sagemaker/deployment.ts';
import { sageMakerDiscards } from '../adapters/sagemaker/discard.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker/endpoints.ts';
import { ownName } from '../adapters/sagemaker/own-name.ts';
import { secrets } from '../adapters/secrets.ts';
import { serviceQuotas } from '../adapters/service-quotas.ts';
import { slackClient } from '../adapters/slack/client.ts';
import { snsNotices } from '../adapters/sns.ts';
import { eventsAgain, holdTimers, stepFunctionsRollouts, taskWaits } from '../adapters/step-functions.ts';
import { linkKeyring } from '../app/links/link-keyring.ts';
import { commandFlags } from '../core/command-flags.ts';
import type { Discards } from '../core/garbage/discards.ts';
import type { ChannelId } from '../core/values/channel-id.ts';

/*
 * The implementation of each port on AWS. There is one function per port, not one object with all ports: the
 * bundler then drops every port that a Lambda function does not name, with its adapters and SDK clients
 * (`sideEffects` in package.json).
 */

/** @throws Error naming the variable, if the template does not set it */
export function variable({ env }: Pick<Seam, 'env'>, name: string): string {
  const value = env[name];
  if (value !== undefined) return value;
  throw new Error(`environment: expected ${name}, got none; serverless.yml sets it for each function`);
}

/**
 * A variable that lists patterns, separated by commas. If it is not set, the list is empty: nothing is
 * allowed.
 */
export const listVariable = ({ env }: Pick<Seam, 'env'>, name: string): string[] =>
  (env[name] ?? '').split(',').filter((pattern) => pattern !== '');

/** The URL of decideGate, for links, buttons and callbacks; undefined if the stage has no public address. */
export const decideUrlOf = ({ env }: Pick<Seam, 'env'>): string | undefined => env.DECIDE_URL;

/** Epoch milliseconds. */
export const nowOf = (seam: Seam) => (): number => seam.clock.now();

/** Clients of which there is one for all of a function's ports, so that their reads can be gathered. */
const shared = new WeakMap<Seam, Map<unknown, unknown>>();

// biome-ignore lint/suspicious/noExplicitAny: every SDK client has its own configuration type
function sharedClient<C>(seam: Seam, Client: new (config: any) => C): C {
  const clients = shared.get(seam) ?? new Map<unknown, unknown>();
  shared.set(seam, clients);
  const client = clients.get(Client) ?? seam.clients(Client);
  clients.set(Client, client);
  return client as C;
}

const tableOf = (seam: Seam): [DynamoDBClient, string] => [
  sharedClient(seam, DynamoDBClient),
  variable(seam, 'TABLE_NAME'),
];
const stageOf = (seam: Seam): string => variable(seam, 'STAGE');

/** The flags for every command that is offered to people. */
export const commandFlagsOf = (seam: Seam) =>
  commandFlags(variable(seam, 'STATE_MACHINE_ARN'), stageOf(seam));

export const ledgerOf = (seam: Seam) => dynamoLedger(...tableOf(seam));
export const leasesOf = (seam: Seam) => dynamoLeases(...tableOf(seam));
export const threadsOf = (seam: Seam, channel: ChannelId) => dynamoThreads(...tableOf(seam), channel);
export const pressesOf = (seam: Seam) => dynamoPresses(...tableOf(seam));

export const artifactsOf = (seam: Seam) =>
  s3Artifacts(
    seam.clients(S3Client),
    (work) => seam.clock.io(work),
    {},
    dynamoInspections(...tableOf(seam), nowOf(seam)),
  );
/** The gates that rollouts have reached, for display. */
export const gateHistoryOf = (seam: Seam) => gateHistory(...tableOf(seam));
/** What is kept of a rollout: what the ledger knows, with what CloudWatch does. */
export const recordingsOf = (seam: Seam) => (known: FromLedger, now: number) =>
  readRecording(sharedClient(seam, CloudWatchClient), known, now, 'kept');
export const reportsOf = (seam: Seam) => s3Reports(seam.clients(S3Client));

export const pinsOf = (seam: Seam) => s3Pins(seam.clients(S3Client));

export const endpointsOf = (seam: Seam) => sageMakerEndpoints(seam.clients(SageMakerClient));
/** Only this one call of `Endpoints`: all of them would make the bundle larger. */
export const deploymentsOf = (seam: Seam) => ({
  deployment: (name: string) => readDeployment(seam.clients(SageMakerClient), name),
});
export const ownNamesOf = (seam: Seam) => ({
  ownName: (name: string) => ownName(seam.clients(SageMakerClient), name),
});

export const alarmsOf = (seam: Seam) => cloudWatchAlarms(sharedClient(seam, CloudWatchClient));
export const trafficOf = (seam: Seam) => cloudWatchTraffic(seam.clients(CloudWatchClient), nowOf(seam));
export const alarmReadingsOf = (seam: Seam) => (names: readonly string[]) => {
  const client = seam.clients(CloudWatchClient);
  return readAlarms(client, names, (alarms) => newestValues(client, alarms, seam.clock.now()));
};
export const ownAlarmsOf = (seam: Seam) =>
  cloudWatchOwnAlarms(sharedClient(seam, CloudWatchClient), stageOf(seam));
export const abortSwitchOf = (seam: Seam) =>
  cloudWatchAbortSwitch(seam.clients(CloudWatchClient), stageOf(seam));
export const metricsFor = (seam: Seam) => metricsOf(seam, stageOf(seam));

export const rolloutsOf = (seam: Seam) =>
  stepFunctionsRollouts(seam.clients(SFNClient), variable(seam, 'STATE_MACHINE_ARN'));
export const holdTimersOf = (seam: Seam) =>
  holdTimers(seam.clients(SFNClient), variable(seam, 'HOLD_MACHINE_ARN'));
export const eventsAgainOf = (seam: Seam) =>
  eventsAgain(seam.clients(SFNClient), variable(seam, 'HOLD_MACHINE_ARN'));
export const waitsOf = (seam: Seam) => taskWaits(seam.clients(SFNClient));

export const noticesOf = (seam: Seam) => snsNotices(seam.clients(SNSClient), variable(seam, 'TOPIC_ARN'));
export const announcementsOf = (seam: Seam) => eventBridgeAnnouncements(seam.clients(EventBridgeClient));

export const quotasOf = (seam: Seam) => serviceQuotas(seam.clients(ServiceQuotasClient));
export const scalingOf = (seam: Seam) => applicationAutoScaling(seam.clients(ApplicationAutoScalingClient));

export const secretsOf = (seam: Seam) =>
  secrets({
    secretsManager: seam.clients(SecretsManagerClient),
    now: nowOf(seam),
  });
export const linkKeyringOf = (seam: Seam) => linkKeyring(secretsOf(seam), variable(seam, 'LINK_SECRET'));

export const slackOf = (seam: Seam) => slackClient({ fetch: seam.fetch, now: nowOf(seam) });
export const slackQueueOf = (seam: Seam) =>
  channelQueue(
    seam.clients(SQSClient),
    variable(seam, 'SLACK_QUEUE_URL'),
    variable(seam, 'SLACK_DEAD_LETTERS_URL'),
  );
export const pressQueueOf = (seam: Seam) =>
  pressQueue(seam.clients(SQSClient), variable(seam, 'PRESS_QUEUE_URL'));

/** Deletes everything that a release has made. */
export const discardsOf = (seam: Seam): Discards => {
  const ownAlarms = ownAlarmsOf(seam);
  return {
    ...sageMakerDiscards(seam.clients(SageMakerClient), stageOf(seam)),
    ...s3Discards(seam.clients(S3Client)),
    deleteAlarms: (endpoint, names) => ownAlarms.remove(endpoint, names),
  };
};
