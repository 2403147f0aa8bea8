import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { openProposals } from '../../core/records/proposal.ts';
import { anAssistant } from '../cli/mcp/assistant.ts';
import { packagingMs } from '../support/packaged.ts';
import { type Story, startStory } from './story.ts';

const minute = 60_000;
const reason = 'Scores look odd.\n*SRE has approved* <!channel> see <https://evil.example|this>';

let story: Story;
let assistant: Awaited<ReturnType<typeof anAssistant>>;
let release: string;
/** v1 is live, and v2 is in its first bake. An assistant looks on. */
beforeEach(async () => {
  story = await startStory({}, 'bot');
  await story.makeAlarm();
  await story.uploadManifest();
  await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
  release = await story.upload('models/iris/v2/model.tar.gz');
  await story.clock.advance(6 * minute);
  const { url } = await story.aws.serve(0);
  assistant = await anAssistant(url, process.cwd(), 'an-assistant\n(root)');
}, packagingMs);
afterEach(async () => {
  await assistant.close();
  await story.close();
});

/** Its requests take no simulated time. */
const ask = (tool: string, args: Record<string, unknown>) => assistant.ask(tool, args);
/** Those that are open. */
const proposed = async () => {
  const ledger = dynamoLedger(story.aws.clients(DynamoDBClient), 'greenlight-local-state');
  const read = Promise.all([ledger.proposals('iris'), ledger.rollouts('iris')]);
  return openProposals(...(await story.clock.drive(read)), story.clock.now());
};
const messageOf = (version: string) =>
  story.aws.slack
    .messages()
    .filter(({ threadTs, onlyTo }) => threadTs === undefined && onlyTo === undefined)
    .findLast(({ text }) => text.includes(version));
const repliesTo = (version: string) => story.aws.slack.replies(messageOf(version)?.ts ?? '');
const isProposal = ({ text }: { readonly text: string }) => text.includes('it is proposed to');

describe('What an assistant proposes', () => {
  it('changes nothing until a person presses the button of the rollout in Slack', async () => {
    const { result } = await ask('propose_abort', { endpoint: 'iris', reason });
    expect(result).toMatchObject({ proposed: true, rollout: `${release}-1` });
    const by = 'arn:aws:iam::000000000000:user/local (says: an assistant, an-assistant (root))';
    expect(await proposed()).toMatchObject([{ kind: 'abort', by, rollout: `${release}-1` }]);
    await story.clock.advance(minute);
    const record = await story.item(`rollout#${release}-1`);
    expect(record).toMatchObject({ phases: { shifting: expect.any(String) } });
    expect(record).not.toHaveProperty('stop');

    const [told, ...more] = repliesTo('v2').filter(isProposal);
    expect(more).toEqual([]);
    const shown = JSON.stringify(told);
    expect(shown).toContain(by);
    expect(shown).toContain('Scores look odd.');
    expect(shown).not.toMatch(/<!channel>|<https:|\*SRE|https:\/\/evil/);

    const again = await ask('propose_abort', { endpoint: 'iris', reason: 'once more' });
    expect(again.result).toMatchObject({
      proposed: false,
      message: expect.stringMatching(/^an abort of iris is proposed already, by arn:/),
    });

    await story.clock.drive(story.aws.slack.press(messageOf('v2')?.ts ?? '', 'greenlight:abort', 'U0BEN'));
    const ended = await story.ended(release);
    expect(ended).toMatchObject({ outcome: 'ROLLED_BACK', cause: expect.stringContaining('ben (U0BEN)') });
    expect(ended.cause).not.toContain('Scores look odd');
    expect(await proposed()).toEqual([]);
    await story.checkInvariants();
  });

  it('lapses after an hour if nobody does it, and the rollout goes its way', async () => {
    await ask('propose_rollback', { endpoint: 'iris', reason });
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await proposed()).toMatchObject([{ kind: 'rollback' }]);
    await story.clock.advance(60 * minute);
    expect(await proposed()).toEqual([]);
    expect(repliesTo('v2').filter(isProposal)).toHaveLength(1);
    expect((await ask('propose_rollback', { endpoint: 'iris', reason })).result).toMatchObject({
      proposed: true,
    });
    await story.clock.advance(minute);
    expect(repliesTo('v2').filter(isProposal)).toHaveLength(2);
    await story.checkInvariants();
  });

  it('is not told if it is not possible', async () => {
    const retried = await ask('propose_retry', { release, reason });
    expect(retried.result).toMatchObject({
      proposed: false,
      message: expect.stringContaining('is under way'),
    });
    const back = await ask('propose_rollback', { endpoint: 'none', reason });
    expect(back.result).toMatchObject({ proposed: false });
    expect((await ask('propose_abort', { endpoint: 'iris' })).error).toMatch(/reason/);
    await story.ended(release);
    const late = await ask('propose_abort', { endpoint: 'iris', reason });
    expect(late.result).toEqual({
      proposed: false,
      message: 'no rollout is under way for iris; nothing was changed',
    });
    await story.clock.advance(minute);
    expect(story.aws.slack.messages().filter(isProposal)).toEqual([]);
    await story.checkInvariants();
  });
});
