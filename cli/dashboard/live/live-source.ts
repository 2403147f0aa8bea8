import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import type { ActRequest, Session, StreamMessage } from '../../../core/dashboard/api.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { accountOf } from '../../aws/account-of.ts';
import type { Aws } from '../../aws/aws.ts';
import { operate } from '../../aws/operate.ts';
import { recordsOf } from '../../aws/records.ts';
import { unprovenText } from '../../aws/unproven-text.ts';
import { rolloutLooks } from '../../reads/rollout-looks.ts';
import { UsageError } from '../../usage-error.ts';
import { ownVersion } from '../../version.ts';
import { PageError, type PageSource } from '../page-source.ts';
import { budgeted, type CallBudget } from './call-budget.ts';
import { commandOf } from './commands-of.ts';
import { listEndpoints } from './list-endpoints.ts';
import { overview } from './overview.ts';
import { pastRollouts } from './past-rollouts.ts';
import { type OpenPages, poller, type Timers } from './poller.ts';
import { rolloutPages } from './rollout-pages.ts';
import { scanLedger } from './scan-ledger.ts';

/** How old things may be, in this machine's milliseconds. A local AWS costs nothing, and its time may run faster. */
export interface Pace {
  readonly tickMs: number;
  readonly overviewMs: number;
  readonly listMs: number;
  readonly scanMs: number;
}
export const paces = {
  aws: { tickMs: 5000, overviewMs: 15_000, listMs: 30_000, scanMs: 300_000 },
  local: { tickMs: 1000, overviewMs: 1000, listMs: 1000, scanMs: 5000 },
} as const satisfies Record<'aws' | 'local', Pace>;

export interface LivePorts {
  readonly aws: Aws;
  readonly mode: 'aws' | 'local';
  readonly budget: CallBudget;
  readonly pace: Pace;
  readonly timers: Timers;
  /** How many of AWS's seconds pass in one of ours. */
  speed(): Promise<number>;
  /** What to do about an error of AWS, if somebody can do something. */
  troubleText(error: unknown): string | undefined;
}

