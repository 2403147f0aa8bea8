import { readFile } from 'node:fs/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withAws } from '../../cli/aws/aws.ts';
import { operate } from '../../cli/aws/operate.ts';
import { localAccount } from '../../local/context.ts';
import { openWorld } from '../../scenarios/open-world.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { packagingMs } from '../support/packaged.ts';
import { aWebhook } from '../support/webhooks.ts';
import { manifest, Story } from './story.ts';

/** The whole product in a region without function URLs: commands go through an API, and nothing else comes in. */

let template: unknown;
beforeAll(async () => {
  const settings = 'test/fixtures/no-public-address.yml';
  template = JSON.parse(await readFile(await packageIfStale('local', { settings }), 'utf8'));
}, packagingMs);

let story: Story;
afterEach(() => story.close());
const minute = 60_000;

async function start(gates: string, parameters: Record<string, string> = {}): Promise<void> {
  story = new Story(await openWorld({ template, slack: 'bot', parameters }));
  await story.makeAlarm();
  await story.uploadManifest(`${manifest}${gates}\n`);
}

const user = `arn:aws:iam::${localAccount}:user/local`;

describe('Without a public address', () => {
  it('people decide by commands, which an API proves to be theirs', async () => {
    await start(`gates: { before: [{ approval: { timeout: 8h, by: ['${user}'] } }] }`);
    const release = await story.upload('models/iris/v1/model.tar.gz');
    await story.clock.advance(10 * minute);
    const { url: endpointUrl } = await story.aws.serve(0);
    const answered = await withAws({ endpointUrl, region: 'us-east-1' }, (aws) =>
      operate(aws, { command: 'decide', endpoint: 'iris', action: 'approve' }, undefined),
    );
    expect(answered).toEqual({ operated: expect.objectContaining({ done: 'decided' }) });
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await story.item(`gate#${release}-1#before#0`)).toMatchObject({
      item: { decision: { verdict: 'approve', via: 'iam', by: user } },
    });
    expect(story.handlerErrors).toEqual([]);
  });

  it('messages in Slack have no buttons', async () => {
    await start('gates: { before: [{ approval: { timeout: 8h } }] }');
    await story.upload('models/iris/v1/model.tar.gz');
    await story.clock.advance(10 * minute);
    const messages = JSON.stringify(story.aws.slack.messages());
    expect(messages).toContain('a decision is needed');
    expect(messages).not.toContain('"button"');
    expect(story.handlerErrors).toEqual([]);
  });

  it('a gate that a link may decide is refused: no link would lead anywhere', async () => {
    await start(`gates:
  before: [{ approval: { timeout: 8h, anyoneWithLink: true } }]
  after: [{ soak: { for: 5m, hold: { anyoneWithLink: true } } }]`);
    const release = await story.upload('models/iris/v1/model.tar.gz');
    const { outcome, problems } = await story.ended(release);
    expect(outcome).toBe('REJECTED');
    expect(problems).toMatchObject([
      {
        field: 'gates.before[0].approval.anyoneWithLink',
        got: 'a stage without one',
        fix: expect.stringContaining('addresses.decisions'),
      },
      { field: 'gates.after[0].soak.hold.anyoneWithLink' },
    ]);
  });

  it('a webhook that would answer later has failed: it has nowhere to answer', async () => {
    const webhook = await aWebhook();
    webhook.says({ verdict: 'later' });
    const { origin } = new URL(webhook.url);
    await start(`gates: { before: [{ webhook: { url: '${origin}/check', timeout: 1h } }] }`, {
      AllowedWebhookHosts: origin,
    });
    const release = await story.upload('models/iris/v1/model.tar.gz');
    expect(await story.ended(release)).toMatchObject({
      outcome: 'REJECTED',
      cause: expect.stringContaining('no public address to answer at (addresses.decisions)'),
    });
    await webhook.close();
  });
});
