import { beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../core/plan/plan.ts';
import { rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { make } from '../../functions/check-shift.ts';
import { make as onAlarmEvent } from '../../functions/on-alarm-event.ts';
import { make as openGates } from '../../functions/open-gates.ts';
import { make as operate } from '../../functions/operate.ts';
import { aStop, instant, instantMs } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { bakes, deploymentEvent, doing, inShift, kpi, stepEvent } from '../support/in-shift.ts';
import { comesToRest, forget } from '../support/rollouts-on-aws.ts';

let aws: FakeAws;
let plan: Plan;
let fence: number;
let name: string;
beforeEach(async () => {
  aws = await fakeAws();
});

const during = async (given: Parameters<typeof inShift>[1]) => {
  ({ plan, fence } = await inShift(aws, given));
  name = rolloutName(plan.rollout);
  forget(aws);
};
const told = () => make(aws.seam)(deploymentEvent());
/** The whole way of an alarm: its event, and what on-alarm-event hands on. */
const goesOff = async (state: 'ALARM' | 'OK' = 'ALARM') => {
  await onAlarmEvent(aws.seam)(kpi(aws, state));
  for (const detail of aws.held.splice(0)) await make(aws.seam)({ source: 'greenlight', detail });
};
const timeIsUp = () => make(aws.seam)((aws.started.at(-1)?.input ?? {}) as object);
const gate = async (n = 0) => (await aws.ledger.gates('iris', name, 'during'))[n]?.item;
const stop = async () => (await aws.ledger.rollout('iris', name))?.stop;
const switchState = () =>
  aws.alarms.find(({ AlarmName }) => AlarmName === `greenlight-test-abort-${name}`)?.StateValue;
/** What was stored of both fleets since the shift began. */
const steps = async () => {
  const looks = await aws.ledger.looks('iris', name);
  return looks.map(({ reading }) => reading).filter(({ pending }) => pending !== undefined);
};
const asks = () => aws.told.filter(({ phase }) => phase === 'gate');
const over = () => {
  comesToRest(aws, plan.config);
  return openGates(aws.seam)({ rollout: plan.rollout, fence, stage: 'after' });
};

const check = { lambda: { function: 'greenlight-gate-check' } };
const often = { lambda: { function: 'greenlight-gate-check', at: 'every-bake' } };
const no = { body: '{"verdict":"fail","reason":"drifting"}' };

describe('A deployment event', () => {
  it('costs one read where no rollout shifts, and two where nothing is to be checked', async () => {
    await told();
    expect(aws.calls).toEqual(['dynamodb:Query']);
    await during({});
    expect(await told()).toEqual({ shift: 'nothing' });
    expect(aws.calls).toEqual(['dynamodb:Query', 'dynamodb:GetItem']);
  });

  it('costs nothing once it is known that this update has nothing to be checked, and of another one two reads', async () => {
    await during({});
    const handle = make(aws.seam);
    const of = (config: string, StartTime: number) => {
      const { detail, ...event } = deploymentEvent();
      const PendingDeploymentSummary = { EndpointConfigName: config, StartTime };
      return handle({ ...event, detail: { ...detail, PendingDeploymentSummary } });
    };
    await of(plan.config, 1);
    expect(await of(plan.config, 1)).toEqual({ shift: 'nothing' });
    expect(aws.calls).toEqual(['dynamodb:Query', 'dynamodb:GetItem']);
    await of(plan.config, 2);
    await of('theirs', 1);
    await of('theirs', 1);
    expect(aws.calls).toHaveLength(8);
  });

  it('that shows both fleets has them stored: by one write, where nothing is to be checked', async () => {
    await during({});
    const handle = make(aws.seam);
    await handle(stepEvent(plan, { minute: 1, on: 0, status: 'Creating' }));
    forget(aws);
    await handle(stepEvent(plan, { minute: 2, on: 1, status: 'Baking' }));
    await handle(stepEvent(plan, { minute: 2, on: 1, status: 'Baking' }));
    expect(aws.calls).toEqual(['dynamodb:UpdateItem', 'dynamodb:UpdateItem']);
    expect((await steps()).map(({ pending }) => pending?.variants[0]?.serving)).toEqual([0, 1]);
  });

  it('that goes back is stored, and leaves the gates alone', async () => {
    await during({ during: [check] });
    bakes(aws, plan, 5);
    const event = stepEvent(plan, { minute: 3, on: 2, status: 'Deleting', going: 'ROLLING_BACK' });
    expect(await make(aws.seam)(event)).toEqual({ shift: 'nothing' });
    expect(aws.questions).toEqual([]);
    expect(await steps()).toMatchObject([{ status: 'RollingBack' }]);
  });

  it('of another update is not stored', async () => {
    await during({});
    await make(aws.seam)(stepEvent({ ...plan, config: 'theirs' }, { minute: 1, on: 1, status: 'Baking' }));
    expect(await steps()).toEqual([]);
  });

  it('is seen to where it cannot be stored', async () => {
    await during({ during: [often] });
    bakes(aws, plan, 1);
    let refused = 0;
    aws.between((action, call) => {
      if (action !== 'dynamodb:UpdateItem' || refused > 0) return call();
      refused += 1;
      return Promise.reject(new Error('refused'));
    });
    const event = stepEvent(plan, { minute: 1, on: 1, status: 'Baking' });
    expect(await make(aws.seam)(event)).toEqual({ shift: 'looked' });
    expect([refused, await steps()]).toEqual([1, []]);
    expect(await gate()).toMatchObject({ state: { checked: 1 } });
  });

  it('of an early bake leaves alone what is for the final one', async () => {
    await during({ during: [check] });
    bakes(aws, plan, 1);
    expect(await told()).toEqual({ shift: 'looked' });
    expect(aws.questions).toEqual([]);
    expect(await gate()).toMatchObject({ status: 'pending', why: 'waits for the final bake' });
  });

  it('of the final bake has it run, once: passed, it is passed', async () => {
    await during({ during: [check] });
    bakes(aws, plan, 5);
    await told();
    await told();
    expect(aws.questions).toHaveLength(1);
    expect(await gate()).toMatchObject({ status: 'passed', openedAt: instantMs });
    expect(await over()).toMatchObject({ ending: null, waitSeconds: null });
    expect(aws.questions).toHaveLength(1);
  });

  it('is believed as little as its words: what the endpoint shows counts', async () => {
    await during({ during: [check] });
    for (const status of ['Creating', 'ActivatingTraffic', 'Deleting']) {
      doing(aws, plan, status, 5);
      await told();
    }
    aws.endpoints.set('iris', { status: 'InService', config: plan.config, modified: instantMs });
    await told();
    expect(aws.questions).toEqual([]);
  });

  it('of a bake that was seen to, or of one before it, changes nothing', async () => {
    await during({ during: [often] });
    bakes(aws, plan, 2);
    await told();
    await told();
    const found = await gate();
    expect(found).toMatchObject({ state: { checked: 2 }, why: expect.stringMatching(/^bake 2: /) });
    bakes(aws, plan, 1);
    await told();
    expect(await gate()).toEqual(found);
    bakes(aws, plan, 3);
    await told();
    expect(aws.questions.map(({ body }) => JSON.parse(body).bake)).toEqual([2, 3]);
  });
});

describe('A check that fails in a bake', () => {
  beforeEach(async () => {
    aws.answers.set('function greenlight-gate-check', no);
    await during({ during: [check] });
    bakes(aws, plan, 5);
  });
  const wanted = {
    kind: 'gate',
    by: 'gate lambda',
    reason: 'function greenlight-gate-check says fail: drifting',
    at: instant,
  };

  it('trips the abort switch, so that SageMaker shifts back', async () => {
    expect(await told()).toEqual({ shift: 'stopped' });
    expect(await stop()).toEqual(wanted);
    expect(switchState()).toBe('ALARM');
    expect(aws.shifts).toEqual([]);
  });

  it('is made up for where somebody died before tripping it', async () => {
    aws.on('SetAlarmState', () => {
      throw refusal('InternalFailure', 'try again');
    });
    await expect(told()).rejects.toThrow();
    aws.on('SetAlarmState', undefined);
    expect(await told()).toEqual({ shift: 'stopped' });
    expect(switchState()).toBe('ALARM');
    expect(aws.questions).toHaveLength(1);
  });

  it('asks nothing more of a rollout that somebody aborted', async () => {
    await aws.ledger.stop('iris', name, aStop());
    expect(await told()).toEqual({ shift: 'nothing' });
    expect(aws.questions).toEqual([]);
  });

  it('after the last bake makes what is live unwanted', async () => {
    expect((await over()).ending).toMatchObject({
      kind: 'verdict',
      verdict: { kind: 'unwanted', stop: { kind: 'gate', by: 'gate lambda', reason: wanted.reason } },
    });
  });
});

describe('What was missed in the bakes', () => {
  it('is run late, before the gates after the shift', async () => {
    await during({ during: [check], after: [{ lambda: { function: 'greenlight-gate-later' } }] });
    expect(await over()).toMatchObject({ ending: null, waitSeconds: null });
    expect(aws.questions.map(({ of }) => of)).toEqual([
      'function greenlight-gate-check',
      'function greenlight-gate-later',
    ]);
    expect(aws.announced).toMatchObject([{ phase: 'gates-after' }]);
  });

  it('has the gates after the shift wait for it, and spares them where it fails', async () => {
    await during({ during: [check], after: [{ lambda: { function: 'greenlight-gate-later' } }], hold: {} });
    await goesOff();
    expect(await over()).toMatchObject({ ending: null, waitSeconds: 600 });
    aws.answers.set('function greenlight-gate-check', no);
    const [first] = await aws.ledger.gates('iris', name, 'during');
    if (first) {
      const again = { ...first.item, status: 'pending' as const };
      await aws.ledger.putGate('iris', name, again, first.revision);
    }
    expect((await over()).ending).toMatchObject({ verdict: { kind: 'unwanted' } });
    expect(aws.questions.map(({ of }) => of)).not.toContain('function greenlight-gate-later');
  });

  it('is a phase of its own only where there is something to do', async () => {
    await during({ hold: {} });
    expect(await over()).toMatchObject({ ending: null, waitSeconds: null });
    expect(await gate()).toMatchObject({ status: 'passed', why: 'alarm kpi did not go off' });
    expect(aws.announced).toEqual([]);
  });
});

describe('An alarm that holds', () => {
  it('asks once, with a timer for the deadline; and again after a crash, with the same', async () => {
    await during({ hold: { timeout: '5m' } });
    await onAlarmEvent(aws.seam)(kpi(aws, 'ALARM'));
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    const [detail] = aws.held;
    await expect(make(aws.seam)({ source: 'greenlight', detail })).rejects.toThrow();
    // The deadline does not depend on anybody having been told.
    expect(aws.started).toHaveLength(1);
    aws.on('Publish', undefined);
    for (const state of ['ALARM', 'OK', 'ALARM'] as const) await goesOff(state);
    expect(asks()).toHaveLength(1);
    expect(asks()[0]?.title).toContain('asking at gate hold, during its shift');
    expect(aws.started).toEqual([
      {
        name: `${name}-hold-0-1`,
        input: {
          hold: { endpoint: 'iris', rollout: name, n: 0, round: 1 },
          until: instantAt(instantMs + 301_000),
        },
      },
    ]);
    expect(await stop()).toBeUndefined();
  });

  it('asks though it was calm again before that it went off was heard', async () => {
    await during({ hold: {} });
    const off = kpi(aws, 'ALARM');
    await aws.clock.advance(30_000);
    await goesOff('OK');
    expect(asks()).toEqual([]);
    await onAlarmEvent(aws.seam)(off);
    for (const detail of aws.held.splice(0)) await make(aws.seam)({ source: 'greenlight', detail });
    expect(asks()).toHaveLength(1);
    expect(await gate()).toMatchObject({ status: 'pending', why: 'alarm kpi (on: hold) went off' });
  });

  it('has no check run in its place, which would take too long', async () => {
    await during({ during: [check], hold: {} });
    bakes(aws, plan, 5);
    await goesOff();
    expect(aws.questions).toEqual([]);
    expect(await gate(1)).toMatchObject({ ask: { approve: 'continue', reject: 'abort' } });
  });

  it('is not asked about where it only tells, nor where nothing shifts', async () => {
    await during({ hold: {} });
    for (const wait of await aws.ledger.waiting('iris')) await aws.ledger.disarm(wait);
    await onAlarmEvent(aws.seam)(kpi(aws, 'ALARM'));
    expect(aws.held).toEqual([]);
  });

  it.each([
    ['abort', 'failed', 'ALARM'],
    ['continue', 'overridden', 'OK'],
  ])('that nobody answers is settled when its time is up: %s', async (otherwise, status, state) => {
    await during({ hold: { otherwise } });
    await goesOff();
    await aws.clock.advance(599_000);
    await timeIsUp();
    expect(await gate()).toMatchObject({ status: 'pending' });
    await aws.clock.advance(1000);
    await timeIsUp();
    await timeIsUp();
    expect(await gate()).toMatchObject({ status });
    expect(switchState()).toBe(state);
  });

  it('is settled by whoever answers, at the next look: the timer finds nothing more to do', async () => {
    await during({ hold: {} });
    await goesOff();
    const command = { command: 'decide', endpoint: 'iris', by: 'ana', key: 'k', reason: 'fine' };
    await operate(aws.seam)({ ...command, action: 'approve', gate: `${name}/during/0` });
    await aws.clock.advance(600_000);
    await timeIsUp();
    expect(await gate()).toMatchObject({ status: 'overridden', why: 'continued by ana: fine' });
    expect(await stop()).toBeUndefined();
  });

  it('goes on asking when the shift is over, for as long as it has', async () => {
    await during({ hold: {} });
    await goesOff();
    await aws.clock.advance(240_000);
    expect(await over()).toMatchObject({ ending: null, waitSeconds: 360 });
    expect(asks()).toHaveLength(1);
    await aws.clock.advance(360_000);
    expect((await over()).ending).toMatchObject({
      verdict: {
        kind: 'unwanted',
        stop: { by: 'gate hold', reason: expect.stringContaining('nobody decided') },
      },
    });
  });
});
