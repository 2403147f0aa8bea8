import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { nextStepText } from '../../core/verdict/next-step.ts';
import { make } from '../../functions/conclude-rollout.ts';
import { aBreach, aPlan, aProblem, aStop, instant, instantMs } from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import {
  admitted,
  anUploadOf,
  asked,
  begun,
  comesToRest,
  executionOf,
  forget,
  prepared,
  serving,
  shifting,
  uploaded,
} from '../support/rollouts-on-aws.ts';

const plan = aPlan();
const { rollout } = plan;
const name = rolloutName(rollout);
const previous = plan.previousConfig ?? '';
const live: Ending = { kind: 'verdict', verdict: { kind: 'live' } };
const rolledBack: Ending = { kind: 'verdict', verdict: { kind: 'rolled-back', breaches: [aBreach()] } };
const refused: Ending = { kind: 'refused', problems: [aProblem()] };
const timedOut: Ending = { kind: 'timed-out', during: 'shift' };

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws, previous);
});
const conclude = (ending: Ending, fence: number | null, of = rollout) =>
  make(aws.seam)({ rollout: of, fence, ending });
const inLedger = (of = rollout) => aws.ledger.rollout('iris', rolloutName(of));

/** Shifted, and come to rest on `config`; its fence. */
async function shiftedTo(config: string): Promise<number> {
  const fence = await shifting(aws, plan);
  comesToRest(aws, config);
  forget(aws);
  return fence;
}

describe('Concluding a rollout', () => {
  it('writes its one outcome, tells people, tells machines, and answers with it', async () => {
    const fence = await shiftedTo(previous);
    const result = await conclude(rolledBack, fence);
    expect(result).toMatchObject({
      rollout: name,
      release: rollout.release.id,
      endpoint: 'iris',
      attempt: 1,
      outcome: 'ROLLED_BACK',
      breaches: [aBreach()],
      urgent: false,
    });
    expect(await inLedger()).toMatchObject({ outcome: 'ROLLED_BACK', endedAt: instant, toldAt: instant });
    expect(aws.told).toMatchObject([{ phase: 'ROLLED_BACK', title: ':rewind: iris v2: ROLLED_BACK' }]);
    const report = { bucket, key: `reports/iris/${rolloutName(plan.rollout)}.html` };
    expect(aws.announced).toEqual([
      { ...result, report, schemaVersion: '1', phase: 'concluded', version: 'v2', at: instant },
    ]);
  });

  it('writes before it tells, and tells before it lets go: what was told can be looked up', async () => {
    await conclude(live, await shiftedTo(name));
    const steps = ['sns:Publish', 'events:PutEvents', 'cloudwatch:DeleteAlarms', 'dynamodb:PutItem'];
    const at = steps.map((step) => aws.calls.lastIndexOf(step));
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(aws.calls.indexOf('dynamodb:UpdateItem')).toBeLessThan(aws.calls.indexOf('sns:Publish'));
  });

  it('lists every problem of a refusal', async () => {
    const fence = await admitted(aws, rollout);
    const problems = [aProblem(), aProblem({ field: 'alarms' })];
    expect(await conclude({ kind: 'refused', problems }, fence)).toMatchObject({
      outcome: 'REJECTED',
      problems,
    });
    expect(aws.told[0]?.text).toMatch(/rollout\.step: .*\n• alarms: /);
  });

  it('tells of an error that a step gave, in its own words', async () => {
    const errorMessage = 'CreateModel was refused: no role';
    const cause = JSON.stringify({ errorType: 'ApiRefused', errorMessage });
    const ending: Ending = { kind: 'error', during: 'Prepare', error: 'ApiRefused', cause };
    expect(await conclude(ending, await admitted(aws, rollout))).toMatchObject({ outcome: 'FAILED' });
    expect(aws.told[0]?.text).toContain('Prepare failed with ApiRefused: CreateModel was refused: no role.');
  });

  it('makes a record even of one whose first step never wrote it down', async () => {
    await conclude({ kind: 'error', during: 'Resolve', error: 'Lambda.Unknown' }, null);
    expect(await inLedger()).toMatchObject({
      ...rollout,
      execution: executionOf(rollout),
      outcome: 'FAILED',
    });
    // All of the endpoint's can be read, now and later.
    expect(await aws.ledger.rollouts('iris')).toHaveLength(1);
  });

  it('leaves nobody waiting, removes the switch, and frees the endpoint', async () => {
    const { plan: real, fence } = await prepared(aws, await uploaded(aws));
    const abortSwitch = `greenlight-test-abort-${rolloutName(real.rollout)}`;
    expect(aws.alarms.map(({ AlarmName }) => AlarmName)).toContain(abortSwitch);
    await shifting(aws, real);
    comesToRest(aws, real.config);
    await conclude(live, fence, real.rollout);
    expect(await aws.ledger.waiting('iris')).toEqual([]);
    expect(aws.alarms.map(({ AlarmName }) => AlarmName)).not.toContain(abortSwitch);
    expect(await aws.leases.read('iris')).not.toHaveProperty('holder');
  });

  it('notes what serves now: drift will be told from that', async () => {
    await conclude(live, await shiftedTo(name));
    expect(await aws.ledger.lastKnownState('iris')).toEqual({
      endpoint: 'iris',
      configName: name,
      status: 'InService',
      lastModified: instantMs + 300_000,
    });
  });

  it('says nothing about what serves where it never began to shift', async () => {
    await conclude(refused, await admitted(aws, rollout));
    expect(await aws.ledger.lastKnownState('iris')).toBeUndefined();
    expect(aws.calls).toContain('dynamodb:Query');
  });

  it('tells also where what is left behind could not be collected', async () => {
    const fence = await shiftedTo(name);
    aws.on('DescribeEndpointConfig', () => {
      throw refusal('AccessDeniedException', 'no');
    });
    expect(await conclude(live, fence)).toMatchObject({ outcome: 'DEPLOYED' });
  });
});

