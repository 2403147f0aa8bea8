import type { RolloutPage } from '../../core/dashboard/api.ts';
import { type Finding, findingOf } from '../../core/judge/finding.ts';
import { judge } from '../../core/judge/judge.ts';
import type { Facts } from '../../core/recording/facts.ts';
import { framesOf } from '../../core/recording/frames-of.ts';
import type { FleetPeriod, Look, Recording } from '../../core/recording/recording.ts';
import { epochMsOf, type Instant, instantAt } from '../../core/values/instant.ts';

/** How a rollout of the browser test goes. Times are in minutes from its start. */
export interface Story {
  readonly rollout: string;
  readonly endpoint: string;
  readonly version: string;
  readonly before: string;
  readonly startedAt: Instant;
  readonly approvedAt: number;
  readonly shiftsAt: number;
  /** How long instances take to start, and each step bakes. */
  readonly starts: number;
  readonly bakes: number;
  /** Per cent of each step. */
  readonly steps: readonly number[];
  /** When the 5xx alarm goes off; undefined if it never does. */
  readonly tripsAt?: number;
  /** The last minute that is known of it. */
  readonly until: number;
  /** Lines of what happened that are added, evenly over its time. */
  readonly moreHappened?: number;
  readonly words?: Partial<Pick<Facts, 'changes'>> & { readonly reason?: string; readonly by?: string };
  readonly source?: Recording['source'];
}

const minuteMs = 60_000;
const alarm = 'greenlight-prod-fraud-4711aa00bb01-1-0';
const latencyAlarm = 'fraud-latency';

