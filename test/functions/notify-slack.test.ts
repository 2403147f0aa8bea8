import { beforeEach, describe, expect, it } from 'vitest';
import { driftNotice } from '../../core/notices/drift.ts';
import { goingBackNotice, queuedNotice, shiftingNotice } from '../../core/notices/messages.ts';
import { chatMessage, type Notice } from '../../core/notices/notice.ts';
import { rolloutName } from '../../core/release.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import { make } from '../../functions/notify-slack.ts';
import type { LocalSlack } from '../../local/slack/slack.ts';
import { aPlan, instant, instantMs } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import {
  aChange,
  anEndpointChange,
  keepSecret,
  onSlack,
  queueEvent,
  slackSecrets,
} from '../support/on-slack.ts';
import { anUploadOf, comesToRest, serving, shifting } from '../support/rollouts-on-aws.ts';

const plan = aPlan();
const { rollout } = plan;
const name = rolloutName(rollout);
const queued = chatMessage(queuedNotice(rollout, 'v1'));
const shiftingNow = chatMessage(shiftingNotice(plan, []));
const drift = (to: string): Notice =>
  driftNotice({ endpoint: 'iris', what: 'config', from: 'a', to, status: 'InService', id: to }, []);

let aws: FakeAws;
let slack: LocalSlack;
let logged: { level: string; message: string; data: unknown }[];
let handle: ReturnType<typeof make>;
beforeEach(async () => {
  aws = await fakeAws();
  slack = onSlack(aws);
  logged = [];
  const log = (level: string) => (message: string, data?: unknown) =>
    void logged.push({ level, message, data });
  Object.assign(aws.seam, { log: { info: log('info'), warn: log('warn'), error: log('error') } });
  handle = make(aws.seam);
});

