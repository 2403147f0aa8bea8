import { describe, expect, it } from 'vitest';
import { logKeys } from '../../../adapters/lambda/log-keys.ts';
import { rolloutName } from '../../../core/release.ts';
import { aPlan, aRollout } from '../../support/builders.ts';

const rollout = aRollout();
const { id: release, endpoint } = rollout.release;
const about = { rollout: rolloutName(rollout), release, endpoint };

describe('What a log line says of its event', () => {
  it.each([
    ['a step of the state machine', { rollout, token: 't' }, about],
    ['the shift', { plan: aPlan({}, rollout), mode: 'shift', token: 't', fence: 1 }, about],
    [
      'what somebody asks for',
      { command: 'retry', by: 'ann', key: 'k', endpoint, release },
      { command: 'retry', endpoint, release },
    ],
    [
      'an endpoint’s event',
      { detail: { EndpointName: 'iris', EndpointStatus: 'IN_SERVICE' } },
      { endpoint: 'iris' },
    ],
    ['an alarm’s event', { detail: { alarmName: 'iris-5xx', state: {} } }, { alarm: 'iris-5xx' }],
    [
      'an upload',
      { detail: { object: { key: 'models/iris/v1/model.tar.gz' } } },
      { key: 'models/iris/v1/model.tar.gz' },
    ],
    ['an execution’s end', { detail: { executionArn: 'arn:e', status: 'FAILED' } }, { execution: 'arn:e' }],
    [
      'a suspicion',
      { detail: { endpoint, rollout: 'iris-1', execution: 'arn:e' } },
      { endpoint, rollout: 'iris-1' },
    ],
  ])('names what %s is about', (_, event, keys) => {
    expect(logKeys(event)).toEqual(keys);
  });

  it.each([[undefined], ['text'], [[1]], [{ rollout: 7, detail: { object: null, EndpointName: 1 } }]])(
    'is nothing where the event says nothing: %j',
    (event) => {
      expect(logKeys(event)).toEqual({});
    },
  );
});