/** A recording of the story, with all that the page shows. What is drawn by chance is the same each time. */
export function recordingOfStory(story: Story): Recording {
  const { startedAt, rollout, endpoint, version, before, until, steps } = story;
  const began = epochMsOf(startedAt);
  const at = (minute: number): Instant => instantAt(began + Math.round(minute * minuteMs));
  const configs = { green: rollout, blue: `${endpoint}-31bb77aa0099-1` };
  const looks = looksOf(story, at, configs);
  const trips = story.tripsAt !== undefined && story.tripsAt <= until;
  const planned = plannedMinutes(story);
  const ends = trips ? (story.tripsAt ?? 0) + 2 : story.shiftsAt + planned;
  const ended = ends <= until;
  const periods = periodsOf(story, began);
  const judged = judgedBy(periods, story);
  const cause = trips
    ? 'Alarm 5xx-rate 4.2 %, limit 1 %. SageMaker shifted all traffic back; the endpoint is InService on the config from before.'
    : 'The endpoint is InService on this release’s config, and no alarm is on.';
  const gates: Facts['gates'] = [
    {
      ...{ gate: `${rollout}/before/0`, kind: 'approval', stage: 'before', since: at(1) },
      ...(story.approvedAt <= until
        ? {
            ...{ status: 'passed' as const, why: 'approved by Ana', endedAt: at(story.approvedAt) },
            decisions: [
              {
                ...{
                  verdict: 'approve' as const,
                  by: 'U0ANA',
                  name: story.words?.by ?? 'Ana Lima',
                  via: 'slack',
                },
                ...{ at: at(story.approvedAt), reason: story.words?.reason ?? 'offline metrics look good' },
              },
            ],
          }
        : {
            ...{ status: 'pending' as const, why: 'asks S0RELEASERS', until: at(480), decisions: [] },
            asks: {
              question: `Release ${version} to ${endpoint}?`,
              ...{ approve: 'approve', reject: 'reject', by: ['S0RELEASERS'], anyoneWithLink: false },
              ...{ reasonNeeded: false, otherwise: 'reject' },
            },
          }),
    },
    ...(story.shiftsAt <= until
      ? [
          {
            ...{
              gate: `${rollout}/during/0`,
              kind: 'judge',
              stage: 'during' as const,
              since: at(story.shiftsAt),
            },
            ...{ status: ended ? ('ended' as const) : ('pending' as const), decisions: [] },
            why: ended ? 'the rollout was over before it' : 'compares 5xx of both fleets in each bake',
            ...(ended && { endedAt: at(ends) }),
            ...(judged.length > 0 && { judged: judged.slice(-1) }),
          },
        ]
      : []),
  ];
  const facts: Facts = {
    ...{ endpoint, rollout, version, before, startedAt, urgent: false, attempt: 1, problems: [] },
    release: rollout.replace(/-\d+$/, ''),
    start: { kind: 'upload', by: 'arn:aws:iam::111122223333:user/mei', at: startedAt },
    endedAt: ended ? at(ends) : null,
    outcome: ended ? (trips ? 'ROLLED_BACK' : 'DEPLOYED') : null,
    cause: ended ? cause : null,
    phase: ended ? 'concluded' : story.shiftsAt <= until ? 'shifting' : 'gates-before',
    phases: {
      ...{ resolving: startedAt, admitted: at(0.1), 'gates-before': at(1) },
      ...(story.approvedAt <= until && { prepared: at(story.approvedAt) }),
      ...(story.shiftsAt <= until && { shifting: at(story.shiftsAt) }),
      ...(ended && { concluded: at(ends) }),
    },
    breaches: trips
      ? [
          {
            ...{ name: alarm, value: 4.2, threshold: 1, at: at(story.tripsAt ?? 0) },
            reason:
              'Threshold Crossed: 2 out of the last 2 datapoints were greater than the threshold (1.0).',
            measured: { what: '5xx-rate', unit: 'Percent', ours: true },
          },
        ]
      : [],
    ...(ended && judged.length > 0 && { judged: judged.slice(-1) }),
    gates,
    artifact: {
      ...{
        kind: 'archive',
        bucket: 'greenlight-prod-models-111122223333-eu-west-1',
        etag: '"9b2c"',
        size: 48_213_504,
      },
      ...{ key: `models/${endpoint}/${version}/model.tar.gz`, versionId: '3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH' },
    },
    ...{ uploadedAt: startedAt, uploadedBy: 'arn:aws:iam::111122223333:user/mei', goesBackTo: null },
    digest: 'sha256:5f2d1c0e7a9b4d3c8e6f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d',
    manifest: { key: `models/${endpoint}/greenlight.yaml`, versionId: 'J8n0Qv1s' },
    changes: story.words?.changes ?? [
      { what: 'version', how: 'changed', from: before, to: version },
      {
        ...{ what: 'image', how: 'changed' },
        from: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/fraud:3',
        to: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/fraud:4',
      },
      { what: 'environment MAX_BATCH', how: 'added' },
      { what: 'environment FEATURE_STORE_TOKEN', how: 'changed' },
      { what: 'instances of AllTraffic', how: 'changed', from: '4', to: '5' },
    ],
    strategy: `linear, steps of ${steps[0]} %, bakes of ${story.bakes}m`,
    configs,
    alarmTexts: ['5xx-rate above 1 % for 2m (rollback)', 'fraud-latency (hold)'],
    alarms: [
      {
        ...{ name: alarm, label: '5xx-rate', on: 'rollback', threshold: 1 },
        measured: { what: '5xx-rate', unit: 'Percent', ours: true },
        url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home#alarmsV2:alarm/5xx',
      },
      {
        ...{ name: latencyAlarm, label: latencyAlarm, on: 'hold', threshold: 800_000 },
        measured: { what: 'latency-p99', unit: 'Microseconds', ours: false },
        url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home#alarmsV2:alarm/latency',
      },
    ],
    timeline: timelineOf(story),
    links: [
      { label: 'Endpoint', url: 'https://eu-west-1.console.aws.amazon.com/sagemaker/home#/endpoints/fraud' },
      {
        label: 'Execution',
        url: 'https://eu-west-1.console.aws.amazon.com/states/home#/v2/executions/details/x',
      },
      {
        label: 'Logs of green',
        url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home#logsV2:green',
      },
      { label: 'Logs of blue', url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home#logsV2:blue' },
    ],
  };
  return {
    ...{ format: 1, asOf: at(until), source: story.source ?? (ended ? 'kept' : 'live'), facts, looks },
    traffic: {
      ...{ kind: 'known', periodSeconds: 60, periods },
      completeUntil: began + (until - 3) * minuteMs,
    },
    alarms: [
      {
        name: alarm,
        states: [
          { at: at(0), state: 'OK' },
          ...(trips ? [{ at: at(story.tripsAt ?? 0), state: 'ALARM' as const, value: 4.2 }] : []),
        ],
        values: periods.flatMap(({ at: from, green }) =>
          green.requests === 0 ? [] : [{ at: from, value: (100 * green.errors5xx) / green.requests }],
        ),
      },
      {
        name: latencyAlarm,
        states: [{ at: at(0), state: 'OK' }],
        values: periods.flatMap(({ at: from, bothLatency }) =>
          bothLatency === undefined ? [] : [{ at: from, value: bothLatency.p99 * 1000 }],
        ),
      },
    ],
    happened: happenedIn(story, facts, looks, at),
  };
}

/** What the API answers for a rollout. */
export function pageOfStory(story: Story, actions: RolloutPage['actions'] = []): RolloutPage {
  const recording = recordingOfStory(story);
  return {
    recording,
    frames: framesOf(recording),
    actions,
    proposals: [],
    manifestChanges: null,
    keptReport: null,
    judgeOff: null,
    others: [],
  };
}

const plannedMinutes = ({ starts, steps, bakes }: Story): number => starts + steps.length * (bakes + 1) + 3;

function looksOf(
  story: Story,
  at: (minute: number) => Instant,
  configs: { readonly green: string; readonly blue: string },
): Look[] {
  const { shiftsAt, starts, steps, bakes, tripsAt, until } = story;
  const size = 5;
  const look = (
    minute: number,
    green: number,
    deployment: Look['state']['deployment'],
    status = 'Updating',
  ) => ({
    ...{ minute, at: at(minute), status },
    fleets: [
      {
        ...{ name: 'blue', config: configs.blue, trafficPercent: 100 - green, size: 4 },
        instances: Math.round((4 * (100 - green)) / 100),
        ...(green === 100 && { note: 'stands by' }),
      },
      {
        ...{ name: 'green', config: configs.green, trafficPercent: green, size },
        instances: Math.round((size * green) / 100),
        ...(deployment.kind === 'ending-new' && { note: 'ends' }),
      },
    ],
    state: { deployment, old: 'before' as const, new: 'release' as const, rolling: false, bakes: true },
  });
  const of = steps.length;
  const forward = steps.flatMap((green, n) => {
    const begins = shiftsAt + starts + n * (bakes + 1);
    const step = { number: n + 1, of };
    const kind = n === of - 1 ? ('final-bake' as const) : ('baking' as const);
    return [
      look(begins, green, { kind: 'turning-on', step }),
      look(begins + 1, green, { kind, step, until: epochMsOf(at(begins + 1 + bakes)) }),
    ];
  });
  const looks = [look(shiftsAt + 0.1, 0, { kind: 'starting' }), ...forward];
  const ends = shiftsAt + starts + of * (bakes + 1);
  const all =
    tripsAt === undefined
      ? [...looks, look(ends, 100, { kind: 'ending-old' })]
      : [
          ...looks.filter(({ minute }) => minute < tripsAt),
          look(tripsAt + 0.2, 0, { kind: 'ending-new' }, 'RollingBack'),
        ];
  return all.filter(({ minute }) => minute <= until).map(({ minute: _, ...rest }) => rest);
}

/** Green's share in a minute, 0 to 1. */
function shareAt({ shiftsAt, starts, steps, bakes, tripsAt }: Story, minute: number): number {
  if (tripsAt !== undefined && minute >= tripsAt) return 0;
  const step = Math.floor((minute - shiftsAt - starts) / (bakes + 1));
  return step < 0 ? 0 : (steps[Math.min(steps.length - 1, step)] ?? 0) / 100;
}

function periodsOf(story: Story, began: number): FleetPeriod[] {
  const { shiftsAt, until, tripsAt } = story;
  const chance = chances(story.rollout.length);
  const from = Math.floor(shiftsAt - 10);
  const periods: FleetPeriod[] = [];
  for (let minute = from; minute + 1 <= until; minute += 1) {
    const all = 4000 + 500 * Math.sin(minute / 9) + 160 * chance();
    const share = shareAt(story, minute);
    const green = Math.round(all * share);
    const blue = Math.round(all) - green;
    const isBad = tripsAt !== undefined && minute >= tripsAt - 6;
    const errors = (requests: number, part: number) => Math.round(requests * part * (0.6 + 0.8 * chance()));
    const latency = (base: number) => ({
      p50: base * (0.32 + 0.03 * chance()),
      p90: base * (0.62 + 0.05 * chance()),
      p99: base * (0.95 + 0.1 * chance()),
    });
    periods.push({
      at: Math.floor(began / minuteMs) * minuteMs + minute * minuteMs,
      green: {
        requests: green,
        errors5xx: errors(green, isBad ? 0.035 : 0.0012),
        errors4xx: errors(green, 0.004),
      },
      blue: { requests: blue, errors5xx: errors(blue, 0.001), errors4xx: errors(blue, 0.004) },
      ...(green > 0 && { greenLatency: latency(410), greenCpu: 30 + 45 * share + 6 * chance() }),
      ...{ bothLatency: latency(340), bothCpu: 44 + 5 * chance() },
    });
  }
  return periods;
}

/** What the judge finds as minutes come: twice as often is tolerated, and 0.1 % is all right anyway. */
function judgedBy(periods: readonly FleetPeriod[], story: Story): Finding[] {
  if (story.shiftsAt > story.until) return [];
  const compared = periods.filter(({ green }) => green.requests > 0);
  const every = Math.max(1, Math.floor(compared.length / 40));
  const settings = { tolerance: 2, falseAlarms: 0.01, floor: 0.001, planned: plannedMinutes(story) };
  const countsOf = ({ requests, errors5xx }: FleetPeriod['green']) => ({ requests, events: errors5xx });
  const minutes = compared.map(({ at, green, blue }) => ({
    at,
    green: countsOf(green),
    blue: countsOf(blue),
  }));
  return compared.flatMap((_, n): Finding[] =>
    n % every !== 0 || n < 2
      ? []
      : [findingOf('5xx', 'AllTraffic', '5xx', judge(minutes.slice(0, n + 1), settings))],
  );
}

function happenedIn(
  story: Story,
  facts: Facts,
  looks: readonly Look[],
  at: (minute: number) => Instant,
): Recording['happened'] {
  const { version, until, moreHappened = 0 } = story;
  const lines: Recording['happened'] = [
    { at: at(0), kind: 'started', text: `${version} was uploaded by mei`, tone: 'plain' },
    { at: at(1), kind: 'gate', text: `approval: Release ${version}?`, tone: 'asks' },
    ...(story.approvedAt <= until
      ? [
          {
            ...{ at: at(story.approvedAt), kind: 'decision', tone: 'good' as const },
            text: `Approved by ${story.words?.by ?? 'Ana Lima'}: ${story.words?.reason ?? 'offline metrics look good'}`,
          },
        ]
      : []),
    ...looks.map(({ at: seen, fleets, state }) => ({
      ...{ at: seen, kind: 'shifting', tone: 'plain' as const },
      text: `${state.deployment.kind.replace('-', ' ')}: green ${fleets[1]?.trafficPercent} %`,
    })),
    ...facts.breaches.map((breach) => ({
      ...{ at: breach.at, kind: 'alarm', tone: 'bad' as const },
      text: '5xx-rate went off: 4.2 %, limit 1 %',
    })),
    ...Array.from({ length: moreHappened }, (_, n) => ({
      ...{ at: at(((until - 30) * n) / moreHappened), kind: 'endpoint', tone: 'plain' as const },
      text: `look ${n + 1}: the endpoint is Updating`,
    })),
    ...(facts.endedAt === null || facts.outcome === null
      ? []
      : [
          {
            ...{ at: facts.endedAt, kind: 'concluded', text: `${facts.outcome}: ${facts.cause}` },
            tone: facts.outcome === 'DEPLOYED' ? ('good' as const) : ('bad' as const),
          },
        ]),
  ];
  return lines.filter((line) => line.at <= at(until)).sort((a, b) => a.at.localeCompare(b.at));
}

function timelineOf({ starts, steps, bakes }: Story): Facts['timeline'] {
  const fleet = (percent: number) => ({
    trafficPercent: percent,
    serving: Math.round(percent / 20),
    instances: 5,
  });
  type Phase = NonNullable<Facts['timeline']>['phases'][number];
  const phases: Phase[] = [];
  let second = 0;
  const add = (kind: Phase['kind'], minutes: number, green: number) => {
    phases.push({
      kind,
      startSeconds: second,
      seconds: minutes * 60,
      blue: fleet(100 - green),
      green: fleet(green),
    });
    second += minutes * 60;
  };
  add('provision', starts, 0);
  for (const [n, green] of steps.entries()) {
    add('shift', 1, green);
    add(n === steps.length - 1 ? 'final-bake' : 'bake', bakes, green);
  }
  add('terminate', 3, 100);
  return {
    ...{ phases, totalSeconds: second, leastSeconds: second, worstSeconds: second * 2, peakInstances: 9 },
    extraInstanceHours: 1.4,
    timings: { provisioningSeconds: 240, activationSeconds: 0, terminationSeconds: 60 },
  };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