/** The page's data from AWS, or a local one. Reads wait for the budget of calls; what people ask for does not. */
export function liveSource(ports: LivePorts): PageSource {
  const { aws, mode, budget, pace, timers, troubleText } = ports;
  const reads = budgeted(aws, budget);
  const records = recordsOf(reads);
  const hostNow = timers.now;
  const looks = rolloutLooks({ records, now: aws.now, hostNow });
  const all = overview({
    ...{ records, looks, budget, hostNow },
    now: aws.now,
    scan: () => scanLedger(reads),
    list: listEndpoints(reads),
    oldest: pace,
  });
  const pages = rolloutPages({
    ...{ records, looks, hostNow },
    cloudWatch: reads.clients(CloudWatchClient),
    s3: reads.clients(S3Client),
    caller: aws.caller,
    oldestMs: pace.tickMs / 2,
  });
  const acting = new Set<string>();
  let overviewAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<boolean> | undefined;

  /** Whoever asks while it is read gets that. */
  const refresh = async (): Promise<boolean> => {
    refreshing ??= all.refresh().finally(() => {
      refreshing = undefined;
    });
    const changed = await refreshing;
    overviewAt = hostNow();
    return changed;
  };
  const isDue = () => hostNow() - overviewAt >= pace.overviewMs;

  /** The endpoint of a rollout: its name begins with it, unless that is long; else the ledger is searched once. */
  const endpointOf = async (rollout: string): Promise<string | undefined> => {
    const named = /^(.{1,39})-[0-9a-f]{12}(-\d+)?$/.exec(rollout)?.[1];
    if (named !== undefined) return named;
    const known = all.endpointOf(rollout);
    if (known !== undefined || !isDue()) return known;
    await refresh();
    return all.endpointOf(rollout);
  };

  const asked = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      if (error instanceof PageError) throw error;
      if (error instanceof UsageError) throw new PageError(400, error.message, error);
      const text = troubleText(error);
      throw text === undefined ? error : new PageError(502, text, error);
    }
  };

  const read = async (open: OpenPages): Promise<StreamMessage[]> => {
    const messages: StreamMessage[] = [];
    for (const rollout of open.rollouts) {
      const endpoint = await endpointOf(rollout);
      const asOf = endpoint === undefined ? undefined : await pages.hasChanged(endpoint, rollout);
      if (asOf !== undefined) messages.push({ kind: 'rollout', rollout, asOf });
    }
    if (open.overview && isDue() && (await refresh()))
      messages.push({ kind: 'endpoints', asOf: all.endpoints().asOf });
    return messages;
  };
  const polling = poller({
    ...{ timers, read },
    tickMs: pace.tickMs,
    awsNow: aws.now,
    troubleText: (error) => troubleText(error) ?? String(error),
  });

  const act = async (rollout: string, request: ActRequest) => {
    const endpoint = await endpointOf(rollout);
    const page = endpoint === undefined ? undefined : await pages.page(endpoint, rollout);
    if (page === undefined) return undefined;
    const open = page.proposals.find(({ key }) => key === request.proposal);
    if (open === undefined && (request.kind === 'confirm' || request.kind === 'decline'))
      return { done: false, text: 'That is not proposed any more.' };
    const offered = [...page.actions, ...(open?.answers ?? [])];
    const action = offered.find(({ kind }) => kind === request.kind);
    if (action === undefined || action.why !== null) return { done: false, text: action?.why ?? '' };
    if (action.gate !== undefined && (request.gate === undefined || request.round === undefined))
      throw new PageError(400, 'gate, round: expected those of the question that was read, got none.');
    if (action.reasonNeeded && (request.reason ?? '').trim() === '')
      throw new PageError(400, 'reason: expected why, got nothing.');
    const proposed = (await records.proposals(page.recording.facts.endpoint)).find(
      ({ key }) => key === open?.key,
    );
    const { operated, unproven } = await operate(
      aws,
      commandOf({ endpoint: page.recording.facts.endpoint, name: rollout }, request, proposed),
      undefined,
    );
    pages.forget(page.recording.facts.endpoint, rollout);
    const note = unproven === undefined ? '' : ` It was ${unprovenText(unproven)}`;
    return { done: operated.done !== 'nothing', text: `${operated.message}${note}` };
  };

  return {
    session: () =>
      asked(async (): Promise<Session> => {
        const [now, speed] = await Promise.all([aws.now(), ports.speed()]);
        return {
          ...{ as: aws.caller, mode, stage: aws.stage, region: aws.region, account: accountOf(aws).account },
          ...{ version: ownVersion(), now, speed, callsPerMinute: budget.perMinute, simulation: null },
        };
      }),
    endpoints: () =>
      asked(async () => {
        if (isDue()) await refresh();
        return all.endpoints();
      }),
    past: (endpoint) =>
      asked(async () => {
        const [rollouts, now] = await Promise.all([records.rollouts(endpoint), aws.now()]);
        if (rollouts.length === 0) return undefined;
        return {
          endpoint: rollouts.at(-1)?.endpoint ?? endpoint,
          asOf: instantAt(now),
          rollouts: pastRollouts(rollouts),
        };
      }),
    rollout: (name) =>
      asked(async () => {
        const endpoint = await endpointOf(name);
        return endpoint === undefined
          ? undefined
          : ((await pages.page(endpoint, name)) ?? pages.newest(endpoint, name));
      }),
    act: (rollout, request) =>
      asked(async () => {
        // A second press of the same button would be a second command.
        if (acting.has(rollout)) throw new PageError(409, 'Something is asked of this rollout already.');
        acting.add(rollout);
        try {
          return await act(rollout, request);
        } finally {
          acting.delete(rollout);
        }
      }),
    watch: (rollout, tell) => polling.open(rollout, tell),
    close: async () => {},
  };
}
