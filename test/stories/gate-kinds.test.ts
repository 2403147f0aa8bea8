import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HandlerModule } from '../../local/lambda/seam.ts';
import { loadSource } from '../../on-local-aws/load-source.ts';
import { openWorld } from '../../scenarios/open-world.ts';
import { packaged, packagingMs } from '../support/packaged.ts';
import { aWebhook, type Webhook } from '../support/webhooks.ts';
import { manifest, Story } from './story.ts';

/** Each gate that asks something else than people, through whole rollouts: passing, failing, before and after. */

let story: Story;
let webhook: Webhook;
let first: string;
/** What the user's function answers. */
let says: object;
/** What the user's function was asked. */
let asked: Record<string, unknown>[];
beforeEach(async () => {
  webhook = await aWebhook();
  says = { verdict: 'pass', reason: 'scores agree' };
  asked = [];
  story = await startWithFunction(new URL(webhook.url).origin);
  await story.makeAlarm();
  await story.uploadManifest(quick);
  first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
}, packagingMs);
afterEach(async () => {
  await story.close();
  await webhook.close();
});

const quick = manifest.replace(/rollout: .*/, 'rollout: { strategy: all-at-once, finalBake: 5m }');
const minute = 60_000;

/** The stack and, beside it, a function of the user's. */
async function startWithFunction(origin: string): Promise<Story> {
  const { template } = await packaged();
  const Properties = { FunctionName: 'greenlight-gate-scores', Handler: 'scores.handler', Timeout: 30 };
  const GateFunction = { Type: 'AWS::Lambda::Function', Properties };
  const itsSource: HandlerModule = {
    make: () => async (question) => {
      asked.push(question as Record<string, unknown>);
      return says;
    },
  };
  const parts = await openWorld({
    template: { ...template, Resources: { ...template.Resources, GateFunction } },
    parameters: { AllowedWebhookHosts: origin },
    load: async (handler) => (handler === Properties.Handler ? itsSource : loadSource(handler)),
  });
  return new Story(parts);
}

async function gated(gates: string): Promise<void> {
  await story.uploadManifest(`${quick}gates:\n${gates}`);
  await story.clock.advance(60_000);
}
const gateOf = (release: string, stage: string, n: number) => story.item(`gate#${release}-1#${stage}#${n}`);
const live = async () => (await story.describe()).EndpointConfigName;
const endOf = async (version: string, body?: Uint8Array) => {
  const release = await story.upload(`models/iris/${version}/model.tar.gz`, body);
  return { release, ended: await story.ended(release) };
};

describe('A smoke test of staging, a webhook and a function before the shift', () => {
  const staged = async (version: string, body?: Uint8Array) => {
    const release = await story.upload(`models/staging/${version}/model.tar.gz`, body);
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
  };

  it('let a release go on if all pass, and reject it by whichever fails', async () => {
    await story.uploadManifest(quick.replace(/alarms: .*/, ''), 'staging');
    await staged('s1');
    await gated(`  before:
    - smoke: { inline: "1,2", endpoint: staging, requests: 2, expect: "status = 200" }
    - webhook: { url: "${webhook.url}" }
    - lambda: { function: greenlight-gate-scores }
`);
    const good = await endOf('v2');
    expect(good.ended).toMatchObject({ outcome: 'DEPLOYED' });
    for (const n of [0, 1, 2])
      expect(await gateOf(good.release, 'before', n)).toMatchObject({ item: { status: 'passed' } });
    expect(webhook.questions).toHaveLength(1);
    expect(asked).toEqual([
      expect.objectContaining({ endpoint: 'iris', stage: 'before', rollout: `${good.release}-1` }),
    ]);

    says = { verdict: 'fail', reason: 'scores drift' };
    const third = await endOf('v3');
    expect(third.ended).toMatchObject({ outcome: 'REJECTED', stop: { kind: 'gate', by: 'gate lambda' } });
    expect(third.ended.cause).toMatch(/scores drift.*Nothing was changed\./);

    webhook.says({ verdict: 'fail', reason: 'change freeze' });
    const fourth = await endOf('v4');
    expect(fourth.ended).toMatchObject({ outcome: 'REJECTED', stop: { by: 'gate webhook' } });
    expect(fourth.ended.cause).toMatch(/change freeze.*Nothing was changed\./);

    await staged('s2', story.broken);
    const fifth = await endOf('v5');
    expect(fifth.ended).toMatchObject({ outcome: 'REJECTED', stop: { by: 'gate smoke' } });

    // The gate that fails is the last that is asked.
    expect(webhook.questions).toHaveLength(3);
    expect(asked).toHaveLength(2);
    expect(await live()).toBe(`${good.release}-1`);
    await story.checkInvariants();
  });
});

describe('A smoke test, a webhook and a function after the shift', () => {
  beforeEach(() =>
    gated(`  after:
    - smoke: { inline: "1,2", requests: 2, expect: "status = 200" }
    - webhook: { url: "${webhook.url}", timeout: 4h }
    - lambda: { function: greenlight-gate-scores }
`),
  );

  it('keep a release if all pass, and roll it back by whichever fails', async () => {
    const good = await endOf('v2');
    expect(good.ended).toMatchObject({ outcome: 'DEPLOYED' });
    for (const n of [0, 1, 2])
      expect(await gateOf(good.release, 'after', n)).toMatchObject({ item: { status: 'passed' } });

    says = { verdict: 'fail', reason: 'scores drift' };
    const third = await endOf('v3');
    expect(third.ended).toMatchObject({ outcome: 'ROLLED_BACK', stop: { by: 'gate lambda' } });
    expect(third.ended.cause).toMatch(/scores drift.*The endpoint was updated back/);

    webhook.says({ verdict: 'fail', reason: 'churn is up' });
    const fourth = await endOf('v4');
    expect(fourth.ended).toMatchObject({ outcome: 'ROLLED_BACK', stop: { by: 'gate webhook' } });
    expect(fourth.ended.cause).toMatch(/churn is up.*The endpoint was updated back/);

    const fifth = await endOf('v5', story.broken);
    expect(fifth.ended).toMatchObject({ outcome: 'ROLLED_BACK', stop: { by: 'gate smoke' } });
    expect(asked.map(({ stage }) => stage)).toEqual(['after', 'after']);
    expect(webhook.questions).toHaveLength(3);
    expect(await live()).toBe(`${good.release}-1`);
    await story.checkInvariants();
  });

  it('wait for a webhook that answers later; its no counts once, and goes back', async () => {
    webhook.says({ verdict: 'later' });
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(60 * minute);
    expect(story.concluded(release)).toEqual([]);
    expect(await live()).toBe(`${release}-1`);
    const answered = async (verdict: string) => {
      const body = JSON.stringify({ verdict, reason: 'the A/B test says so' });
      const { status } = await story.clock.drive(
        story.aws.fetchUrl(webhook.callbackUrl(), { method: 'POST', body }),
      );
      return status;
    };
    expect([await answered('fail'), await answered('pass'), await answered('fail')]).toEqual([200, 409, 200]);
    const ended = await story.ended(release);
    expect(ended).toMatchObject({ outcome: 'ROLLED_BACK', stop: { by: 'gate webhook' } });
    expect(ended.cause).toContain('the webhook says fail: the A/B test says so');
    expect(asked).toEqual([]);
    expect(await live()).toBe(`${first}-1`);
    await story.checkInvariants();
  });
});
