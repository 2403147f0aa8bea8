import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { DynamoDBDocumentClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { newestValues, readAlarms } from '../../adapters/cloudwatch/readings.ts';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { gateHistory } from '../../adapters/ledger/gate-history.ts';
import { dynamoLeases } from '../../adapters/ledger/lease-store.ts';
import { ifReadable } from '../../adapters/optional-read.ts';
import type { AlarmReading } from '../../core/cloudwatch/alarm-reading.ts';
import type { Sighting } from '../../core/deployment/sighting.ts';
import type { JudgeOff } from '../../core/gates/judge-off.ts';
import type { Lease } from '../../core/lease/lease.ts';
import type { EndpointWait } from '../../core/ports/waits.ts';
import type { Adoption } from '../../core/records/adoption.ts';
import type { GateRecord } from '../../core/records/gate-record.ts';
import type { Proposal } from '../../core/records/proposal.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Aws } from './aws.ts';
import { hasOptedIn, optedInBeside } from './opted-in.ts';
import { recentValues } from './recent-values.ts';

/** What commands read and never write: the controller's own records, and the endpoints. */
export interface Records {
  /** Every endpoint that ever had a release: names in lower case, in alphabetical order. */
  endpoints(): Promise<string[]>;
  /**
   * The endpoints that have opted in, beside those (names in lower case); undefined if the right to look for them is
   * missing.
   */
  optedInBeside(known: ReadonlySet<string>): Promise<string[] | undefined>;
  /** Whether the endpoint of this ARN has opted in; undefined if the right to read its tags is missing. */
  hasOptedIn(arn: string): Promise<boolean | undefined>;
  /** All rollouts of an endpoint, oldest first. */
  rollouts(endpoint: string): Promise<RolloutRecord[]>;
  rollout(endpoint: string, name: string): Promise<RolloutRecord | undefined>;
  /** Who adopted the endpoint, and what it served then. */
  adoption(endpoint: string): Promise<Adoption | undefined>;
  /** Who has switched judging off; undefined while it is on. */
  judgeOff(endpoint: string): Promise<JudgeOff | undefined>;
  /** What was proposed last, one of each kind at most; core/records/proposal.ts says which are open. */
  proposals(endpoint: string): Promise<Proposal[]>;
  lease(endpoint: string): Promise<Lease>;
  /** The gates that were reached, of all rollouts of the endpoint or of one. */
  gates(endpoint: string, rollout?: string): Promise<GateRecord[]>;
  /** How the endpoint looked in one of its rollouts, to the controller. Oldest first. */
  looks(endpoint: string, rollout: string): Promise<Sighting[]>;
  /** The waits of rollouts for the endpoint, with the alarms that went off during them. */
  waits(endpoint: string): Promise<EndpointWait[]>;
  /** Undefined if there is no such endpoint. */
  endpoint(name: string): Promise<DescribeEndpointOutput | undefined>;
  /** The alarms that exist, with their newest values, read at most half a minute of AWS's time ago. */
  alarms(names: readonly string[]): Promise<AlarmReading[]>;
}

export function recordsOf({ clients, names: { table }, now }: Aws): Records {
  const dynamo = clients(DynamoDBClient);
  const documents = DynamoDBDocumentClient.from(dynamo);
  const sageMaker = clients(SageMakerClient);
  const ledger = dynamoLedger(dynamo, table);
  const leases = dynamoLeases(dynamo, table);
  const cloudWatch = clients(CloudWatchClient);
  const values = recentValues((alarms, at) => newestValues(cloudWatch, alarms, at), now);

  return {
    async endpoints() {
      const found = new Set<string>();
      let start: ScanCommandInput['ExclusiveStartKey'];
      do {
        const page = await documents.send(
          new ScanCommand({
            TableName: table,
            // Every endpoint with a release has a lease item, or at least a rollout item.
            FilterExpression: 'begins_with(pk, :endpoint) AND (sk = :lease OR begins_with(sk, :rollout))',
            ProjectionExpression: 'pk',
            ExpressionAttributeValues: {
              ':endpoint': 'endpoint#',
              ':lease': 'lease',
              ':rollout': 'rollout#',
            },
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        for (const { pk } of page.Items ?? []) found.add(String(pk).slice('endpoint#'.length));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return [...found].sort();
    },

    optedInBeside: (known) => optedInBeside(sageMaker, known),
    hasOptedIn: (arn) => ifReadable(() => hasOptedIn(sageMaker, arn)),
    rollouts: ledger.rollouts,
    rollout: ledger.rollout,
    adoption: ledger.adoption,
    judgeOff: ledger.judgeOff,
    proposals: ledger.proposals,
    lease: leases.read,
    gates: gateHistory(dynamo, table),
    looks: ledger.looks,
    waits: ledger.waiting,

    async endpoint(name) {
      try {
        return await sageMaker.send(new DescribeEndpointCommand({ EndpointName: name }));
      } catch (error) {
        // This is how SageMaker reports a missing endpoint.
        const missing = error instanceof Error && /^Could not find endpoint/.test(error.message);
        if (missing && error.name === 'ValidationException') return undefined;
        throw error;
      }
    },

    alarms: (names) => readAlarms(cloudWatch, names, values),
  };
}