/** Bodies that the queue hands over, as the first and only time unless said otherwise; those that have to come again. */
const given = async (
  bodies: Parameters<typeof queueEvent>[0],
  more: Parameters<typeof queueEvent>[1] = {},
) => {
  const { batchItemFailures } = await handle(queueEvent(bodies, more));
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const messages = () => slack.messages().filter(({ threadTs }) => threadTs === undefined);
const replies = () => slack.messages().filter(({ threadTs }) => threadTs !== undefined);
const texts = (of: ReturnType<LocalSlack['messages']>) => of.map(({ text }) => text.split('\n')[0]);
/** How often Slack was called, by method. */
const counting = (): string[] => {
  const calls: string[] = [];
  const { fetch } = aws.seam;
  Object.assign(aws.seam, {
    fetch: (url: string, init: RequestInit) => {
      calls.push(url.split('/').at(-1) ?? '');
      return fetch(url, init);
    },
  });
  handle = make(aws.seam);
  return calls;
};
const isShifting = async () => {
  serving(aws, plan.previousConfig ?? '');
  return shifting(aws, plan);
};

describe('A rollout', () => {
  it('has one message, which says how it is, and its notices as replies', async () => {
    await isShifting();
    expect(await given([aChange(name), queued, shiftingNow])).toEqual([]);
    expect(texts(messages())).toEqual([':arrows_counterclockwise: iris v2: shifting traffic']);
    expect(texts(replies())).toEqual([
      ':hourglass_flowing_sand: iris v2: waiting for its turn',
      ':arrows_counterclockwise: iris v2: shifting traffic',
    ]);
    expect(replies().every(({ threadTs }) => threadTs === messages()[0]?.ts)).toBe(true);
    expect(slack.buttons(messages()[0]?.ts ?? '').map(({ action_id }) => action_id)).toEqual([
      'greenlight:abort',
    ]);
  });

  it('is looked at once for all that a batch says of it, and left alone where nothing has changed', async () => {
    await isShifting();
    const calls = counting();
    await given([aChange(name, 'prepared'), aChange(name), anEndpointChange(), anEndpointChange()]);
    expect(calls).toEqual(['chat.postMessage']);
    expect(aws.calls.filter((call) => call === 'cloudwatch:DescribeAlarms')).toHaveLength(1);
    await given([aChange(name), anEndpointChange()], { id: 'm9' });
    expect(calls).toEqual(['chat.postMessage']);
  });

  it('is shown anew whenever it is otherwise: SageMaker’s events mean whoever holds the endpoint', async () => {
    await isShifting();
    await given([aChange(name)]);
    comesToRest(aws, name);
    await given([anEndpointChange()]);
    expect(messages()).toHaveLength(1);
    expect(JSON.stringify(messages()[0]?.blocks)).toContain('Endpoint iris is InService');
    expect(messages()[0]?.editedAt).toBeDefined();
  });

  it('is not looked at for events of endpoints that no rollout holds', async () => {
    const calls = counting();
    expect(await given([anEndpointChange('somebody-elses')])).toEqual([]);
    expect(calls).toEqual([]);
    expect(aws.calls).not.toContain('sagemaker:DescribeEndpoint');
  });

  it('ends with its outcome, and with a button while it serves', async () => {
    await isShifting();
    await given([aChange(name)]);
    comesToRest(aws, name);
    await aws.ledger.conclude(
      rollout,
      concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } }),
      instant,
      true,
    );
    await given([aChange(name, 'concluded')]);
    const ts = messages()[0]?.ts ?? '';
    expect(texts(messages())).toEqual([':white_check_mark: iris v2: DEPLOYED']);
    expect(slack.buttons(ts).map(({ action_id }) => action_id)).toEqual(['greenlight:roll-back']);

    // The next one takes its place: its message is looked at once more, and offers nothing any longer.
    const next = anUploadOf('v3', 60);
    await aws.ledger.begin(next, 'arn', instant);
    comesToRest(aws, rolloutName(next));
    await given([aChange(rolloutName(next), 'concluded')]);
    expect(slack.buttons(ts)).toEqual([]);
  });

  it('that failed has a button while it serves and can be taken back, and none afterwards', async () => {
    await isShifting();
    await given([aChange(name)]);
    comesToRest(aws, name);
    const failed = concludeEnding({ kind: 'error', during: 'ShiftBack', error: 'ApiRefused' });
    const nextSteps = [
      { text: 'To go back', command: 'npx greenlight rollback iris', action: 'roll-back' as const },
    ];
    await aws.ledger.conclude(rollout, { ...failed, nextSteps }, instant, true);
    await given([aChange(name, 'concluded')]);
    const ts = messages()[0]?.ts ?? '';
    expect(slack.buttons(ts).map(({ action_id }) => action_id)).toEqual(['greenlight:roll-back']);
    expect(JSON.stringify(messages()[0]?.blocks)).toContain('npx greenlight rollback iris');

    const next = anUploadOf('v3', 60);
    await aws.ledger.begin(next, 'arn', instant);
    comesToRest(aws, rolloutName(next));
    await given([aChange(rolloutName(next), 'concluded')]);
    expect(slack.buttons(ts)).toEqual([]);
  });

  it('that failed with nothing to go back to has none', async () => {
    await isShifting();
    await given([aChange(name)]);
    comesToRest(aws, name);
    const failed = concludeEnding({ kind: 'error', during: 'ShiftBack', error: 'ApiRefused' });
    await aws.ledger.conclude(rollout, { ...failed, nextSteps: [{ text: 'Upload another' }] }, instant, true);
    await given([aChange(name, 'concluded')]);
    expect(slack.buttons(messages()[0]?.ts ?? '')).toEqual([]);
  });

  it('that has ended before anybody was told of it gets no message because another one has', async () => {
    await aws.ledger.begin(rollout, 'arn', instant);
    await aws.ledger.conclude(
      rollout,
      concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } }),
      instant,
      true,
    );
    const next = anUploadOf('v3', 60);
    await aws.ledger.begin(next, 'arn', instant);
    await given([aChange(rolloutName(next), 'concluded')]);
    expect(texts(messages())).toEqual([':mag: iris v3: reading the release']);
  });

  it('stays in the channel where it is when the secret names another, which the next one goes to', async () => {
    await isShifting();
    await given([aChange(name)]);
    keepSecret(aws, () => JSON.stringify({ ...slackSecrets.bot, channel: 'C0ANOTHER' }));
    handle = make(aws.seam);
    expect(await given([queued])).toEqual([]);
    expect(replies()).toHaveLength(1);
    const next = anUploadOf('v3', 60);
    await aws.ledger.begin(next, 'arn', instant);
    // There is no such channel in the local Slack.
    await given([aChange(rolloutName(next))]);
    expect(aws.sent.map(({ attributes }) => attributes.ErrorMessage)).toEqual([
      'Slack refused it: channel_not_found',
    ]);
  });
});

