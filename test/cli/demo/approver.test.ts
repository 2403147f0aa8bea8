import { expect, it } from 'vitest';
import { approveInSlack, type PressReport } from '../../../cli/demo/approver.ts';
import { slackWorkspace } from '../../../on-local-aws/slack-workspace.ts';
import { approveBlocks, aSlack, startsAt } from '../../local/slack/support.ts';

const hour = 3_600_000;
const foot = (rollout: string) => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: `${rollout}, uploaded by ana` }],
});
const asks = (rollout: string) => ({ blocks: [...approveBlocks, foot(rollout)] });

/** The demo about to approve `iris-1`; the app answers each press with the next of `statuses`. */
function world({ patienceMs = hour, statuses = [200] } = {}) {
  const answers = [...statuses];
  const { clock, slack, call, post } = aSlack({
    workspace: slackWorkspace,
    interactivityUrl: () => 'http://127.0.0.1/',
    send: async () => ({ status: answers.shift() ?? 200, body: '' }),
  });
  const told: PressReport[] = [];
  const approving = approveInSlack(
    { slack, clock },
    { endpoint: 'iris', release: 'iris-1', patienceMs },
    (press) => told.push(press),
  );
  return { clock, call, post, told, approving };
}

it('The demo approves when nobody has within an hour, as Ana, and says so', async () => {
  const { clock, post, told, approving } = world();
  await clock.advance(hour);
  await post('asks', asks('iris-1-1'));
  expect(approving.due).toBe(startsAt + 2 * hour);
  await clock.advance(hour - 1);
  expect(told).toEqual([]);
  await clock.advance(1);
  expect(told).toEqual([
    {
      type: 'press',
      at: '2026-01-05T14:00:00.000Z',
      endpoint: 'iris',
      release: 'iris-1',
      user: 'U0ANA',
      name: 'Ana',
      action: 'greenlight:approve',
      status: 200,
    },
  ]);
});

it('and leaves it to whoever came first', async () => {
  const { clock, call, post, told, approving } = world();
  const { ts } = await post('asks', asks('iris-1-1'));
  await clock.advance(hour / 2);
  await call('chat.update', { channel: 'C0RELEASES', ts, text: 'decided', blocks: [foot('iris-1-1')] });
  expect(approving.due).toBeUndefined();
  await clock.advance(hour);
  expect(told).toEqual([]);
});

it('It approves no other release', async () => {
  const { clock, post, told } = world({ patienceMs: 0 });
  await post('asks', asks('iris-2-1'));
  await post('no button', { blocks: [foot('iris-1-1')] });
  await clock.advance(hour);
  expect(told).toEqual([]);
});

it('It tries again where a press was not taken, but not for ever', async () => {
  const { clock, post, told } = world({ patienceMs: 0, statuses: [502, 401, 500, 200] });
  await post('asks', asks('iris-1-1'));
  await clock.advance(hour);
  expect(told.map(({ status }) => status)).toEqual([502, 401, 500]);
});

it('Once its story is over, it presses nothing', async () => {
  const { clock, post, told, approving } = world();
  await post('asks', asks('iris-1-1'));
  approving.stop();
  await clock.advance(2 * hour);
  expect(told).toEqual([]);
});
