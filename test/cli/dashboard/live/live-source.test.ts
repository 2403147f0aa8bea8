import { beforeEach, describe, expect, it } from 'vitest';
import type { Aws } from '../../../../cli/aws/aws.ts';
import { callBudget } from '../../../../cli/dashboard/live/call-budget.ts';
import { liveSource, paces } from '../../../../cli/dashboard/live/live-source.ts';
import type { PageSource } from '../../../../cli/dashboard/page-source.ts';
import {
  endpointsSchema,
  rolloutPageSchema,
  type StreamMessage,
  sessionSchema,
} from '../../../../core/dashboard/api.ts';
import { keptReport } from '../../../../core/records/kept-report.ts';
import { rolloutName } from '../../../../core/release.ts';
import { instantAt } from '../../../../core/values/instant.ts';
import type { Conclusion } from '../../../../core/verdict/conclusion.ts';
import { anArtifact, aPlan, aRelease, aRollout, instantMs } from '../../../support/builders.ts';
import { bucket, env, type FakeAws, fakeAws, refusal } from '../../../support/fake-aws.ts';
import { begun, forget, serving, shifting } from '../../../support/rollouts-on-aws.ts';

const caller = 'arn:aws:sts::000000000000:assumed-role/ops/ada';
const perMinute = 240;

let aws: FakeAws;
let source: PageSource;
/** This machine's time. AWS's goes with it. */
let host: number;
let sleepers: { readonly until: number; readonly wake: () => void }[];
let timers: { readonly ms: number; readonly work: () => void }[];

beforeEach(async () => {
  aws = await fakeAws();
  host = 0;
  sleepers = [];
  timers = [];
  source = liveSource({
    aws: inProcess(aws),
    mode: 'aws',
    pace: paces.aws,
    timers: {
      now: () => host,
      every(ms, work) {
        const timer = { ms, work };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    },
    budget: callBudget(perMinute, { now: () => host, sleep }),
    speed: async () => 1,
    troubleText: (error) =>
      error instanceof Error && error.name === 'ThrottlingException' ? 'AWS cannot answer.' : undefined,
  });
});

const sleep = (ms: number) =>
  new Promise<void>((wake) => {
    sleepers.push({ until: host + ms, wake });
  });

const awsNow = () => instantMs + host;

function inProcess({ seam }: FakeAws): Aws {
  return {
    ...{ stage: 'test', region: 'us-east-1', caller },
    names: {
      ...{ bucket: 'models', table: env.TABLE_NAME, operate: 'operate', operateSigned: 'operateSigned' },
      ...{ resolveRelease: 'resolveRelease', commandsAddress: '/greenlight/test/commands' },
    },
    clients: seam.clients,
    served: (url) => url,
    now: async () => awsNow(),
  };
}

function pass(ms: number): void {
  host += ms;
  for (const { wake } of sleepers.filter(({ until }) => until <= host)) wake();
  sleepers = sleepers.filter(({ until }) => until > host);
}

/** Lets so much time pass, with every timer's work when it is due. */
async function live(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 5000) {
    pass(5000);
    for (const { work } of timers) work();
    await settled();
  }
}

