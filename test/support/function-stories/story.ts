import type { Seam } from '../../../adapters/lambda/seam.ts';
import { handOver } from '../../../core/lease/hand-over.ts';
import { type Rollout, rolloutName } from '../../../core/release.ts';
import { type Instant, instantAt } from '../../../core/values/instant.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { aPlan, instant, instantMs } from '../builders.ts';
import { bucket, type FakeAws } from '../fake-aws.ts';
import { anUploadOf, comesToRest, kept, prepared, serving, shifting, uploaded } from '../rollouts-on-aws.ts';

/** A function, the world it runs in, and the event it gets. */
export interface FunctionStory {
  readonly make: (seam: Seam) => (event: unknown) => Promise<unknown>;
  /**
   * Makes the world. The event of a try contains its token, since Step Functions gives every try a new one.
   */
  readonly given: (aws: FakeAws) => Promise<(token: string) => unknown>;
  /** It counts attempts. A counted number that is then not used leaves a harmless gap. */
  readonly countsAttempts?: boolean;
  /**
   * It collects garbage. What a try cannot delete is left for the next collection, so tries may leave more or
   * less.
   */
  readonly collects?: boolean;
  /** What fails is left to another step. Here the same event again stands for that. */
  readonly leavesTheRest?: boolean;
  /** Its queue delivers the event again in any case, so the next try handles what a killed one leaves. */
  readonly isLeft?: boolean;
}

/** Stories by the function's name in serverless.yml, then by what happens. */
export type StoriesOf = Readonly<Record<string, Readonly<Record<string, FunctionStory>>>>;

export const plan = aPlan();
export const { rollout } = plan;
export const name = rolloutName(rollout);
export const previous = plan.previousConfig ?? '';
export const next = anUploadOf('v3', 30);
export const live = { kind: 'verdict', verdict: { kind: 'live' } } as const;

export const upload = (key: string, version = 'v') => ({
  'detail-type': 'Object Created',
  time: instant,
  detail: { bucket: { name: bucket }, object: { key, size: 1, etag: 'e', 'version-id': version } },
});
export const endpointEvent = () => ({ detail: { EndpointName: 'iris' } });
export const command = (over: object) => ({
  by: 'ana',
  key: 'key-1',
  endpoint: 'iris',
  reason: 'why',
  ...over,
});
export const died = (executionArn: string, input: object = rollout) => ({
  'detail-type': 'Step Functions Execution Status Change',
  detail: { executionArn, status: 'ABORTED', input: JSON.stringify(input), cause: 'stopped' },
});

/** Makes it so that the release went live some time ago. */
export async function deployed(aws: FakeAws, of: typeof rollout, at: Instant): Promise<void> {
  await aws.ledger.begin(of, 'arn', at);
  await aws.ledger.keepPlan({ ...plan, rollout: of, config: rolloutName(of) });
  await aws.ledger.conclude(of, concludeEnding(live), at, true);
  kept(aws, rolloutName(of));
}

/** The endpoint is live on the new config. Returns the fence. */
export async function shifted(aws: FakeAws): Promise<number> {
  serving(aws, previous);
  const fence = await shifting(aws, plan);
  comesToRest(aws, name);
  return fence;
}

/** Live as the third release of an endpoint that keeps one: what the first one left behind may be deleted. */
export async function leavingBehind(aws: FakeAws): Promise<{ last: Rollout; fence: number }> {
  serving(aws, previous);
  for (const hour of [1, 2, 3]) {
    const alarms = [{ name: 'iris-5xx' }, { metric: '5xx-rate', above: '1%', for: '2m' }];
    const { release, ...made } = await uploaded(aws, { keep: 1, alarms });
    const of = { ...made, release: { ...release, id: `iris-a0000000000${hour}`, version: `v${hour}` } };
    const { plan: its, fence } = await prepared(aws, of);
    await shifting(aws, its);
    comesToRest(aws, its.config);
    if (hour === 3) return { last: of, fence };
    const at = instantAt(instantMs + hour * 3_600_000);
    await aws.ledger.conclude(of, concludeEnding(live), at, true);
    for (const wait of await aws.ledger.waiting('iris')) await aws.ledger.disarm(wait);
    await aws.leases.change('iris', (lease) => handOver(lease, its.config, fence, at));
  }
  throw new Error('there is a third one');
}
