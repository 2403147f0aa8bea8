import { beforeEach, describe, expect, it } from 'vitest';
import { stopRollout } from '../../app/rollouts/stop-rollout.ts';
import { goingBack } from '../../core/plan/going-back.ts';
import { rolloutName } from '../../core/release.ts';
import { make as onEndpointEvent } from '../../functions/on-endpoint-event.ts';
import { make } from '../../functions/shift-traffic.ts';
import { aPlan, aStop, instantMs } from '../support/builders.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import {
  anUploadOf,
  aRollbackTo,
  asked,
  comesToRest,
  executionOf,
  forget,
  planned,
} from '../support/rollouts-on-aws.ts';

const plan = aPlan();
const { rollout } = plan;
const name = rolloutName(rollout);
const previous = plan.previousConfig ?? '';
let aws: FakeAws;
let fence: number;
beforeEach(async () => {
  aws = await fakeAws();
  aws.endpoints.set('iris', { status: 'InService', config: previous, modified: instantMs - 1000 });
  fence = await planned(aws, plan);
  aws.completed.length = 0;
  forget(aws);
});

const run = (mode: 'shift' | 'await-again' | 'back', token = mode as string, under = fence) =>
  make(aws.seam)({ mode, token, fence: under, plan });
const event = () => onEndpointEvent(aws.seam)({ detail: { EndpointName: 'iris' } });

describe('A shift that somebody wants stopped', () => {
  it('before the call, is not begun: nothing was changed', async () => {
    await aws.ledger.stop('iris', name, aStop());
    expect(await run('shift')).toEqual({ armed: false, settled: true });
    expect(aws.completed).toEqual([{ token: 'shift', output: { kind: 'not-begun', stop: aStop() } }]);
    expect(aws.shifts).toEqual([]);
    expect(aws.told).toEqual([]);
    expect(await aws.ledger.waiting('iris')).toEqual([]);
  });

  it('after the call, goes on here: whoever stopped it has tripped the switch', async () => {
    aws.on('UpdateEndpoint', async (input) => {
      aws.on('UpdateEndpoint', undefined);
      aws.shifts.push(input);
      aws.endpoints.set('iris', { status: 'Updating', config: previous, pending: name, modified: instantMs });
      await aws.ledger.stop('iris', name, aStop());
      return {};
    });
    expect(await run('shift')).toEqual({ armed: true, settled: false });
    expect(aws.completed).toEqual([]);
    expect(aws.calls.filter((call) => call.startsWith('cloudwatch:'))).toEqual([]);
  });

  it('between its look and the call, is found by whoever stops it: its wait is armed already', async () => {
    const tripped: string[] = [];
    const abortSwitch = {
      make: async () => {},
      trip: async (_: string, tripping: string) => void tripped.push(tripping),
      remove: async () => {},
    };
    const waits = { complete: async () => true };
    aws.on('UpdateEndpoint', async () => {
      aws.on('UpdateEndpoint', undefined);
      const ports = { ledger: aws.ledger, waits, abortSwitch };
      expect(await stopRollout(ports, 'iris', name, aStop())).toBe('shifting-back');
      return {};
    });
    await run('shift');
    expect(tripped).toEqual([name]);
  });

  it('ends as unwanted where it is live all the same, so that it goes back', async () => {
    await run('shift');
    await aws.ledger.stop('iris', name, aStop());
    comesToRest(aws, name);
    await event();
    expect(aws.completed).toEqual([
      { token: 'shift', output: { kind: 'unwanted', breaches: [], stop: aStop() } },
    ]);
  });

  it('ends as rolled back, by whom, where the switch did it', async () => {
    await run('shift');
    await aws.ledger.stop('iris', name, aStop());
    comesToRest(aws, previous);
    await event();
    expect(aws.completed[0]?.output).toEqual({ kind: 'rolled-back', breaches: [], stop: aStop() });
  });
});