describe('A notice', () => {
  it('is told once, however often it comes', async () => {
    await isShifting();
    await given([queued]);
    await given([queued], { received: 2 });
    await given([queued, queued], { id: 'another' });
    expect(replies()).toHaveLength(1);
  });

  it('with a key takes the place of the one before it, unless it is older', async () => {
    await isShifting();
    const ringing = (times: number): Notice => ({
      ...goingBackNotice(plan),
      title: `rang ${times} times`,
      key: 'alarm#iris-5xx',
    });
    const keyed = (times: number, sentAt: number) => ({
      ...withKey(chatMessage(ringing(times)), 'alarm#iris-5xx'),
      queue: { id: `k${times}`, sentAt },
    });
    await given([keyed(1, instantMs)]);
    await given([keyed(3, instantMs + 2000)]);
    await given([keyed(2, instantMs + 1000)]);
    expect(texts(replies())).toEqual(['rang 3 times']);
  });

  it('about no rollout is a post of its own; what comes back after a while is told again', async () => {
    await given([chatMessage(drift('b'))]);
    await given([chatMessage(drift('b'))], { id: 'again' });
    expect(messages()).toHaveLength(1);
    await aws.clock.advance(10 * 60_000);
    await given([chatMessage(drift('c')), chatMessage(drift('b'))], { id: 'm3' });
    expect(messages()).toHaveLength(3);
    expect(replies()).toEqual([]);
  });

  it('that is CloudWatch’s own, about an alarm of the controller’s, is told as well', async () => {
    const alarm = {
      AlarmName: 'greenlight-prod/ops/steps',
      AlarmDescription: 'Functions failed.',
      NewStateValue: 'ALARM',
      NewStateReason: 'Threshold Crossed: 1 datapoint.',
    };
    await given([alarm]);
    expect(texts(messages())).toEqual([
      ':rotating_light: Greenlight itself: greenlight-prod/ops/steps is ALARM',
    ]);
  });

  it('that is none is said so in the log, and left', async () => {
    const stranger = { hello: 'world' } as object;
    expect(await given([stranger])).toEqual([]);
    expect(slack.messages()).toEqual([]);
    expect(logged).toMatchObject([{ level: 'warn', message: 'a message that is none for Slack' }]);
  });
});

describe('With a webhook alone', () => {
  beforeEach(() => keepSecret(aws, () => JSON.stringify(slackSecrets.webhook)));

  it('notices are plain posts, each once, and events are nothing to tell', async () => {
    await isShifting();
    await given([aChange(name), queued, anEndpointChange()]);
    await given([queued], { received: 2 });
    expect(slack.messages()).toMatchObject([{ via: 'webhook' }]);
    expect(slack.buttons(messages()[0]?.ts ?? '')).toEqual([]);
  });
});

describe('Where Slack is not set up', () => {
  it('nothing is told, at no cost but one look at the secret', async () => {
    keepSecret(aws, () => '{}');
    expect(await given([aChange(name), queued])).toEqual([]);
    expect(await given([aChange(name), queued])).toEqual([]);
    await aws.clock.advance(14 * 60_000);
    expect(await given([aChange(name), queued])).toEqual([]);
    expect(aws.calls).toEqual(['secretsmanager:GetSecretValue']);
    await aws.clock.advance(2 * 60_000);
    expect(await given([aChange(name), queued])).toEqual([]);
    expect(aws.calls).toEqual(Array(2).fill('secretsmanager:GetSecretValue'));
  });

  it('as it should be, the function fails without a word of the secret', async () => {
    keepSecret(aws, () => '{"botToken": "xoxb-very-secret-1"}');
    await expect(given([queued])).rejects.toThrow(/channel/);
    await expect(given([queued])).rejects.not.toThrow(/very-secret/);
    keepSecret(aws, () => 'xoxb-very-secret-2');
    handle = make(aws.seam);
    await expect(given([queued])).rejects.toThrow(/expected a JSON object/);
    await expect(given([queued])).rejects.not.toThrow(/very-secret/);
  });
});

