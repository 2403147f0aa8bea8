import type {
  Action,
  ActRequest,
  EndpointRow,
  Endpoints,
  RolloutPage,
  Session,
} from '../../core/dashboard/api.ts';
import { shownProposals } from '../../core/dashboard/proposals.ts';
import type { Proposal } from '../../core/records/proposal.ts';
import { epochMsOf, instantAt } from '../../core/values/instant.ts';
import { pageOfStory, type Story } from './story.ts';

/** What the browser test's stand-in for the server answers. */

export const backed: Story = {
  ...{ rollout: 'fraud-4711aa00bb01-1', endpoint: 'fraud', version: 'v13', before: 'v12' },
  ...{ startedAt: '2026-11-30T13:21:00.000Z', approvedAt: 13, shiftsAt: 14, starts: 4, bakes: 8 },
  ...{ steps: [25, 50, 75, 100], tripsAt: 34, until: 44 },
};
/** The same, as it was in its second bake. */
export const running: Story = { ...backed, until: 31, source: 'live' };
export const asking: Story = {
  ...backed,
  ...{ rollout: 'churn-9f00cc11dd22-1', endpoint: 'churn', version: '2026-11-30.1', before: '2026-11-02.4' },
  ...{ until: 9, source: 'live' },
};
export const done: Story = {
  ...backed,
  ...{ rollout: 'search-55aa66bb77cc-2', endpoint: 'search', version: 'v40', before: 'v39' },
  ...{ tripsAt: undefined as never, until: 62 },
};
/** Eight hours with 500 lines. */
export const long: Story = {
  ...{ rollout: 'long-0000aaaa1111-1', endpoint: 'long', version: 'v2', before: 'v1' },
  ...{ startedAt: '2026-11-30T04:00:00.000Z', approvedAt: 20, shiftsAt: 21, starts: 8, bakes: 52 },
  ...{ steps: [12, 25, 37, 50, 62, 75, 87, 100], until: 500, moreHappened: 480 },
};
/** Texts that would run if they were taken for markup. */
export const hostileText = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>';
export const hostile: Story = {
  ...backed,
  ...{ rollout: 'evil-0123456789ab-1', endpoint: 'evil', version: `v13 ${hostileText}`, before: hostileText },
  words: {
    ...{ reason: hostileText, by: hostileText },
    changes: [{ what: hostileText, how: 'changed', from: '"><b>', to: `javascript:${hostileText}` }],
  },
};

const action = (kind: Action['kind'], label: string, why: string | null, means: string): Action => ({
  ...{ kind, label, why, means, reasonNeeded: kind === 'abort' },
});
const ended = 'The rollout is over.';
const actionsOf = (story: Story): Action[] => {
  const isOver = story === backed || story === done || story === long || story === hostile;
  const isAsking = story === asking;
  return [
    action(
      'approve',
      'Approve',
      isAsking ? null : isOver ? ended : 'No gate asks anybody now.',
      `${story.version} goes on to the shift of traffic.`,
    ),
    action(
      'abort',
      'Abort',
      isOver ? ended : null,
      `The rollout of ${story.version} ends; SageMaker gives all traffic back to ${story.before}.`,
    ),
    action(
      'rollback',
      'Roll back',
      story === done ? null : isOver ? `${story.before} serves already.` : 'It has not ended yet: abort it.',
      `${story.endpoint} goes back to ${story.before} by a rollout of its own.`,
    ),
  ];
};

const stories = [backed, asking, done, long, hostile];
const others: RolloutPage['others'] = [
  {
    ...{ rollout: 'fraud-31bb77aa0099-1', version: 'v12', outcome: 'DEPLOYED', by: 'mei' },
    ...{
      startedAt: '2026-11-21T09:12:00.000Z',
      endedAt: '2026-11-21T10:02:00.000Z',
      cause: 'No alarm is on.',
    },
  },
  {
    ...{ rollout: 'fraud-2200ff11ee33-2', version: 'v11', outcome: 'ROLLED_BACK', by: 'jonas' },
    ...{ startedAt: '2026-11-14T15:40:00.000Z', endedAt: '2026-11-14T16:01:00.000Z' },
    cause: 'Alarm fraud-latency 1.43 s, limit 800 ms.',
  },
];

/** An assistant's, about the rollout under way. */
const proposed: Proposal = {
  ...{ kind: 'abort', endpoint: 'fraud', rollout: running.rollout, key: 'key-1' },
  ...{ by: 'arn:aws:iam::111122223333:user/ana (says: an assistant, claude-code)' },
  ...{ reason: 'scores look odd <b>to me</b>' },
  ...{ at: '2026-11-30T13:40:00.000Z', until: '2026-11-30T14:40:00.000Z' },
};

export const pageOf = (story: Story): RolloutPage => ({
  ...pageOfStory(story, actionsOf(story)),
  keptReport: {
    object: `s3://greenlight-prod-models/reports/${story.endpoint}/${story.rollout}.html`,
    url: 'https://eu-west-1.console.aws.amazon.com/s3/object/greenlight-prod-models',
  },
  manifestChanges: [
    { what: 'rollout.bake', how: 'changed', from: '5m', to: `${story.bakes}m` },
    { what: 'model.environment.FEATURE_STORE_TOKEN', how: 'changed' },
    { what: 'fleet.instanceCount', how: 'changed', from: '4', to: '5' },
  ],
  proposals:
    story.rollout === running.rollout && story.source === 'live'
      ? shownProposals([proposed], [], epochMsOf(proposed.at))
      : [],
  others,
});

