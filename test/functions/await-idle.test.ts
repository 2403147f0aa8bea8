import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { make } from '../../functions/await-idle.ts';
import { make as onEndpointEvent } from '../../functions/on-endpoint-event.ts';
import { aRollout, aStop, instant, instantMs } from '../support/builders.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { admitted, comesToRest, forget, serving } from '../support/rollouts-on-aws.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws, 'iris-old', 'Updating');
  await admitted(aws, rollout);
  aws.completed.length = 0;
  forget(aws);
});
const awaitCalm = (token = 'calm-1') => make(aws.seam)({ rollout, token });

describe('A rollout whose endpoint is busy', () => {
  it('stores its token first, then looks once, and waits', async () => {
    expect(await awaitCalm()).toEqual({ settled: false });
    expect(aws.completed).toEqual([]);
    expect(await aws.ledger.waiting('iris')).toEqual([
      { purpose: 'calm', endpoint: 'iris', name, token: 'calm-1' },
    ]);
    expect(aws.calls).toEqual([
      'dynamodb:UpdateItem',
      'dynamodb:GetItem',
      'sagemaker:DescribeEndpoint',
      'dynamodb:UpdateItem',
      'events:PutEvents',
    ]);
  });

  it('enters a phase of its own, announced once', async () => {
    await awaitCalm();
    await awaitCalm('calm-2');
    expect(aws.announced).toMatchObject([{ phase: 'waiting-for-endpoint', rollout: name }]);
    expect(await aws.ledger.rollout('iris', name)).toMatchObject({
      phases: { 'waiting-for-endpoint': instant },
    });
  });

  it('goes on at once where it has come to rest in between', async () => {
    comesToRest(aws, 'theirs');
    expect(await awaitCalm()).toEqual({ settled: true });
    expect(aws.completed).toEqual([{ token: 'calm-1', output: { ending: null } }]);
    expect(await aws.ledger.waiting('iris')).toEqual([]);
    // It has waited for nothing.
    expect(aws.announced).toEqual([]);
  });

  it('enters the phase again where it has become busy after its gates', async () => {
    await awaitCalm('calm-1');
    await aws.ledger.enter(rollout, 'gates-before', instantAt(instantMs + 60_000));
    await aws.clock.advance(3_600_000);
    await awaitCalm('calm-2');
    expect(aws.announced.map(({ phase }) => phase)).toEqual(['waiting-for-endpoint', 'waiting-for-endpoint']);
    expect(await aws.ledger.rollout('iris', name)).toMatchObject({
      phases: { 'waiting-for-endpoint': instantAt(instantMs + 3_600_000) },
    });
  });

  it('goes on where the endpoint is gone: what that means, the next look at all of it says', async () => {
    aws.endpoints.clear();
    expect(await awaitCalm()).toEqual({ settled: true });
  });

  it('waits on under a new token after half an hour, and is woken by that', async () => {
    await awaitCalm('calm-1');
    aws.gone.add('calm-1');
    await awaitCalm('calm-2');
    comesToRest(aws, 'theirs');
    await onEndpointEvent(aws.seam)({ detail: { EndpointName: 'iris' } });
    expect(aws.completed).toEqual([{ token: 'calm-2', output: { ending: null } }]);
  });

  it('finds the stop that came before its token was stored, and does not wait', async () => {
    await aws.ledger.stop('iris', name, aStop());
    expect(await awaitCalm()).toEqual({ settled: true });
    expect(aws.completed).toEqual([
      { token: 'calm-1', output: { ending: { kind: 'stopped', stop: aStop() } } },
    ]);
    expect(await aws.ledger.waiting('iris')).toEqual([]);
  });
});