describe('A shift and the lease', () => {
  it('is noted in the lease, so that nobody takes it for one that has not begun', async () => {
    await run('shift');
    expect(await aws.leases.read('iris')).toMatchObject({ holder: { phase: 'shifting', fence } });
  });

  it('yields to a rollback that was promised the place', async () => {
    const back = aRollbackTo('iris-000000000000-1', rollout);
    await asked(aws, back);
    forget(aws);
    await run('shift');
    const stop = expect.objectContaining({ kind: 'superseded', by: rolloutName(back) });
    expect(aws.completed).toEqual([{ token: 'shift', output: { kind: 'not-begun', stop } }]);
    expect(aws.shifts).toEqual([]);
  });

  it('yields even where the one that was promised the place could not write its stop down', async () => {
    const newer = anUploadOf('v3', 30);
    await aws.leases.change('iris', (lease) => {
      const { holder } = lease;
      if (holder === undefined) throw new Error('nobody holds the lease');
      const order = {
        ...holder.claim.order,
        release: newer.release.id,
        uploadedAt: newer.release.uploadedAt,
      };
      const claim = { ...holder.claim, rollout: rolloutName(newer), order, execution: executionOf(newer) };
      return { lease: { ...lease, next: { claim, token: 't', since: newer.start.at } }, answer: null };
    });
    await run('shift');
    expect(aws.completed).toMatchObject([
      { output: { kind: 'not-begun', stop: { kind: 'superseded', by: rolloutName(newer) } } },
    ]);
    expect(aws.shifts).toEqual([]);
  });

  it('does not yield to an upload that came after it began', async () => {
    await run('shift', 'token-1');
    await asked(aws, anUploadOf('v3', 30));
    expect(await run('shift', 'token-2')).toEqual({ armed: true, settled: false });
    expect(aws.shifts).toHaveLength(1);
    expect(aws.completed).toEqual([]);
  });

  it.each(['shift', 'await-again', 'back'] as const)(
    'without the lease changes nothing, in mode %s',
    async (mode) => {
      await expect(run(mode, 'token', fence + 1)).rejects.toMatchObject({ name: 'LeaseLost' });
      expect(aws.calls.filter((call) => !call.startsWith('dynamodb:'))).toEqual([]);
      expect(await aws.ledger.waiting('iris')).toEqual([]);
    },
  );

  it('as a caretaker, only waits on: the dead execution, redriven, has lost it', async () => {
    await run('shift');
    const caretaker = 'arn:caretaker';
    await aws.leases.change('iris', (lease) => {
      const { holder } = lease;
      if (holder === undefined) throw new Error('nobody holds the lease');
      const claim = { ...holder.claim, execution: caretaker };
      const taken = { claim, fence: fence + 1, phase: 'caretaking', since: holder.since } as const;
      return { lease: { ...lease, fence: fence + 1, holder: taken }, answer: null };
    });
    await expect(run('shift', 'redriven')).rejects.toMatchObject({ name: 'LeaseLost' });
    expect(await run('await-again', 'caring', fence + 1)).toEqual({ armed: true, settled: false });
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ token: 'caring' }]);
  });
});

describe('Going back', () => {
  /** It was live, and an alarm went on. */
  beforeEach(async () => {
    await run('shift');
    aws.endpoints.set('iris', { status: 'InService', config: name, modified: instantMs + 60_000 });
    aws.alarms.push({ AlarmName: 'iris-5xx', StateValue: 'ALARM' });
    await event();
    expect(aws.completed).toMatchObject([{ output: { kind: 'unwanted', breaches: [{ name: 'iris-5xx' }] } }]);
    forget(aws);
  });

  it('updates the endpoint to what it served before: at once, and without alarms', async () => {
    expect(await run('back')).toEqual({ armed: true, settled: false });
    expect(aws.shifts).toEqual([
      {
        EndpointName: 'iris',
        EndpointConfigName: previous,
        DeploymentConfig: goingBack(),
        RetainAllVariantProperties: true,
      },
    ]);
    expect(aws.told.map(({ phase }) => phase)).toEqual(['going-back']);
    expect(aws.announced).toMatchObject([{ phase: 'going-back', rollout: name }]);
  });

  it('waits for what it served before, with a wait of its own', async () => {
    await run('back');
    expect(await aws.ledger.waiting('iris')).toMatchObject([
      {
        purpose: 'back',
        token: 'back',
        expected: { requestedConfig: previous, previousConfig: name, acknowledged: true },
      },
    ]);
    comesToRest(aws, previous);
    await event();
    // The alarm is still on, and the reason to go back: it is none against having gone back.
    expect(aws.completed.at(-1)).toEqual({ token: 'back', output: { kind: 'live' } });
  });

  it('is done regardless of a stop: that is what wanted it', async () => {
    await aws.ledger.stop('iris', name, aStop());
    await run('back');
    expect(aws.shifts).toHaveLength(1);
  });

  it('is asked of SageMaker once', async () => {
    await run('back', 'back-1');
    await run('back', 'back-2');
    expect(aws.shifts).toHaveLength(1);
    expect(aws.told).toHaveLength(1);
  });

  it('is not done over somebody else’s change', async () => {
    comesToRest(aws, 'theirs');
    await expect(run('back')).rejects.toMatchObject({ name: 'EndpointChanged' });
    expect(aws.shifts).toEqual([]);
  });

  it('that SageMaker undoes ends as rolled back: the new config still serves', async () => {
    await run('back');
    comesToRest(aws, name);
    await event();
    expect(aws.completed.at(-1)).toEqual({ token: 'back', output: { kind: 'rolled-back', breaches: [] } });
  });
});