export const storyNamed = (rollout: string, live: Story = backed): Story | undefined =>
  [live, ...stories].find((story) => story.rollout === rollout);

/** The instant at which the scenes are looked at. */
export const sceneNow = '2026-11-30T14:06:00.000Z';

export const session = (mode: Session['mode'] = 'aws', now = epochMsOf(sceneNow)): Session => ({
  as: mode === 'simulation' ? null : 'arn:aws:sts::111122223333:assumed-role/sre/ana.lima',
  ...{ mode, stage: 'prod', region: 'eu-west-1', account: '111122223333', version: '0.1.0' },
  ...{ now, speed: 1, callsPerMinute: 60 },
  simulation:
    mode === 'simulation'
      ? {
          ...{ story: 'abort/second-bake', shows: 'Aborted in the second bake', rollouts: [backed.rollout] },
          ...{ startedAt: backed.startedAt, whatIf: {}, strategies: ['canary', 'linear', 'rolling'] },
          alarms: ['5xx-rate'],
        }
      : null,
});

/** `count` endpoints, of which some are under way, some wait and some went wrong. */
export function endpoints(count: number, asOf = instantAt(epochMsOf(sceneNow))): Endpoints {
  const rows: EndpointRow[] = [
    rowOf('fraud', {
      running: [
        {
          ...{ rollout: backed.rollout, version: 'v13', role: 'holder', phaseText: 'shifting traffic' },
          ...{
            sentence: 'Shifting traffic since 13:35 UTC.',
            tone: 'plain',
            since: '2026-11-30T13:35:00.000Z',
          },
          ...{ greenPercent: 50, donePercent: 42, waitsFor: null },
        },
        {
          ...{
            rollout: 'fraud-88aa99bb00cc-1',
            version: 'v14',
            role: 'next',
            phaseText: 'waiting for its turn',
          },
          ...{ sentence: 'Waiting for its turn.', tone: 'plain', since: '2026-11-30T13:59:00.000Z' },
          ...{ greenPercent: null, donePercent: null, waitsFor: null },
        },
      ],
    }),
    rowOf('churn', {
      running: [
        {
          ...{ rollout: asking.rollout, version: asking.version, role: 'holder', tone: 'asks' },
          ...{
            phaseText: 'at a gate before its shift',
            sentence: 'Somebody is asked: Release 2026-11-30.1 to churn?',
          },
          ...{
            since: '2026-11-30T13:22:00.000Z',
            greenPercent: null,
            donePercent: null,
            waitsFor: 'S0RELEASERS',
          },
        },
      ],
    }),
    rowOf('search', {
      last: {
        ...{ rollout: done.rollout, version: 'v40', outcome: 'DEPLOYED', urgent: false },
        ...{ cause: 'The endpoint is InService on this release’s config, and no alarm is on.' },
        endedAt: '2026-11-30T12:41:00.000Z',
      },
    }),
    rowOf('ranking', {
      status: 'Failed',
      last: {
        ...{ rollout: 'ranking-0a0b0c0d0e0f-1', version: 'v7', outcome: 'FAILED', urgent: true },
        ...{
          cause: 'The endpoint is Failed: the image could not be pulled.',
          endedAt: '2026-11-30T11:02:00.000Z',
        },
      },
    }),
    rowOf('evil', {
      serving: { name: hostileText, config: 'evil-1', since: null, rollout: hostile.rollout },
    }),
  ];
  for (let n = rows.length; n < count; n += 1) {
    const isBack = n % 17 === 0;
    rows.push(
      rowOf(`model-${String(n).padStart(3, '0')}`, {
        optedIn: n % 40 !== 0,
        last: {
          ...{ rollout: `model-${n}-1`, version: `v${n % 9}`, urgent: false },
          ...{ outcome: isBack ? 'ROLLED_BACK' : 'DEPLOYED' },
          cause: isBack ? 'Alarm 5xx-rate 3.1 %, limit 1 %.' : 'No alarm is on.',
          endedAt: instantAt(epochMsOf(sceneNow) - (n + 1) * 3_700_000),
        },
      }),
    );
  }
  return { asOf, endpoints: rows.slice(0, count).map((row) => ({ ...row, asOf })) };
}

function rowOf(endpoint: string, row: Partial<EndpointRow>): EndpointRow {
  return {
    ...{
      endpoint,
      status: row.running === undefined ? 'InService' : 'Updating',
      optedIn: true,
      judgeOff: false,
    },
    serving: {
      name: 'v12',
      config: `${endpoint}-1`,
      since: '2026-11-21T10:02:00.000Z',
      rollout: `${endpoint}-1`,
    },
    ...{ running: [], last: null, asOf: sceneNow },
    ...row,
  };
}

export type Acted = ActRequest & { readonly rollout: string };