describe('While Slack is away', () => {
  it('what is to be told comes again, ever less often, and then is told once', async () => {
    await isShifting();
    slack.setTrouble('down');
    const calls = counting();
    expect(await given([queued, aChange(name)])).toEqual(['m1', 'm2']);
    for (const received of [2, 5, 30]) await given([queued], { received });
    expect(aws.hidden.map(({ seconds }) => seconds)).toEqual([30, 30, 30, 60, 300]);
    // One call each time, not one for every notice.
    expect(calls).toHaveLength(4);
    slack.setTrouble('none');
    expect(await given([queued, aChange(name)], { received: 31 })).toEqual([]);
    expect(messages()).toHaveLength(1);
    expect(replies()).toHaveLength(1);
    expect(aws.sent).toEqual([]);
  });

  it.each([
    ['AWS.SimpleQueueService.MessageNotInflight', 'info'],
    ['ReceiptHandleIsInvalid', 'info'],
    ['AccessDenied', 'warn'],
  ])('and the queue says %s to when it is to come again, that is logged as %s', async (code, level) => {
    slack.setTrouble('down');
    aws.on('ChangeMessageVisibility', () => {
      throw refusal(code, 'no');
    });
    expect(await given([queued])).toEqual(['m1']);
    expect(logged.at(-1)?.level).toBe(level);
  });

  it('and says 429, it is left alone for as long as it says, by other rollouts, too', async () => {
    await isShifting();
    await aws.ledger.begin(anUploadOf('v3', 60), 'arn', instant);
    slack.allowPosts({ perSecond: 0.1, burst: 1 });
    const calls = counting();
    const others = aChange(rolloutName(anUploadOf('v3', 60)));
    expect(await given([queued, others, { ...shiftingNow, queue: { id: 'm3' } }])).toEqual([
      ...['m1', 'm2', 'm3'],
    ]);
    // The rollout's message, then its first notice, which was too much.
    expect(calls).toHaveLength(2);
    expect(aws.hidden.map(({ seconds }) => seconds)).toEqual([10, 10, 10]);
    await aws.clock.advance(20_000);
    expect(await given([queued], { received: 2 })).toEqual([]);
    await aws.clock.advance(20_000);
    expect(await given([others], { received: 2, id: 'm2' })).toEqual([]);
    expect(messages()).toHaveLength(2);
    expect(replies()).toHaveLength(1);
  });

  it('the answers only, a post is made once: Slack knows it again, and it shows what is so by then', async () => {
    await isShifting();
    slack.setTrouble('answer-lost');
    expect(await given([aChange(name), queued])).toEqual(['m1', 'm2']);
    comesToRest(aws, name);
    slack.setTrouble('none');
    expect(await given([aChange(name), queued], { received: 2 })).toEqual([]);
    expect(messages()).toHaveLength(1);
    expect(replies()).toHaveLength(1);
    expect(JSON.stringify(messages()[0]?.blocks)).toContain('Endpoint iris is InService');
  });
});

describe('What Slack refuses', () => {
  it('for the channel goes to the dead letters with Slack’s own words', async () => {
    keepSecret(aws, () => JSON.stringify({ ...slackSecrets.bot, channel: 'C0NOWHERE' }));
    await isShifting();
    expect(await given([queued])).toEqual([]);
    expect(aws.sent).toEqual([
      {
        queue: 'greenlight-test-slack-dead-letters',
        body: JSON.stringify(queued),
        attributes: { ErrorMessage: 'Slack refused it: channel_not_found' },
      },
    ]);
    expect(logged).toMatchObject([{ level: 'error', data: { why: 'Slack refused it: channel_not_found' } }]);
  });

  it('for its token is tried with the secret as it is now', async () => {
    await isShifting();
    let token = 'xoxb-the-one-before';
    keepSecret(aws, () => JSON.stringify({ ...slackSecrets.bot, botToken: token }));
    expect(await given([queued])).toEqual(['m1']);
    token = slackSecrets.bot.botToken;
    await aws.clock.advance(2000);
    expect(await given([queued], { received: 2 })).toEqual([]);
    expect(replies()).toHaveLength(1);
  });

  it('for its token again and again goes to the dead letters after about an hour, and the token to no log', async () => {
    keepSecret(aws, () => JSON.stringify({ ...slackSecrets.bot, botToken: 'xoxb-revoked-for-good' }));
    expect(await given([queued], { received: 14 })).toEqual(['m1']);
    expect(await given([queued], { received: 15 })).toEqual([]);
    expect(aws.sent).toHaveLength(1);
    expect(JSON.stringify([logged, aws.sent])).not.toContain('revoked-for-good');
  });

  it('because somebody has deleted it is posted anew', async () => {
    await isShifting();
    await given([queued]);
    for (const { ts } of slack.messages()) slack.server.conversation.remove(ts);
    comesToRest(aws, name);
    expect(await given([aChange(name), queued], { id: 'm7' })).toEqual([]);
    expect(messages()).toHaveLength(1);
    expect(replies()).toHaveLength(1);
  });
});

