import { stripVTControlCharacters } from 'node:util';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from 'vitest';
import { type Records, recordsOf } from '../../cli/aws/records.ts';
import { resourceNames } from '../../cli/aws/resource-names.ts';
import { progressLine, progressPanel } from '../../cli/output/progress-lines.ts';
import { statusLines } from '../../cli/output/status-lines.ts';
import { endpointStatus } from '../../cli/views/endpoint-status.ts';
import { progressOf } from '../../cli/views/progress.ts';
import { instantAt } from '../../core/values/instant.ts';
import { packagingMs } from '../support/packaged.ts';
import { manifest, type Story, startStory } from './story.ts';

/**
 * What people see in an incident, in every room at once: while SageMaker shifts, while it shifts back, and after it.
 * The first question of whoever is paged is which fleet serves, and the second whether anything is left to do.
 */

let story: Story;
afterEach(() => story.close());

const start = async (text = manifest) => {
  story = await startStory({}, 'bot');
  await story.makeAlarm();
  await story.uploadManifest(text);
  await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
};
const second = 1000;
const minute = 60 * second;

const setAlarm = (StateValue: 'ALARM' | 'OK') =>
  story.clock.drive(
    story.aws
      .clients(CloudWatchClient)
      .send(
        new SetAlarmStateCommand({ AlarmName: 'iris-5xx', StateValue, StateReason: 'the story sets it' }),
      ),
  );

const records = (): Records =>
  recordsOf({
    stage: 'local',
    region: 'us-east-1',
    caller: '',
    names: resourceNames('local', '000000000000', 'us-east-1'),
    clients: story.aws.clients,
    served: (url) => url,
    now: async () => story.clock.now(),
  });

/** What Slack, `status` and `watch` show of v2 at this instant. */
async function seen() {
  const now = story.clock.now();
  const from = records();
  const [all, lease, endpoint, gates, waits] = await story.clock.drive(
    Promise.all([
      from.rollouts('iris'),
      from.lease('iris'),
      from.endpoint('iris'),
      from.gates('iris'),
      from.waits('iris'),
    ]),
  );
  const record = all.find(({ release }) => release.version === 'v2');
  if (record === undefined) throw new Error('v2 has no rollout');
  const status = endpointStatus('iris', { now, records: all, lease, endpoint, gates, waits });
  const names = (record.plan?.alarms ?? []).map(({ name }) => name);
  const progress = progressOf(now, record, endpoint, await story.clock.drive(from.alarms(names)), [], waits);
  const message = story.aws.slack
    .messages()
    .find(({ threadTs, text }) => threadTs === undefined && text.includes('iris v2:'));
  const plain = (lines: readonly string[]) => lines.map(stripVTControlCharacters).join('\n');
  return {
    slack: JSON.stringify(message?.blocks ?? []).replaceAll('\\n', '\n'),
    spoken: message?.text ?? '',
    buttons: story.aws.slack.buttons(message?.ts ?? '').map(({ text }) => text.text),
    confirm: JSON.stringify(story.aws.slack.buttons(message?.ts ?? '')),
    status: plain(statusLines(status, instantAt(now))),
    watch: progressLine(progress),
    panel: plain(progressPanel(progress, 200)),
  };
}

/** Every text that is shown. */
const textsOf = ({ slack, spoken, status, watch, panel }: Awaited<ReturnType<typeof seen>>) => [
  slack,
  spoken,
  status,
  watch,
  panel,
];

describe('An alarm in the second bake of five instances', () => {
  it(
    'is told with who serves: blue has all traffic, green ends, nothing to do; nobody is offered to abort',
    async () => {
      await start();
      const release = await story.upload('models/iris/v2/model.tar.gz');
      // 4 minutes to provision, 5 of the first bake, 1 of the second.
      await story.clock.advance(10 * minute);
      expect((await seen()).status).toContain('40 % on green, baking, step 2 of 5');
      await setAlarm('ALARM');
      await story.clock.advance(20 * second);

      const shown = await seen();
      for (const text of textsOf(shown)) {
        expect(text).toContain('he fleet from before has all traffic again');
        expect(text).toContain('Nothing to do');
        expect(text).not.toMatch(/ending the fleet from before|looks at no alarm|tep 1 of/);
      }
      expect(shown.buttons).toEqual([]);
      expect(shown.slack).toContain('all traffic is back on the fleet from before');
      expect(shown.slack).toMatch(/green ░+ +0% {2}0 of 5 instances, ends/);

      const alarm = story.told.find(({ phase }) => phase === 'alarm');
      expect(alarm?.description).not.toMatch(/ending the fleet from before/);
      expect(alarm?.description).toMatch(/shifted all traffic back.*Nothing to do|it stops there and shifts/);

      // At its end the alarm may be OK again: red would be a lie for as long as the message stands.
      const { outcome } = await story.ended(release);
      await story.clock.advance(5 * minute);
      const after = await seen();
      expect(outcome).toBe('ROLLED_BACK');
      expect(after.slack).not.toContain(':red_circle:');
      expect(after.slack).toMatch(/:bell: \*iris-5xx\* went off/);
      expect(after.spoken).not.toContain('In alarm');
      await story.checkInvariants();
    },
    packagingMs,
  );
});

