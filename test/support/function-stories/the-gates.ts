import { rolloutName } from '../../../core/release.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { make as awaitGate } from '../../../functions/await-gate.ts';
import { make as onAlarmEvent } from '../../../functions/on-alarm-event.ts';
import { make as openGates } from '../../../functions/open-gates.ts';
import { make as operate } from '../../../functions/operate.ts';
import { make as operateSigned } from '../../../functions/operate-signed.ts';
import { make as resolveRelease } from '../../../functions/resolve-release.ts';
import { aStop, instant, instantMs } from '../builders.ts';
import { atGates, waitingAtGate } from '../gated.ts';
import { executionOf, serving, uploaded } from '../rollouts-on-aws.ts';
import { arnOf, requestTo } from '../url-request.ts';
import { command, name, previous, rollout, type StoriesOf } from './story.ts';

const approval = { approval: { timeout: '8h' } };
const wentOff = (timestamp = instant) => ({
  detail: { alarmName: 'iris-5xx', state: { value: 'ALARM', reason: 'r', timestamp } },
});

/** Stories of the functions at gates before and after the shift. */
export const theGates: StoriesOf = {
  resolveRelease: {
    'resolving a release with gates': {
      make: resolveRelease,
      async given(aws) {
        serving(aws, previous);
        const sound = await uploaded(aws, { gates: { before: [approval] } });
        return () => ({ rollout: sound, execution: executionOf(sound) });
      },
    },
  },
  openGates: {
    'asking people': {
      make: openGates,
      async given(aws) {
        const fence = await atGates(aws, { before: [approval] });
        return () => ({ rollout, fence, stage: 'before' });
      },
    },
    'asking an endpoint, a function and a webhook, which is not allowed': {
      make: openGates,
      async given(aws) {
        await aws.put('models/iris/sample.json', '{"x":1}');
        const fence = await atGates(aws, {
          before: [
            { smoke: { endpoint: 'staging', payload: 'sample.json' } },
            { lambda: { function: 'greenlight-gate-check' } },
            { webhook: { url: 'https://checks.example.net/ask' } },
          ],
        });
        return () => ({ rollout, fence, stage: 'before' });
      },
    },
    'a payload that is not there': {
      make: openGates,
      async given(aws) {
        const fence = await atGates(aws, {
          before: [{ smoke: { endpoint: 'staging', payload: 'missing.json' } }],
        });
        return () => ({ rollout, fence, stage: 'before' });
      },
    },
    'going on after people have decided, at the first of two': {
      make: openGates,
      async given(aws) {
        const fence = await waitingAtGate(aws, { before: [approval, { approval: { timeout: '9h' } }] });
        await operate(aws.seam)(command({ command: 'decide', action: 'approve' }));
        return () => ({ rollout, fence, stage: 'before' });
      },
    },
    'soaking, with alarms of another manifest to leave': {
      make: openGates,
      async given(aws) {
        const fence = await atGates(aws, { after: [{ soak: '30m' }] });
        await aws.ledger.watchAlarms('iris', [{ name: 'of-the-last-manifest', on: 'rollback' }]);
        return () => ({ rollout, fence, stage: 'after' });
      },
    },
    'finding it stopped': {
      make: openGates,
      async given(aws) {
        const fence = await atGates(aws, { after: [{ soak: '30m' }] });
        await aws.ledger.stop('iris', name, aStop());
        return () => ({ rollout, fence, stage: 'after' });
      },
    },
  },
  awaitGate: {
    'waiting at a gate': {
      make: awaitGate,
      async given(aws) {
        const fence = await atGates(aws, { before: [approval] });
        const { lookedAt } = await openGates(aws.seam)({ rollout, fence, stage: 'before' });
        return (token) => ({ rollout, stage: 'before', token, lookedAt });
      },
    },
    'waiting at one where an alarm went off in between': {
      make: awaitGate,
      async given(aws) {
        await atGates(aws, { after: [{ soak: '30m' }] });
        await onAlarmEvent(aws.seam)(wentOff());
        return (token) => ({ rollout, stage: 'after', token, lookedAt: instantMs });
      },
    },
  },
  operate: {
    'approving at a gate': {
      make: operate,
      async given(aws) {
        await waitingAtGate(aws, { before: [approval] });
        return () => command({ command: 'decide', action: 'approve' });
      },
    },
    'rejecting at a gate, by its name': {
      make: operate,
      async given(aws) {
        await waitingAtGate(aws, { before: [approval] });
        const gate = `${rolloutName(rollout)}/before/0`;
        return () => command({ command: 'decide', action: 'reject', gate });
      },
    },
    'aborting what waits at a gate': {
      make: operate,
      async given(aws) {
        await waitingAtGate(aws, { before: [approval] });
        return () => command({ command: 'abort' });
      },
    },
  },
  operateSigned: {
    'approving, by a signed request, at a gate that names who may': {
      make: operateSigned,
      async given(aws) {
        const by = [arnOf('ana')];
        await waitingAtGate(aws, { before: [{ approval: { timeout: '8h', by } }] });
        return () => requestTo(command({ command: 'decide', action: 'approve' }));
      },
    },
  },
  onAlarmEvent: {
    'an alarm in a soak': {
      make: onAlarmEvent,
      async given(aws) {
        await waitingAtGate(aws, { after: [{ soak: '30m' }] });
        return () => wentOff();
      },
    },
    'an alarm that went off already, in a soak': {
      make: onAlarmEvent,
      async given(aws) {
        await waitingAtGate(aws, { after: [{ soak: '30m' }] });
        await onAlarmEvent(aws.seam)(wentOff());
        return () => wentOff(instantAt(instantMs + 60_000));
      },
    },
  },
};