describe('Two at once', () => {
  it('post one message: the other one’s turn comes later', async () => {
    await isShifting();
    const both = await Promise.all([given([aChange(name)]), given([queued], { id: 'm2' })]);
    expect(both.flat()).toHaveLength(1);
    expect(messages()).toHaveLength(1);
    await given([both[0]?.length ? aChange(name) : queued], { id: both.flat()[0] ?? '', received: 2 });
    expect(messages()).toHaveLength(1);
    expect(replies()).toHaveLength(1);
  });

  it('of which one was killed do not wait for good', async () => {
    await isShifting();
    aws.between((action, call) => (action === 'sagemaker:DescribeEndpoint' ? new Promise(() => {}) : call()));
    void given([aChange(name)]);
    // It has the thread by then.
    while (!aws.calls.includes('cloudwatch:DescribeAlarms')) await new Promise((next) => setImmediate(next));
    aws.between(undefined);
    expect(await given([queued], { id: 'm2' })).toEqual(['m2']);
    await aws.clock.advance(91_000);
    expect(await given([queued], { id: 'm2', received: 2 })).toEqual([]);
    expect(messages()).toHaveLength(1);
  });

  it('of which one took longer than its claim leave it to the other, and warn of nothing', async () => {
    await isShifting();
    let letGo = () => {};
    let isFirst = true;
    aws.between((action, call) => {
      if (action !== 'sagemaker:DescribeEndpoint' || !isFirst) return call();
      isFirst = false;
      return new Promise<void>((resolve) => {
        letGo = resolve;
      }).then(call);
    });
    const slow = given([aChange(name)], { received: 15 });
    while (!aws.calls.includes('cloudwatch:DescribeAlarms')) await new Promise((next) => setImmediate(next));
    await aws.clock.advance(91_000);
    expect(await given([queued], { id: 'm2' })).toEqual([]);
    aws.on('ChangeMessageVisibility', () => {
      throw refusal('AWS.SimpleQueueService.MessageNotInflight', 'not in flight');
    });
    letGo();
    // However often it came before: it has not failed.
    expect(await slow).toEqual(['m1']);
    expect(aws.sent).toEqual([]);
    expect(logged.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'info: Slack could not be told yet',
      'info: the queue shows it again already',
    ]);
    expect(messages()).toHaveLength(1);
  });
});

describe('Killed after any of its calls', () => {
  it('and given the same again, it has posted each thing once', async () => {
    await isShifting();
    const before = aws.calls.length;
    await given([aChange(name), queued]);
    const count = aws.calls.length - before;
    expect(count).toBeGreaterThan(10);
    for (let at = 1; at <= count; at += 1) {
      aws = await fakeAws();
      slack = onSlack(aws);
      await isShifting();
      handle = make(aws.seam);
      let calls = 0;
      const dead = () => Promise.reject(new Error('killed'));
      aws.between((_, call) => {
        calls += 1;
        if (calls > at) return dead();
        return calls === at ? call().then(dead) : call();
      });
      await given([aChange(name), queued]).catch(() => undefined);
      aws.between(undefined);
      handle = make(aws.seam);
      expect(await given([aChange(name), queued], { received: 2 })).toEqual([]);
      const posted = [messages().length, replies().length];
      expect({ at, posted }).toEqual({ at, posted: [1, 1] });
    }
  }, 30_000);
});

describe('What fails by itself', () => {
  it('comes again, and after fifteen times is a dead letter; the others of its batch are told', async () => {
    await isShifting();
    aws.between((action, call) =>
      action === 'sagemaker:DescribeEndpoint' ? Promise.reject(new Error('no route')) : call(),
    );
    expect(await given([queued, chatMessage(drift('b'))])).toEqual(['m1']);
    expect(messages()).toHaveLength(1);
    expect(aws.hidden).toMatchObject([{ receipt: 'm1~1', seconds: 30 }]);
    expect(await given([queued], { received: 15 })).toEqual([]);
    expect(aws.sent).toHaveLength(1);
  });
});

/** As the topic carries it. */
function withKey(message: { metadata?: unknown }, key: string): Record<string, unknown> {
  const metadata = message.metadata as { additionalContext: object };
  return { ...message, metadata: { ...metadata, additionalContext: { ...metadata.additionalContext, key } } };
}
