import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { readRecording } from '../../../adapters/recording/read-recording.ts';
import { endpointReading } from '../../../adapters/sagemaker/deployment.ts';
import type { Sighting } from '../../../core/deployment/sighting.ts';
import { looksOf } from '../../../core/recording/looks-of.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { epochMsOf, instantAt } from '../../../core/values/instant.ts';
import { localAccount, localRegion } from '../../../local/context.ts';
import type { ReleaseStory } from '../../../scenarios/release-story.ts';
import type { ReleaseWorld } from '../../../scenarios/release-world.ts';
import { playReleaseStory, UnplayableStory } from '../../../scenarios/run-release-story.ts';
import type { Aws } from '../../aws/aws.ts';
import { type Records, recordsOf } from '../../aws/records.ts';
import { resourceNames } from '../../aws/resource-names.ts';
import { endpointRow } from '../live/endpoint-row.ts';
import { pastRollout } from '../live/past-rollouts.ts';
import { type LedgerEndpoint, scanLedger } from '../live/scan-ledger.ts';
import { PageError } from '../page-source.ts';
import type { Simulated, SimulatedRollout } from './simulated.ts';

/**
 * Plays a story of releases, with an observer that looks at each endpoint whenever something of it has changed, and reads
 * what its page shows.
 *
 * @param template the packaged one, parsed
 * @throws PageError if it cannot be played so
 */
export async function playRelease(story: ReleaseStory, template: unknown): Promise<Simulated> {
  const observer = observe();
  try {
    // It goes on until every rollout has ended; after that nothing comes any more.
    return await playReleaseStory(
      { ...story, watched: 0 },
      template,
      observer.began,
      ({ world, startedAt }) =>
        world.clock.drive(observer.settled().then((seen) => read(world, startedAt, seen))),
    );
  } catch (error) {
    if (!(error instanceof UnplayableStory)) throw error;
    throw new PageError(409, `The story cannot be played so: ${error.message}`, error);
  }
}

/** By endpoint, in lower case. */
type Seen = ReadonlyMap<string, readonly Sighting[]>;

/** Looks take no time of the story's, and are read as any client reads them. */
function observe() {
  const seen = new Map<string, Sighting[]>();
  const looking: Promise<void>[] = [];
  return {
    began({ aws, clock }: ReleaseWorld): void {
      const client = aws.clients(SageMakerClient);
      const due = new Set<string>();
      const look = async (name: string): Promise<void> => {
        // One step changes several things at once.
        await Promise.resolve();
        due.delete(name);
        const at = instantAt(clock.now());
        const endpoint = await describe(client, name);
        if (endpoint === undefined) return;
        const sightings = seen.get(name.toLowerCase()) ?? [];
        sightings.push({ at, reading: endpointReading(endpoint) });
        seen.set(name.toLowerCase(), sightings);
      };
      aws.onEndpointChange(({ endpointName }) => {
        if (due.has(endpointName)) return;
        due.add(endpointName);
        looking.push(look(endpointName));
      });
    },
    async settled(): Promise<Seen> {
      await Promise.all(looking);
      return seen;
    },
  };
}

/** Undefined if there is none (any more), or if the story lets such calls fail just then. */
const describe = (
  client: SageMakerClient,
  EndpointName: string,
): Promise<DescribeEndpointOutput | undefined> =>
  client.send(new DescribeEndpointCommand({ EndpointName })).catch(() => undefined);

async function read(world: ReleaseWorld, startedAt: number, seen: Seen): Promise<Simulated> {
  const aws = awsOf(world);
  const now = world.clock.now();
  const records = recordsOf(aws);
  const endpoints = await scanLedger(aws);
  const played: SimulatedRollout[] = [];
  const rows: Simulated['endpoints'] = [];
  for (const ledger of endpoints) {
    const rollouts = await records.rollouts(ledger.key);
    for (const record of rollouts)
      played.push({
        recording: await recordingOf(aws, records, record, { records: rollouts, seen, now }),
        past: pastRollout(record),
      });
    rows.push(await rowOf(aws, ledger, now));
  }
  played.sort((a, b) => a.past.startedAt.localeCompare(b.past.startedAt));
  return { startedAt, now, endpoints: rows, rollouts: played };
}

async function rowOf(aws: Aws, ledger: LedgerEndpoint, now: number): Promise<Simulated['endpoints'][number]> {
  const name = ledger.rollouts.at(-1)?.endpoint ?? ledger.key;
  const endpoint = await describe(aws.clients(SageMakerClient), name);
  const sageMaker = endpoint && {
    name: endpoint.EndpointName ?? name,
    status: endpoint.EndpointStatus ?? '',
    ...(endpoint.EndpointConfigName !== undefined && { config: endpoint.EndpointConfigName }),
  };
  return endpointRow({
    ...{ ledger, optedIn: null, running: [] },
    sageMaker: sageMaker ?? null,
    asOf: instantAt(now),
  });
}

async function recordingOf(
  { clients }: Aws,
  { gates, waits }: Records,
  record: RolloutRecord,
  {
    records,
    seen,
    now,
  }: { readonly records: readonly RolloutRecord[]; readonly seen: Seen; readonly now: number },
) {
  const { endpoint, name } = record;
  // The observer has seen all that the controller has, and in its order.
  const sightings = (seen.get(endpoint.toLowerCase()) ?? []).filter(isOfIts(record));
  const waiting = await waits(endpoint);
  const from = {
    ...{ record, records, waits: waiting },
    gates: await gates(endpoint, name),
    looks: looksOf(sightings, record, waiting),
  };
  return readRecording(clients(CloudWatchClient), from, now, 'simulated');
}

/** Before its shift and after its end, the fleets are those of other rollouts. */
function isOfIts({ phases, endedAt }: RolloutRecord): (sighting: Sighting) => boolean {
  const [from, to] = [phases.shifting, endedAt].map((at) => (at === undefined ? undefined : epochMsOf(at)));
  return ({ at }) =>
    from !== undefined && epochMsOf(at) >= from && epochMsOf(at) <= (to ?? Number.POSITIVE_INFINITY);
}

/** The story's AWS as commands see AWS. */
function awsOf({ aws, clock }: ReleaseWorld): Aws {
  return {
    ...{ stage: 'local', region: localRegion, caller: `arn:aws:iam::${localAccount}:user/local` },
    names: resourceNames('local', localAccount, localRegion),
    clients: aws.clients,
    served: (url) => url,
    now: async () => clock.now(),
  };
}
