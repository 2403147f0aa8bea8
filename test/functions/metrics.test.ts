import { beforeEach, describe, expect, it } from 'vitest';
import { endMessage } from '../../app/ending/log-end.ts';
import { rolloutName } from '../../core/release.ts';
import { make as concludeRollout } from '../../functions/conclude-rollout.ts';
import { make as onArtifactUploaded } from '../../functions/on-artifact-uploaded.ts';
import { make as onEndpointEvent } from '../../functions/on-endpoint-event.ts';
import { make as onExecutionEnded } from '../../functions/on-execution-ended.ts';
import { make as shiftTraffic } from '../../functions/shift-traffic.ts';
import { aPlan, instant } from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import {
  admitted,
  comesToRest,
  executionOf,
  planned,
  serving,
  shifting,
} from '../support/rollouts-on-aws.ts';

const plan = aPlan();
const { rollout } = plan;
const live = { kind: 'verdict', verdict: { kind: 'live' } } as const;

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws, plan.previousConfig ?? '');
});

/** What was measured, without what every line has. */
const measured = (name: string) =>
  aws.measured
    .filter((metric) => Object.hasOwn(metric, name))
    .map(({ Stage: _, rollout: __, endpoint: ___, ...metric }) => metric);

describe('The end of a rollout', () => {
  const conclude = (fence: number) => concludeRollout(aws.seam)({ rollout, fence, ending: live });

  const ends = () => aws.logged.filter(({ message }) => message === endMessage);

  it('is logged with its outcome, and how long it took', async () => {
    const fence = await shifting(aws, plan);
    comesToRest(aws, plan.config);
    await aws.clock.drive(aws.clock.sleep(300_000));
    await conclude(fence);
    expect(ends()).toEqual([
      {
        message: endMessage,
        ...{ rollout: rolloutName(rollout), endpoint: 'iris', outcome: 'DEPLOYED' },
        seconds: expect.objectContaining({ shifting: 300, total: 300 }),
      },
    ]);
    // Each metric costs as much for one hour as the rest of a rollout.
    expect(aws.measured).toEqual([]);
  });

  it('is logged once, however often it is told to conclude', async () => {
    const fence = await shifting(aws, plan);
    comesToRest(aws, plan.config);
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    await expect(conclude(fence)).rejects.toThrow();
    aws.on('Publish', undefined);
    await conclude(fence);
    await conclude(fence);
    expect(ends()).toHaveLength(1);
  });
});

describe('A lost event', () => {
  it('is counted when a look finds what it would have told', async () => {
    const fence = await shifting(aws, plan);
    const again = () => shiftTraffic(aws.seam)({ mode: 'await-again', token: 't-2', fence, plan });
    await again();
    expect(measured('LostEvents')).toEqual([]);
    comesToRest(aws, plan.config);
    await again();
    expect(measured('LostEvents')).toEqual([{ Event: 'endpoint', LostEvents: 1 }]);
  });

  it('is none where the first look after the call already shows the end', async () => {
    const fence = await planned(aws, plan);
    aws.on('UpdateEndpoint', async () => {
      comesToRest(aws, plan.config);
      return {};
    });
    const settled = await shiftTraffic(aws.seam)({ mode: 'shift', token: 't-1', fence, plan });
    expect(settled).toEqual({ armed: true, settled: true });
    expect(measured('LostEvents')).toEqual([]);
  });
});

describe('A dead execution', () => {
  const suspected = () =>
    onExecutionEnded(aws.seam)({
      'detail-type': 'Greenlight Rollout Suspected Dead',
      detail: { endpoint: 'iris', rollout: rolloutName(rollout), execution: executionOf(rollout) },
    });

  it('is counted when it is seen to, and as a lost event where nobody told of it', async () => {
    await admitted(aws, rollout);
    aws.dead.add(executionOf(rollout));
    await suspected();
    expect(measured('DeadExecutions')).toEqual([{ Status: 'GONE', DeadExecutions: 1 }]);
    expect(measured('LostEvents')).toEqual([{ Event: 'execution', LostEvents: 1 }]);
    await suspected();
    expect(measured('DeadExecutions')).toHaveLength(1);
  });

  it('is none while it runs', async () => {
    await admitted(aws, rollout);
    await suspected();
    expect(measured('DeadExecutions')).toEqual([]);
  });
});

describe('What is told once is counted once', () => {
  it('drift', async () => {
    await aws.ledger.keepLastKnownState({
      endpoint: 'iris',
      configName: 'ours',
      status: 'InService',
      lastModified: 0,
    });
    comesToRest(aws, 'theirs');
    const event = { detail: { EndpointName: 'iris' } };
    // It is told, and then what is believed from now on cannot be written.
    aws.between(async (action, call) => {
      if (action === 'dynamodb:PutItem' && aws.told.length > 0) throw refusal('Throttled', 'Rate exceeded');
      return call();
    });
    await expect(onEndpointEvent(aws.seam)(event)).rejects.toThrow();
    aws.between(undefined);
    await onEndpointEvent(aws.seam)(event);
    await onEndpointEvent(aws.seam)(event);
    expect(measured('Drift')).toEqual([{ What: 'config', Drift: 1 }]);
  });

  it('a misplaced artifact', async () => {
    const object = { key: 'models/model.tar.gz', size: 1, etag: 'e', 'version-id': 'v' };
    const event = {
      'detail-type': 'Object Created',
      time: instant,
      detail: { bucket: { name: bucket }, object },
    };
    await onArtifactUploaded(aws.seam)(event);
    await onArtifactUploaded(aws.seam)(event);
    expect(measured('Misplaced')).toEqual([{ key: 'models/model.tar.gz', Misplaced: 1 }]);
  });
});