describe('A rolling update of five instances, two at a time', () => {
  const rolling = manifest.replace(
    /^rollout:.*$/m,
    'rollout: { strategy: rolling, step: 2 instances, bake: 5m }',
  );
  const doubt = /may be going on or going back/;

  it(
    'is told without a doubt while it goes on, and as going back after an alarm in its second bake, though that is OK again',
    async () => {
      await start(rolling);
      const release = await story.upload('models/iris/v2/model.tar.gz');
      await story.clock.advance(minute);
      let [looks, unclear] = [0, 0];
      // Until the second of its three bakes: 40 % are on the release, and both fleets look alike.
      for (; looks < 60 && !(await seen()).status.includes('80 % on green, baking'); looks += 1) {
        const shown = await seen();
        if (/(ending|starting) instances/.test(shown.status)) unclear += 1;
        for (const text of textsOf(shown)) expect(text).not.toMatch(doubt);
        for (const text of textsOf(shown)) expect(text).not.toMatch(/goes? back\.|going back to/i);
        await story.clock.advance(20 * second);
      }
      expect(looks).toBeLessThan(60);
      expect(unclear).toBeGreaterThan(2);

      await setAlarm('ALARM');
      await story.clock.advance(20 * second);
      await setAlarm('OK');
      await story.clock.advance(70 * second);
      const shown = await seen();
      expect(shown.status).toContain('SageMaker goes back');
      for (const text of textsOf(shown)) {
        expect(text).toMatch(/iris-5xx went off at \d\d:\d\d UTC, so SageMaker goes back/);
        expect(text).not.toMatch(doubt);
      }
      expect(shown.slack).not.toContain('hifting traffic since');
      const alarm = story.told.find(({ phase }) => phase === 'alarm');
      expect(alarm?.description).not.toMatch(doubt);
      expect((await story.ended(release)).outcome).toBe('ROLLED_BACK');
      await story.checkInvariants();
    },
    packagingMs,
  );
});

describe('The last bake, and what comes after it', () => {
  it(
    'shows the fleet from before as standing, and says when going back is no longer instant',
    async () => {
      await start();
      const release = await story.upload('models/iris/v2/model.tar.gz');
      // 4 minutes to provision, four bakes of 5, then the last one.
      await story.clock.advance(25 * minute);
      const final = await seen();
      for (const text of textsOf(final)) expect(text).toContain('going back is instant');
      expect(final.slack).toMatch(/blue +░+ +0% {2}0 of 5 instances, stands by/);
      expect(final.panel).toMatch(/blue +□□□□□ {2}0 of 5 serving, stands by/);
      expect(final.confirm).toContain('SageMaker shifts all traffic back at once');

      // The last bake ends at 29 minutes; then blue is ended for one.
      await story.clock.advance(4 * minute + 20 * second);
      const ending = await seen();
      for (const text of textsOf(ending)) {
        expect(text).toContain('The release has all traffic');
        expect(text).toContain('on a new fleet, which takes minutes');
      }
      expect(ending.status).toContain('ending the fleet from before');
      expect(ending.confirm).toContain('cannot shift back any more');
      expect(await story.operate({ command: 'abort', endpoint: 'iris', reason: 'late' })).toMatchObject({
        done: 'stopping',
        message: expect.stringMatching(/cannot shift back any more.*on a new fleet, which takes minutes/),
      });
      // The endpoint is updated back: now the release is the fleet that ends.
      await story.clock.advance(2 * minute);
      const back = await seen();
      expect(back.buttons).toEqual([]);
      expect(back.status).toContain('starting instances of the fleet from before');
      expect(back.status).toContain('The release has all traffic');
      expect(back.slack).toMatch(/release +█+ 100%/);
      const { outcome } = await story.ended(release);
      expect(outcome).toBe('ROLLED_BACK');
      await story.checkInvariants();
    },
    packagingMs,
  );

  it(
    'and in a soak, abort says that it goes back by an update',
    async () => {
      await start(`${manifest}gates: { after: [{ soak: 30m }] }\n`);
      const release = await story.upload('models/iris/v2/model.tar.gz');
      // Live after 30 minutes, and soaking.
      await story.clock.advance(40 * minute);
      expect((await seen()).status).toContain('at a gate after its shift');
      expect((await seen()).confirm).toContain('on a new fleet, which takes minutes');
      expect(await story.operate({ command: 'abort', endpoint: 'iris', reason: 'scores' })).toMatchObject({
        done: 'stopping',
        message: expect.stringMatching(
          /is live: the endpoint goes back by an update .* on a new fleet, which takes minutes/,
        ),
      });
      expect((await story.ended(release)).outcome).toBe('ROLLED_BACK');
      await story.checkInvariants();
    },
    packagingMs,
  );
});