/** Until nothing goes on in this process: the calls take no time of AWS's. */
async function settled(): Promise<void> {
  for (let quiet = 0, calls = -1; quiet < 20; quiet = calls === aws.calls.length ? quiet + 1 : 0) {
    calls = aws.calls.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const deployed: Conclusion = {
  ...{ outcome: 'DEPLOYED', cause: 'It is live.', problems: [], breaches: [], urgent: false },
};

/** A release of an endpoint that has ended. */
async function ended(endpoint: string, version = 'v1', at = instantMs): Promise<string> {
  const rollout = aRollout({
    release: aRelease({ id: `${endpoint}-${version.padStart(12, '0')}`, endpoint, version }),
    start: { kind: 'upload', at: instantAt(at) },
  });
  await aws.ledger.begin(rollout, 'execution', instantAt(at));
  await aws.ledger.conclude(rollout, deployed, instantAt(at + 1000), false);
  return rolloutName(rollout);
}

/** Its artifact is in the bucket that there is. */
const iris = aRollout({ release: aRelease({ artifact: anArtifact({ bucket }) }) });
const name = rolloutName(iris);

/** Traffic shifts to green: one of two instances. */
async function shifts(serves = 1): Promise<void> {
  serving(aws);
  await shifting(aws, aPlan({}, iris));
  green(serves);
}

function green(instances: number): void {
  aws.endpoints.set('iris', {
    ...{ status: 'Updating', config: 'iris-live', pending: name, modified: instantMs },
    doing: { status: 'Baking', on: instances, since: awsNow() },
  });
}

const callsOf = (operation: string) => aws.calls.filter((call) => call.endsWith(`:${operation}`)).length;

describe('the first view', () => {
  it('shows what serves, and how the last rollout ended', async () => {
    const rollout = await ended('iris');
    serving(aws);
    const { endpoints } = endpointsSchema.parse(await source.endpoints());
    expect(endpoints).toMatchObject([
      {
        endpoint: 'iris',
        status: 'InService',
        running: [],
        last: { rollout, outcome: 'DEPLOYED', cause: 'It is live.' },
      },
    ]);
  });

  it('shows what is under way, in the words of its page', async () => {
    await shifts();
    const { endpoints } = endpointsSchema.parse(await source.endpoints());
    expect(endpoints[0]?.running).toMatchObject([
      { rollout: name, role: 'holder', phaseText: 'shifting traffic', tone: 'plain', donePercent: 0 },
    ]);
    expect(endpoints[0]?.running[0]?.sentence).toContain('Shifting');
  });

  it('says that somebody is waited for where something is proposed', async () => {
    await shifts();
    await aws.ledger.keepProposal(
      {
        ...{
          kind: 'abort',
          endpoint: 'iris',
          rollout: name,
          by: 'an assistant',
          reason: 'scores',
          key: 'key-1',
        },
        ...{ at: instantAt(awsNow()), until: instantAt(awsNow() + 3_600_000) },
      },
      undefined,
    );
    const [running] = (await source.endpoints()).endpoints[0]?.running ?? [];
    expect(running).toMatchObject({ tone: 'asks', waitsFor: `an answer to what is proposed: stop ${name}` });
    expect(running?.sentence).toMatch(/confirm or decline what is proposed\.$/);
    expect(running?.sentence).not.toContain('Nothing to do');
  });

  it('shows nothing as serving where the endpoint is gone', async () => {
    await ended('iris');
    expect((await source.endpoints()).endpoints).toMatchObject([
      { endpoint: 'iris', status: null, serving: null },
    ]);
  });

  it('shows endpoints that have opted in and had no release, and no others', async () => {
    serving(aws);
    await source.endpoints();
    expect((await source.endpoints()).endpoints).toMatchObject([
      { endpoint: 'iris', optedIn: true, last: null },
    ]);
  });

  it('reads 500 endpoints with few calls, and only where something is under way with DescribeEndpoint', async () => {
    for (let n = 0; n < 500; n += 1) await ended(`endpoint-${n}`);
    await shifts();
    forget(aws);
    const stop = source.watch(undefined, () => {});
    await settled();
    expect((await source.endpoints()).endpoints).toHaveLength(501);
    const first = aws.calls.length;
    expect(first).toBeLessThan(20);
    await live(60_000);
    stop();
    expect(callsOf('DescribeEndpoint')).toBeLessThanOrEqual(6);
    // Leases by a hundred a call, four times a minute.
    expect(aws.calls.length - first).toBeLessThan(60);
  });
});

describe('the budget', () => {
  it('holds with fifty rollouts under way and their pages open', async () => {
    const names: string[] = [];
    for (let n = 0; n < 50; n += 1) {
      const rollout = aRollout({
        release: aRelease({ id: `rose-${n}-000000000001`, endpoint: `rose-${n}` }),
      });
      await begun(aws, rollout);
      names.push(rolloutName(rollout));
    }
    forget(aws);
    const at: number[] = [];
    aws.between((_, call) => {
      at.push(host);
      return call();
    });
    const stops = [undefined, ...names].map((rollout) => source.watch(rollout, () => {}));
    await live(300_000);
    for (const stop of stops) stop();
    const most = Math.max(...at.map((from) => at.filter((one) => one >= from && one < from + 60_000).length));
    expect(most).toBeLessThanOrEqual(perMinute);
    // It is used, too.
    expect(most).toBeGreaterThan(perMinute / 2);
  });

  it('is not used while no page is open', async () => {
    await shifts();
    forget(aws);
    await live(60_000);
    expect(aws.calls).toEqual([]);
  });
});

describe('the page of a rollout', () => {
  it('has what the ledger has and what this server has seen, and its buttons', async () => {
    await shifts();
    const stop = source.watch(name, () => {});
    await settled();
    await live(5000);
    green(2);
    await live(5000);
    const page = rolloutPageSchema.parse(await source.rollout(name));
    expect(page.recording).toMatchObject({ source: 'live', facts: { rollout: name, endpoint: 'iris' } });
    expect(page.recording.looks.length).toBeGreaterThan(0);
    expect(page.frames.at(-1)?.phase).toBe('shifting');
    expect(page.actions.filter(({ why }) => why === null).map(({ kind }) => kind)).toEqual([
      'abort',
      'judge-off',
    ]);
    stop();
  });

  it('is told as changed when it has changed, and not else', async () => {
    await shifts();
    const told: StreamMessage[] = [];
    const stop = source.watch(name, (message) => told.push(message));
    await live(5000);
    told.length = 0;
    await live(10_000);
    const before = told.filter(({ kind }) => kind === 'rollout').length;
    await aws.ledger.stop('iris', name, {
      kind: 'abort',
      by: 'ana',
      reason: 'scores',
      at: instantAt(awsNow()),
    });
    await live(5000);
    stop();
    expect(before).toBe(0);
    expect(told).toContainEqual({ kind: 'rollout', rollout: name, asOf: expect.any(String) });
  });

  it('does not read figures again between two of CloudWatch’s minutes', async () => {
    await shifts();
    await source.rollout(name);
    forget(aws);
    pass(10_000);
    await source.rollout(name);
    expect(callsOf('GetMetricData')).toBe(0);
    pass(60_000);
    await source.rollout(name);
    expect(callsOf('GetMetricData')).toBeGreaterThan(0);
  });

  it('is what was kept at its end, as long as nothing came after that', async () => {
    await shifts();
    const { recording } = (await source.rollout(name)) ?? {};
    const at = instantAt(awsNow() + 60_000);
    await aws.ledger.conclude(iris, { ...deployed, cause: 'in the ledger' }, at, false);
    const { recordingKey } = keptReport(iris);
    await aws.put(recordingKey, JSON.stringify({ ...recording, source: 'kept', asOf: at }));
    pass(600_000);
    for (let times = 0; times < 2; times += 1)
      expect((await source.rollout(name))?.recording).toMatchObject({ source: 'kept', asOf: at });
    // What has not changed is not reckoned again.
    expect((await source.rollout(name))?.frames).toBe((await source.rollout(name))?.frames);
    const came = { at: instantAt(awsNow()), status: 'InService', serving: 'iris-live' };
    await aws.ledger.noteAftermath(iris, came);
    pass(10_000);
    expect((await source.rollout(name))?.recording).toMatchObject({
      source: 'live',
      facts: { cause: 'in the ledger', aftermath: { serving: 'iris-live' } },
    });
  });

  it('is found by its release, too: the newest attempt', async () => {
    await shifts();
    const again = aRollout({ release: iris.release, attempt: 2 });
    expect((await source.rollout(iris.release.id))?.recording.facts.rollout).toBe(name);
    await begun(aws, again);
    expect((await source.rollout(iris.release.id))?.recording.facts.rollout).toBe(rolloutName(again));
    expect(await source.rollout('iris-999999999999')).toBeUndefined();
  });

  it('says that judging is off, since when, by whom and why', async () => {
    await shifts();
    expect((await source.rollout(name))?.judgeOff).toBeNull();
    const off = {
      status: 'off',
      by: 'ana',
      reason: 'outage',
      at: instantAt(awsNow()),
      key: 'key-1',
    } as const;
    await aws.ledger.switchJudge('iris', off);
    pass(10_000);
    expect((await source.rollout(name))?.judgeOff).toMatch(/^since .* by ana: outage$/);
  });

  it('is unknown where there is no such rollout', async () => {
    expect(await source.rollout('iris-000000000000-9')).toBeUndefined();
    expect(await source.rollout(`${'x'.repeat(40)}-000000000000-1`)).toBeUndefined();
    expect(await source.past('rose')).toBeUndefined();
    expect(await source.act('iris-000000000000-9', { kind: 'retry' })).toBeUndefined();
  });

  it('is found by its name, also where that cuts the endpoint’s', async () => {
    const endpoint = `${'x'.repeat(44)}`;
    const rollout = aRollout({
      release: aRelease({ id: `${endpoint.slice(0, 40)}-000000000001`, endpoint }),
    });
    await begun(aws, rollout);
    expect(await source.rollout(rolloutName(rollout))).toMatchObject({ recording: { facts: { endpoint } } });
  });
});

describe('what an endpoint had', () => {
  it('is told newest first', async () => {
    await ended('iris', 'v1');
    await ended('iris', 'v2', instantMs + 60_000);
    expect((await source.past('iris'))?.rollouts.map(({ version }) => version)).toEqual(['v2', 'v1']);
  });
});

describe('actions', () => {
  it('that are not allowed now say why, and ask nobody', async () => {
    await shifts();
    forget(aws);
    expect(await source.act(name, { kind: 'retry' })).toEqual({ done: false, text: 'It is under way.' });
    expect(aws.calls.some((call) => call.startsWith('lambda:'))).toBe(false);
  });

  it('need a reason where the command does', async () => {
    await shifts();
    for (const reason of [undefined, '  '])
      await expect(source.act(name, { kind: 'abort', ...(reason && { reason }) })).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining('reason'),
      });
  });

  it('are one at a time', async () => {
    await shifts();
    const first = source.act(name, { kind: 'retry' });
    await expect(source.act(name, { kind: 'retry' })).rejects.toMatchObject({ status: 409 });
    await first;
    expect(await source.act(name, { kind: 'retry' })).toMatchObject({ done: false });
  });
});

describe('trouble', () => {
  it('is told in words that say what to do', async () => {
    await shifts();
    aws.on('DescribeEndpoint', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(source.rollout(name)).rejects.toMatchObject({ status: 502, message: 'AWS cannot answer.' });
  });
});

describe('the session', () => {
  it('says as whom one acts, and how often AWS is asked', async () => {
    expect(sessionSchema.parse(await source.session())).toMatchObject({
      ...{
        as: caller,
        mode: 'aws',
        stage: 'test',
        account: '000000000000',
        callsPerMinute: perMinute,
        speed: 1,
      },
    });
  });
});
