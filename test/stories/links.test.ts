import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from 'vitest';
import { formAddress, formOf, type Sent } from '../support/addressed.ts';
import { packagingMs } from '../support/packaged.ts';
import { aWebhook } from '../support/webhooks.ts';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
let first: string;
afterEach(() => story.close());
const minute = 60_000;

/** The first release is live; from then on this manifest holds. */
async function start(text: string, parameters: Record<string, string> = {}): Promise<void> {
  story = await startStory({}, 'none', parameters);
  await story.makeAlarm();
  await story.makeAlarm('kpi');
  await story.uploadManifest();
  first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
  await story.uploadManifest(text);
  await story.clock.advance(60_000);
}

async function fetched(url: string, { method = 'GET', headers = {}, body = '' }: Sent = {}) {
  const answer = await story.clock.drive(story.aws.fetchUrl(url, { method, headers, body }));
  return { status: answer.status, text: Buffer.from(answer.body).toString() };
}
const use = (link: string) => fetched(formAddress(link), formOf(link));
const titleOf = (text: string) => /<h1>(.*?)<\/h1>/.exec(text)?.[1];

/** The links of the last notice. */
function links(): { approve: string; reject: string } {
  const [approve = '', reject = ''] = (story.told.at(-1)?.description ?? '').match(/http\S+link=\S+/g) ?? [];
  return { approve, reject };
}

describe('A link for an approval', () => {
  it(
    'is looked at by previews without harm, and used once',
    async () => {
      await start(`${manifest}gates: { before: [{ approval: { timeout: 8h, anyoneWithLink: true } }] }\n`);
      const release = await story.upload('models/iris/v2/model.tar.gz');
      await story.clock.advance(10 * minute);
      const { approve, reject } = links();
      for (const link of [approve, reject, approve]) expect((await fetched(link)).status).toBe(200);
      await story.clock.advance(10 * minute);
      expect(story.concluded(release)).toEqual([]);
      expect(await use(approve)).toMatchObject({ status: 200, text: expect.stringContaining('Approved') });
      for (const again of [approve, reject]) expect((await use(again)).status).toBe(409);
      expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
      expect(titleOf((await fetched(approve)).text)).toBe('This link was used already');
      expect(await story.item(`gate#${release}-1#before#0`)).toMatchObject({
        item: { decision: { verdict: 'approve', via: 'link', by: 'anyone with the link' } },
      });
      expect(story.handlerErrors).toEqual([]);
      await story.checkInvariants();
    },
    packagingMs,
  );
});

describe('A link for a hold', () => {
  it('aborts in mid-shift: SageMaker itself shifts back', async () => {
    const hold = '{ name: kpi, on: hold, hold: { anyoneWithLink: true } }';
    await start(manifest.replace('on: rollback }]', `on: rollback }, ${hold}]`));
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(15 * minute);
    const off = new SetAlarmStateCommand({ AlarmName: 'kpi', StateValue: 'ALARM', StateReason: 'the story' });
    await story.clock.drive(story.aws.clients(CloudWatchClient).send(off));
    await story.clock.advance(minute);
    expect((await fetched(links().reject)).text).toContain('<button type="submit">Abort</button>');
    expect(titleOf((await use(links().reject)).text)).toBe('Aborted');
    expect(await story.ended(release)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining('SageMaker shifted all traffic back'),
      stop: { by: expect.stringContaining('anyone with the link') },
    });
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    await story.checkInvariants();
  });
});

describe('A webhook that answers later', () => {
  it('lets the release go on when it does', async () => {
    const webhook = await aWebhook();
    try {
      webhook.says({ verdict: 'later' });
      const gate = `{ webhook: { url: "${webhook.url}", timeout: 4h } }`;
      await start(`${manifest}gates: { before: [${gate}] }\n`, {
        AllowedWebhookHosts: new URL(webhook.url).origin,
      });
      const release = await story.upload('models/iris/v2/model.tar.gz');
      await story.clock.advance(60 * minute);
      expect(webhook.questions).toHaveLength(1);
      expect(story.concluded(release)).toEqual([]);
      const answer = () =>
        fetched(webhook.callbackUrl(), { method: 'POST', body: '{"verdict":"pass","reason":"all green"}' });
      expect(await answer()).toEqual({ status: 200, text: '{"status":"accepted"}' });
      expect((await answer()).status).toBe(200);
      expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
      expect((await answer()).status).toBe(200);
      expect(await story.item(`gate#${release}-1#before#0`)).toMatchObject({
        item: { status: 'passed', why: 'the webhook says pass: all green' },
      });
      // Whoever has it may answer, so it is nowhere but with the webhook.
      const told = JSON.stringify([story.notices, story.logged, story.events]);
      expect(told).not.toContain(new URL(webhook.callbackUrl()).search);
      await story.checkInvariants();
    } finally {
      await webhook.close();
    }
  });
});
