import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalAwsOptions } from '../../local/stack/local-aws-options.ts';
import { openWorld } from '../../scenarios/open-world.ts';
import { artifactBytes } from '../../scenarios/release-artifacts.ts';
import { ReleaseWorld } from '../../scenarios/release-world.ts';
import { makeEndpoints, setSharedAlarm } from './endpoints.ts';

/** Releases to so many endpoints, one to each, on a local AWS. */
export interface AtOnce {
  readonly endpoints: number;
  /** The uploads come evenly within so many simulated seconds. */
  readonly withinSeconds: number;
  readonly throttling: NonNullable<LocalAwsOptions['throttling']>;
  /** The packaged template, parsed. */
  readonly template: unknown;
  /** So many simulated minutes after the first upload, an alarm goes off that they all have in common. */
  readonly incidentMinutes?: number;
}

/** How often, by what. */
export type Counts = Readonly<Record<string, number>>;

/** What came of them. */
export interface AtOnceResult {
  /** Rollouts by outcome. */
  readonly outcomes: Counts;
  /** The causes of outcomes other than DEPLOYED. */
  readonly causes: readonly string[];
  /** From the first upload to each end, in simulated minutes, the first one first. */
  readonly endMinutes: readonly number[];
  /** Attempts at AWS calls that functions made from the first upload on. */
  readonly calls: Counts;
  /** Those of all calls that were refused because there were too many. */
  readonly throttled: Counts;
  /** Invocations of functions, and those of them that failed. */
  readonly invocations: Counts;
  readonly failed: Counts;
  /** Of all rollouts together. */
  readonly transitions: number;
  /** Events that no function could take. */
  readonly deadLetters: number;
  /** Abort switches that are still there. */
  readonly switchesLeft: number;
}

const pieceMs = 60_000;
const longestMs = 24 * 3_600_000;

/** Plays them to their end and an hour more. @throws Error if that takes more than a simulated day */
export async function releasesAtOnce(options: AtOnce): Promise<AtOnceResult> {
  const { endpoints, template, withinSeconds, throttling, incidentMinutes } = options;
  const throttled = new Tally();
  const world = new ReleaseWorld(
    await openWorld({
      template,
      transport: 'direct',
      retries: 'standard',
      throttling,
      onThrottled: ({ service, operation }) => throttled.add(`${service} ${operation}`),
    }),
  );
  const { clock, aws } = world;
  try {
    const names = Array.from({ length: endpoints }, (_, index) => `crowd-${index + 1}`);
    await makeEndpoints(world, names);
    throttled.clear();
    const lettersBefore = await deadLettersOf(world);
    const [calls, invocations, failed] = [new Tally(), new Tally(), new Tally()];
    aws.onInvocation(({ functionName, outcome, calls: made }) => {
      invocations.add(functionName);
      if (outcome !== 'succeeded') failed.add(functionName);
      for (const { service, operation } of made) calls.add(`${service} ${operation}`);
    });
    const started = clock.now();
    for (const name of names) {
      await world.upload(`models/${name}/v2/model.tar.gz`, artifactBytes('model', name));
      await clock.advance(Math.floor((withinSeconds * 1000) / endpoints));
    }
    if (incidentMinutes !== undefined) {
      await clock.advance(Math.max(0, started + incidentMinutes * 60_000 - clock.now()));
      await setSharedAlarm(world, 'ALARM');
    }
    while (world.concluded().length < endpoints) {
      if (clock.now() - started > longestMs)
        throw new Error(`after a day, ${world.concluded().length} of ${endpoints} rollouts have ended`);
      await clock.advance(pieceMs);
    }
    await clock.advance(3_600_000);
    const concluded = world.concluded();
    const outcomes = new Tally();
    for (const { outcome } of concluded) outcomes.add(outcome);
    const alarms = await world.alarmNames();
    return {
      outcomes: outcomes.counts(),
      causes: concluded.filter(({ outcome }) => outcome !== 'DEPLOYED').map(({ cause }) => cause),
      endMinutes: concluded.map(({ at }) => (Date.parse(at) - started) / 60_000).sort((a, b) => a - b),
      calls: calls.counts(),
      throttled: throttled.counts(),
      invocations: invocations.counts(),
      failed: failed.counts(),
      transitions: concluded.reduce(
        (sum, { rollout }) => sum + aws.transitions(world.executionArn(rollout)),
        0,
      ),
      deadLetters: (await deadLettersOf(world)) - lettersBefore,
      switchesLeft: alarms.filter((name) => name.startsWith('greenlight-local-abort-')).length,
    };
  } finally {
    await world.close();
  }
}

class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  clear(): void {
    this.#counts.clear();
  }

  counts(): Counts {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
  }
}

async function deadLettersOf({ aws, clock }: ReleaseWorld): Promise<number> {
  const sqs = aws.clients(SQSClient);
  const { QueueUrl } = await clock.drive(
    sqs.send(new GetQueueUrlCommand({ QueueName: 'greenlight-local-dead-letters' })),
  );
  const { Attributes } = await clock.drive(
    sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] })),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}