describe('Concluding once more', () => {
  it('finds the outcome and tells nothing anew', async () => {
    const fence = await shiftedTo(previous);
    const first = await conclude(rolledBack, fence);
    expect(await conclude(rolledBack, fence)).toEqual(first);
    expect([aws.told.length, aws.announced.length]).toEqual([1, 1]);
  });

  it('with another ending keeps the first outcome', async () => {
    const fence = await shiftedTo(previous);
    await conclude(rolledBack, fence);
    expect(await conclude(live, fence)).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(aws.told).toHaveLength(1);
  });

  it.each(['Publish', 'PutEvents'])('catches up on the telling where %s failed', async (operation) => {
    const fence = await shiftedTo(previous);
    aws.on(operation, () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(conclude(rolledBack, fence)).rejects.toThrow();
    expect(await inLedger()).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(await inLedger()).not.toHaveProperty('toldAt');
    expect(await aws.leases.read('iris')).toMatchObject({ holder: { fence } });
    aws.on(operation, undefined);
    expect(await conclude(timedOut, fence)).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(aws.told.at(-1)).toMatchObject({ phase: 'ROLLED_BACK' });
    expect(aws.announced).toMatchObject([{ outcome: 'ROLLED_BACK' }]);
    expect(await inLedger()).toMatchObject({ toldAt: instant });
  });
});

describe('An ending without a verdict', () => {
  it('is proven by a look at the endpoint: what a lost event had to tell', async () => {
    const fence = await shiftedTo(name);
    const lost: Ending = { kind: 'error', during: 'AwaitAgain', error: 'Lambda.Unknown' };
    expect(await conclude(lost, fence)).toMatchObject({ outcome: 'DEPLOYED' });
  });

  it('while the endpoint is still changing, leaves it to a caretaker and tells no outcome', async () => {
    const fence = await shifting(aws, plan);
    forget(aws);
    const died: Ending = { kind: 'error', during: 'AwaitAgain', error: 'Lambda.Unknown' };
    const result = await conclude(died, fence);
    expect(result).not.toHaveProperty('outcome');
    expect(aws.started).toEqual([
      {
        name: `${name}-care-${fence}`,
        input: { rollout, caretaking: { fence: fence + 1, plan } },
      },
    ]);
    expect(aws.told).toEqual([]);
    expect(await inLedger()).not.toHaveProperty('outcome');
    expect(await aws.leases.read('iris')).toMatchObject({
      fence: fence + 1,
      holder: { phase: 'caretaking', claim: { rollout: name } },
    });
  });

  it('at our own bound is TIMED_OUT, told at once; a caretaker watches on', async () => {
    const fence = await shifting(aws, plan);
    forget(aws);
    expect(await conclude(timedOut, fence)).toMatchObject({ outcome: 'TIMED_OUT', urgent: true });
    expect(aws.started).toHaveLength(1);
    expect(aws.told.map(({ phase }) => phase)).toEqual(['TIMED_OUT']);
    // Somebody still waits for its end, so nobody else gets the endpoint.
    expect(await asked(aws, anUploadOf('v3', 30))).toBeNull();
  });

  it('whose end the caretaker sees, is noted as its aftermath: there is no second outcome', async () => {
    const fence = await shifting(aws, plan);
    await conclude(timedOut, fence);
    comesToRest(aws, name);
    forget(aws);
    expect(await conclude(live, fence + 1)).toMatchObject({ outcome: 'TIMED_OUT' });
    expect(await inLedger()).toMatchObject({
      outcome: 'TIMED_OUT',
      aftermath: {
        at: instant,
        status: 'InService',
        serving: name,
        nextSteps: [{ text: expect.stringMatching(/^To go back to/), action: 'roll-back' }],
      },
    });
    expect(aws.told.map(({ phase }) => phase)).toEqual(['aftermath']);
    expect(aws.told[0]?.text).toContain(`${name} serves: the release is live`);
    expect(aws.announced).toMatchObject([{ phase: 'aftermath', status: 'InService', serving: name }]);
    expect(await aws.leases.read('iris')).not.toHaveProperty('holder');
  });

  it('at our own bound is not TIMED_OUT where the endpoint has come to rest by then', async () => {
    const fence = await shiftedTo(name);
    expect(await conclude(timedOut, fence)).toMatchObject({ outcome: 'DEPLOYED' });
  });

  it('whose endpoint was deleted in the end, has that as its aftermath', async () => {
    const fence = await shifting(aws, plan);
    await conclude(timedOut, fence);
    aws.endpoints.clear();
    const deleted: Ending = {
      kind: 'verdict',
      verdict: { kind: 'failed', why: 'deleted', status: 'missing', serving: null, breaches: [] },
    };
    await conclude(deleted, fence + 1);
    expect(await inLedger()).toMatchObject({ aftermath: { status: 'missing', serving: null } });
    expect(await aws.ledger.lastKnownState('iris')).toMatchObject({ configName: null });
  });

  it('of a first release that never came about claims nothing about the endpoint', async () => {
    aws.endpoints.clear();
    const first = aPlan({ live: undefined });
    const fence = await admitted(aws, first.rollout);
    await aws.ledger.keepPlan(first);
    const expected = {
      requestedConfig: name,
      previousConfig: null,
      modifiedBefore: null,
      acknowledged: false,
    };
    await aws.ledger.armShift(rollout, 'shift', { token: 't', expected, rollbackAlarms: [] });
    const no: Ending = { kind: 'error', during: 'ShiftTraffic', error: 'ApiRefused' };
    expect(await conclude(no, fence)).toMatchObject({ outcome: 'FAILED' });
    expect(await aws.ledger.lastKnownState('iris')).toBeUndefined();
  });
});

describe('An outcome, at the moment when it is told,', () => {
  it.each([
    ['the config from before serves', previous, 'ROLLED_BACK', /^Somebody else updated the endpoint back/],
    ['another config serves', 'theirs', 'FAILED', /theirs serves/],
  ])('is what the endpoint shows: %s', async (_, config, outcome, cause) => {
    const fence = await shiftedTo(config);
    await aws.ledger.keepVerdict('iris', name, { kind: 'live' });
    expect(await conclude(live, fence)).toMatchObject({ outcome, cause: expect.stringMatching(cause) });
    expect(aws.announced).toMatchObject([
      { phase: 'drift', what: 'config', from: name, to: config },
      { phase: 'concluded', outcome },
    ]);
    expect(await aws.ledger.lastKnownState('iris')).toMatchObject({ configName: config });
  });

  it('is FAILED where the endpoint is gone', async () => {
    const fence = await shiftedTo(name);
    aws.endpoints.clear();
    expect(await conclude(live, fence)).toMatchObject({ outcome: 'FAILED', urgent: true });
  });

  it.each([
    ['DEPLOYED', live, name],
    ['ROLLED_BACK', rolledBack, previous],
  ])(
    'is not %s while the endpoint is changing: a caretaker waits for its rest',
    async (_, ending, config) => {
      const fence = await shiftedTo(config);
      comesToRest(aws, config, 'SystemUpdating');
      expect(await conclude(ending, fence)).not.toHaveProperty('outcome');
      expect(aws.started).toMatchObject([{ name: `${name}-care-${fence}` }]);
      expect(aws.told).toEqual([]);
    },
  );

  it('is TIMED_OUT where no caretaker may wait for that any more', async () => {
    let fence = await shiftedTo(name);
    comesToRest(aws, name, 'SystemUpdating');
    for (let care = 1; care <= 12; care += 1) {
      expect(await conclude(live, fence)).not.toHaveProperty('outcome');
      fence += 1;
    }
    expect(await conclude(live, fence)).toMatchObject({ outcome: 'TIMED_OUT', urgent: true });
  });

  it('is not DEPLOYED while a rollback alarm is on that went on at its gates: it goes back', async () => {
    const fence = await shiftedTo(name);
    await aws.ledger.enter(rollout, 'gates-after', instant);
    aws.alarms.push({ AlarmName: 'iris-5xx', StateValue: 'ALARM', StateReason: 'r' });
    expect(await conclude(live, fence)).not.toHaveProperty('outcome');
    expect(aws.started).toHaveLength(1);
  });

  it('stands once it was written, whatever becomes of the endpoint; the drift is told before it', async () => {
    const fence = await shiftedTo(name);
    await aws.ledger.keepVerdict('iris', name, { kind: 'live' });
    aws.on('Publish', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(conclude(live, fence)).rejects.toThrow();
    aws.on('Publish', undefined);
    comesToRest(aws, 'theirs');
    expect(await conclude(live, fence)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(aws.told.map(({ phase }) => phase)).toEqual(['drift', 'DEPLOYED']);
    await conclude(live, fence);
    expect(aws.told).toHaveLength(2);
  });
});

describe('A failure', () => {
  const steps = async (of = rollout) => (await inLedger(of))?.conclusion?.nextSteps?.map(nextStepText);
  const back: Ending = {
    kind: 'went-back',
    unwanted: { kind: 'unwanted', breaches: [aBreach()] },
    verdict: { kind: 'rolled-back', breaches: [], failureReason: 'no capacity' },
  };

  it('says what serves and what can be done about it, with the deployment’s stage and region', async () => {
    const fence = await shiftedTo(name);
    expect(await conclude(back, fence)).toMatchObject({
      outcome: 'FAILED',
      observed: { status: 'InService', serving: name },
    });
    expect(await steps()).toEqual([
      `To go back to ${previous}: npx greenlight rollback iris --stage test --region us-east-1`,
    ]);
    expect(aws.announced.at(-1)).toMatchObject({ phase: 'concluded', nextSteps: [{ action: 'roll-back' }] });
  });

  it('offers no way back whose config is gone, or whose model is', async () => {
    const fence = await shiftedTo(name);
    aws.configs.delete(previous);
    await conclude(back, fence);
    expect((await steps())?.join()).not.toContain('rollback');
  });

  it('is told even if it cannot be looked up whether there is a way back', async () => {
    const fence = await shiftedTo(name);
    aws.on('DescribeEndpointConfig', () => {
      throw refusal('AccessDeniedException', 'no');
    });
    expect(await conclude(back, fence)).toMatchObject({ outcome: 'FAILED' });
    expect((await steps())?.[0]).toContain(`To go back to ${previous}`);
  });

  it('before the shift asks nothing of the endpoint, and says how to try again', async () => {
    const fence = await admitted(aws, rollout);
    const ending: Ending = { kind: 'error', during: 'Prepare', error: 'ApiRefused' };
    expect(await conclude(ending, fence)).not.toHaveProperty('observed');
    expect(await steps()).toEqual([expect.stringContaining(`npx greenlight retry ${rollout.release.id}`)]);
  });

  it('is looked into for nothing but failures', async () => {
    const fence = await shiftedTo(previous);
    expect(await conclude(rolledBack, fence)).not.toHaveProperty('nextSteps');
  });
});

describe('A stop that comes after the verdict', () => {
  it('is too late for the rollout, which ends DEPLOYED, and a rollback is started, once', async () => {
    const fence = await shiftedTo(name);
    await aws.ledger.stop('iris', name, aStop());
    expect(await conclude(live, fence)).toMatchObject({ outcome: 'DEPLOYED', stop: aStop() });
    await conclude(live, fence);
    expect(aws.started).toMatchObject([
      {
        name: `${rollout.release.id}-2`,
        input: { attempt: 2, start: { kind: 'rollback', by: 'ana@example.com', config: previous } },
      },
    ]);
    expect(aws.told.map(({ phase }) => phase)).toEqual(['DEPLOYED']);
  });

  it('starts the same rollback again where it died right after it', async () => {
    const fence = await shiftedTo(name);
    await aws.ledger.stop('iris', name, aStop());
    aws.between((action, call) => {
      if (action !== 'states:StartExecution') return call();
      return call().then(() => Promise.reject(new Error('killed')));
    });
    await expect(conclude(live, fence)).rejects.toThrow('killed');
    aws.between(undefined);
    expect(await conclude(live, fence)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(aws.started).toHaveLength(1);
  });

  it('by a rollback that takes the place starts no other one', async () => {
    const fence = await shiftedTo(name);
    await aws.ledger.stop('iris', name, aStop({ kind: 'superseded', by: 'iris-x-2' }));
    expect(await conclude(live, fence)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(aws.started).toEqual([]);
  });
});

describe('The endpoint, at a rollout’s end,', () => {
  const next = anUploadOf('v3', 30);
  const nextName = rolloutName(next);
  const answers = () => aws.completed.filter(({ token }) => token === 'next');

  it('goes to who is next, who is woken with the new fence', async () => {
    const fence = await admitted(aws, rollout);
    await asked(aws, next, 'next');
    expect(await conclude(refused, fence)).toMatchObject({ next: nextName });
    expect(answers()).toEqual([{ token: 'next', output: { ending: null, fence: fence + 1 } }]);
    expect(await aws.leases.read('iris')).toMatchObject({
      fence: fence + 1,
      holder: { claim: { rollout: nextName } },
    });
  });

  it('is handed over to the same one where the try died before waking it', async () => {
    const fence = await admitted(aws, rollout);
    await asked(aws, next, 'next');
    aws.on('SendTaskSuccess', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(conclude(refused, fence)).rejects.toThrow();
    aws.on('SendTaskSuccess', undefined);
    await conclude(refused, fence);
    expect(answers()).toEqual([{ token: 'next', output: { ending: null, fence: fence + 1 } }]);
  });

  it('passes over one that is dead', async () => {
    const fence = await admitted(aws, rollout);
    await asked(aws, next, 'next');
    aws.gone.add('next');
    aws.dead.add(executionOf(next));
    expect(await conclude(refused, fence)).not.toHaveProperty('next');
    expect(await aws.leases.read('iris')).not.toHaveProperty('holder');
  });

  it('is left to one whose token is gone but which lives: it is about to ask again', async () => {
    const fence = await admitted(aws, rollout);
    await asked(aws, next, 'next');
    aws.gone.add('next');
    expect(await conclude(refused, fence)).toMatchObject({ next: nextName });
    expect(await asked(aws, next, 'again')).toBe(fence + 1);
  });

  it('stays whose it is, where one ends that never had it: it is only taken out of the queue', async () => {
    const fence = await admitted(aws, rollout);
    await asked(aws, next, 'next');
    expect(await conclude({ kind: 'timed-out', during: 'queue' }, null, next)).toMatchObject({
      outcome: 'REJECTED',
    });
    const lease = await aws.leases.read('iris');
    expect(lease).toMatchObject({ holder: { fence, claim: { rollout: name } } });
    expect(lease).not.toHaveProperty('next');
  });

  it('is let go of by one that has it without knowing: its wait timed out as it was handed over', async () => {
    const fence = await admitted(aws, rollout);
    await asked(aws, next, 'next');
    aws.gone.add('next');
    await conclude(refused, fence);
    await conclude({ kind: 'timed-out', during: 'queue' }, null, next);
    expect(await aws.leases.read('iris')).not.toHaveProperty('holder');
  });
});

describe('A rollout that has lost the lease', () => {
  const lost: Ending = { kind: 'error', during: 'ShiftTraffic', error: 'LeaseLost' };

  it('before its end is told, leaves everything to its caretaker', async () => {
    await begun(aws, rollout);
    expect(await conclude(lost, 1)).toEqual({ rollout: name, leftTo: 'its caretaker' });
    expect(await inLedger()).not.toHaveProperty('outcome');
    expect([aws.told, aws.started]).toEqual([[], []]);
  });

  it('after its end was told, redriven, is a wish to try again: a new attempt, once', async () => {
    const fence = await admitted(aws, rollout);
    await conclude(refused, fence);
    const again = `${rollout.release.id}-2`;
    expect(await conclude(lost, fence)).toEqual({ rollout: name, startedInstead: again });
    expect(await conclude(lost, fence)).toEqual({ rollout: name, startedInstead: again });
    expect(aws.started).toMatchObject([{ name: again, input: { attempt: 2, start: { kind: 'retry' } } }]);
    expect(aws.told).toHaveLength(1);
  });
});

describe('What is left behind', () => {
  it('is deleted beyond the releases that are kept, never what serves', async () => {
    const configs: string[] = [];
    for (const hour of [1, 2, 3]) {
      const made = await uploaded(aws, { keep: 1 });
      const release = { ...made.release, id: `iris-a0000000000${hour}`, version: `v${hour}` };
      const { plan: real, fence } = await prepared(aws, { ...made, release });
      await shifting(aws, real);
      comesToRest(aws, real.config);
      const clock = { ...aws.seam.clock, now: () => instantMs + hour * 3_600_000 };
      await make({ ...aws.seam, clock })({ rollout: real.rollout, fence, ending: live });
      configs.push(real.config);
    }
    const [first = '', , last = ''] = configs;
    expect([...aws.configs.keys()]).toEqual([previous, last]);
    expect([...aws.models.keys()]).toEqual([previous, last]);
    expect(await aws.ledger.rollout('iris', first)).toHaveProperty('discardedAt');
    expect(await aws.ledger.rollout('iris', last)).not.toHaveProperty('discardedAt');
  });
});
