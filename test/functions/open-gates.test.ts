import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { make as awaitGate } from '../../functions/await-gate.ts';
import { make } from '../../functions/open-gates.ts';
import { make as operate } from '../../functions/operate.ts';
import { aPlan, aStop, instantMs } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal, signingKey } from '../support/fake-aws.ts';
import { atGates } from '../support/gated.ts';
import { aDecision } from '../support/gates.ts';
import { forget } from '../support/rollouts-on-aws.ts';

const { rollout } = aPlan();
const name = rolloutName(rollout);
const hour = 3_600_000;
let aws: FakeAws;
let fence: number;
beforeEach(async () => {
  aws = await fakeAws();
});

/** The rollout is at these gates, and what led there is forgotten. */
async function at(written: Parameters<typeof atGates>[1]): Promise<void> {
  fence = await atGates(aws, written);
  forget(aws);
}
const open = (stage: 'before' | 'after' = 'before') => make(aws.seam)({ rollout, fence, stage });
const decide = (action: 'approve' | 'reject') =>
  operate(aws.seam)({ command: 'decide', endpoint: 'iris', by: 'ana', key: 'k', action, reason: 'why' });
const gate = async (stage: 'before' | 'after' = 'before', n = 0) =>
  (await aws.ledger.gates('iris', name, stage))[n]?.item;
const asked = () => aws.told.filter(({ phase }) => phase === 'gate');

const approval = { approval: { timeout: '8h' } };
const soak = { soak: '30m' };
const check = { lambda: { function: 'greenlight-gate-check' } };

describe('A rollout without gates left', () => {
  it('goes on at once', async () => {
    await at({});
    expect(await open()).toEqual({ ending: null, waitSeconds: null, lookedAt: instantMs });
  });

  it('goes on when all have passed, in the phase of that stage', async () => {
    await at({ before: [check, { lambda: { function: 'greenlight-gate-other' } }] });
    expect(await open()).toMatchObject({ ending: null, waitSeconds: null });
    expect(aws.questions.map(({ of }) => of)).toEqual([
      'function greenlight-gate-check',
      'function greenlight-gate-other',
    ]);
    expect(aws.announced).toMatchObject([{ phase: 'gates-before', rollout: name }]);
  });

  it('asks nothing again that has answered', async () => {
    await at({ before: [check] });
    await open();
    expect(await open()).toMatchObject({ ending: null, waitSeconds: null });
    expect(aws.questions).toHaveLength(1);
  });
});

describe('A gate that has failed', () => {
  beforeEach(() => {
    aws.answers.set('function greenlight-gate-check', { body: '{"verdict":"fail","reason":"drifting"}' });
  });
  const stop = {
    kind: 'gate',
    by: 'gate lambda',
    reason: 'function greenlight-gate-check says fail: drifting',
  };

  it('before the shift stops the rollout, which has changed nothing', async () => {
    await at({ before: [check, approval] });
    const { ending, waitSeconds } = await open();
    expect({ ending, waitSeconds }).toMatchObject({ ending: { kind: 'stopped', stop }, waitSeconds: null });
    expect(asked()).toEqual([]);
  });

  it('after the shift makes what is live unwanted, which is kept for whoever sees the end of going back', async () => {
    await at({ after: [check] });
    const { ending } = await open('after');
    expect(ending).toMatchObject({ kind: 'verdict', verdict: { kind: 'unwanted', breaches: [], stop } });
    expect(await aws.ledger.rollout('iris', name)).toMatchObject({
      verdict: { kind: 'unwanted', breaches: [], stop },
    });
  });

  it('has failed for good: looked at again, nobody is asked anew', async () => {
    await at({ before: [check] });
    const first = await open();
    aws.answers.clear();
    expect((await open()).ending).toEqual(first.ending);
    expect(aws.questions).toHaveLength(1);
  });
});

describe('A release that somebody took away while it waited', () => {
  const plan = aPlan();
  const becomes = (config: string) =>
    aws.endpoints.set('iris', { status: 'InService', config, modified: instantMs });

  it.each([
    ['the config from before', plan.previousConfig ?? '', { kind: 'rolled-back', byOthers: true }],
    ['another', 'theirs', { kind: 'failed', why: 'foreign-update', serving: 'theirs' }],
  ])('ends in what the endpoint shows: %s serves', async (_, config, verdict) => {
    await at({ after: [check] });
    becomes(config);
    expect(await open('after')).toMatchObject({ ending: { kind: 'verdict', verdict }, waitSeconds: null });
    expect(aws.questions).toEqual([]);
  });

  it('is not gone back from, though somebody had it stopped', async () => {
    await at({ after: [check] });
    await aws.ledger.stop('iris', name, aStop());
    becomes('theirs');
    expect((await open('after')).ending).toMatchObject({ verdict: { kind: 'failed' } });
  });

  it('is not looked for before the shift', async () => {
    await at({ before: [approval] });
    becomes('theirs');
    expect((await open()).ending).toBeNull();
    expect(aws.calls).not.toContain('sagemaker:DescribeEndpoint');
  });
});

describe('What somebody has stopped', () => {
  it.each([
    ['before', { kind: 'stopped', stop: aStop() }],
    ['after', { kind: 'verdict', verdict: { kind: 'unwanted', breaches: [], stop: aStop() } }],
  ] as const)('%s the shift ends without a look at its gates', async (stage, ending) => {
    await at({ [stage]: [check] });
    await aws.ledger.stop('iris', name, aStop());
    expect(await open(stage)).toEqual({ ending, waitSeconds: null, lookedAt: instantMs });
    expect(aws.questions).toEqual([]);
  });
});

describe('A gate that waits', () => {
  it('says for how long, and asks people once', async () => {
    await at({ before: [approval] });
    expect(await open()).toEqual({ ending: null, waitSeconds: 8 * 3600, lookedAt: instantMs });
    await aws.clock.advance(hour);
    expect(await open()).toEqual({ ending: null, waitSeconds: 7 * 3600, lookedAt: instantMs + hour });
    expect(asked()).toHaveLength(1);
    expect(asked()[0]?.title).toContain('asking at gate approval, before its shift');
  });

  it('has seen the alarm that it was woken for, though no time has passed: it is not woken for it again', async () => {
    await at({ before: [approval] });
    const heard = { changedAt: instantMs, lastAlarmAt: 0, heardAt: instantMs };
    await aws.ledger.recordAlarmState('iris', 'iris-5xx', heard);
    const { lookedAt } = await open();
    const wait = { rollout, stage: 'before', token: 'gate-1', lookedAt };
    expect(await awaitGate(aws.seam)(wait)).toEqual({ waiting: true });
  });

  it('is asked for by the next try where the first could not', async () => {
    await at({ before: [approval] });
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    await expect(open()).rejects.toThrow();
    aws.on('Publish', undefined);
    await open();
    expect(asked()).toHaveLength(1);
  });

  it('holds those behind it', async () => {
    await at({ before: [approval, check] });
    await open();
    expect(aws.questions).toEqual([]);
    expect(await aws.ledger.gates('iris', name, 'before')).toHaveLength(1);
  });

  it('tells who has decided what, once, in the place of the question', async () => {
    await at({ before: [approval, approval] });
    await open();
    await decide('approve');
    await open();
    await open();
    const told = aws.told.filter(({ phase }) => ['gate', 'decision'].includes(phase));
    expect(told.map(({ phase, key }) => `${phase} ${key}`)).toEqual([
      `gate gate#${name}#before#0`,
      `decision gate#${name}#before#0`,
      `gate gate#${name}#before#1`,
    ]);
    expect(told[1]?.text).toContain('By ana, by the command line');
    const gate = { id: `${name}/before/0`, stage: 'before', kind: 'approval', round: 1 };
    const announced = aws.announced.filter(({ phase }) => phase === 'decision');
    expect(announced).toMatchObject([{ rollout: name, gate, verdict: 'approve', by: 'ana', reason: 'why' }]);
    expect(told[1]?.event).toEqual(announced[0]);
  });

  it('lets them come when somebody has decided', async () => {
    await at({ before: [approval, check] });
    await open();
    await decide('approve');
    expect(await open()).toMatchObject({ ending: null, waitSeconds: null });
    expect(await gate()).toMatchObject({ status: 'passed', decision: { by: 'ana', verdict: 'approve' } });
    expect(aws.questions).toHaveLength(1);
  });

  it('ends the rollout when somebody has said no, with who and why', async () => {
    await at({ before: [approval] });
    await open();
    await decide('reject');
    expect((await open()).ending).toMatchObject({
      kind: 'stopped',
      stop: { reason: 'rejected by ana: why' },
    });
  });

  it('longer than a day is looked at once a day all the same: its event may have been lost', async () => {
    await at({ before: [{ approval: { timeout: '720h' } }] });
    expect(await open()).toMatchObject({ waitSeconds: 86_400 });
  });
});

describe('Alarms', () => {
  it('that are named by a gate alone are watched from then on, so that it hears of them', async () => {
    aws.alarms.push({ AlarmName: 'staging-5xx', StateValue: 'OK', StateUpdatedTimestamp: new Date(0) });
    await at({ before: [{ 'alarms-clear': { alarms: ['staging-5xx'] } }] });
    expect(await open()).toMatchObject({ ending: null, waitSeconds: null });
    expect(await aws.ledger.watchersOf('staging-5xx')).toEqual([{ endpoint: 'iris', on: 'notify' }]);
    expect(await aws.ledger.watchersOf('iris-5xx')).toMatchObject([{ endpoint: 'iris', on: 'rollback' }]);
  });

  it('that are on make a soak fail, and their numbers are in the verdict', async () => {
    await at({ after: [soak] });
    await open('after');
    const StateReasonData = JSON.stringify({ recentDatapoints: [9], threshold: 1 });
    Object.assign(aws.alarms[0] ?? {}, { StateValue: 'ALARM', StateReasonData });
    expect((await open('after')).ending).toMatchObject({
      verdict: {
        kind: 'unwanted',
        breaches: [{ name: 'iris-5xx', value: 9, threshold: 1 }],
        stop: { reason: expect.stringContaining('iris-5xx') },
      },
    });
  });

  it('that went off and are OK again make it fail as well, since they were heard of', async () => {
    await at({ after: [soak] });
    await open('after');
    const off = instantMs + 1000;
    await aws.ledger.recordAlarmState('iris', 'iris-5xx', { changedAt: off, lastAlarmAt: off, heardAt: off });
    expect((await open('after')).ending).toMatchObject({ verdict: { kind: 'unwanted' } });
  });

  it('that go off while a gate asks for something are seen by the gates behind it', async () => {
    await at({ after: [check, soak] });
    aws.between((action, call) => {
      if (action === 'lambda:InvokeFunction') Object.assign(aws.alarms[0] ?? {}, { StateValue: 'ALARM' });
      return call();
    });
    expect((await open('after')).ending).toMatchObject({ verdict: { kind: 'unwanted' } });
  });
});

describe('A rollout that has lost the lease', () => {
  it('looks at no gate', async () => {
    await at({ before: [check] });
    await expect(make(aws.seam)({ rollout, fence: fence + 1, stage: 'before' })).rejects.toMatchObject({
      name: 'LeaseLost',
    });
    expect(aws.questions).toEqual([]);
    expect(await aws.ledger.gates('iris', name, 'before')).toEqual([]);
  });
});

describe('What is asked elsewhere', () => {
  it('of an endpoint is what lies beside the manifest', async () => {
    await aws.put('models/iris/sample.json', '{"x":1}');
    await at({
      before: [{ smoke: { endpoint: 'staging', payload: 'sample.json', expect: 'body.score < 1' } }],
    });
    expect(await open()).toMatchObject({ ending: null, waitSeconds: null });
    expect(aws.questions).toEqual([{ of: 'endpoint staging', body: '{"x":1}' }]);
  });

  it('is written down before it is asked', async () => {
    await at({ before: [check] });
    const seen: unknown[] = [];
    aws.between(async (action, call) => {
      if (action === 'lambda:InvokeFunction') seen.push(await gate());
      return call();
    });
    await open();
    expect(seen).toMatchObject([{ status: 'pending', acted: 'lambda' }]);
  });

  it('shows the signing key to nobody', async () => {
    await at({ before: [{ webhook: { url: 'https://elsewhere.example.net/x' } }] });
    const { ending } = await open();
    expect(ending).toMatchObject({
      stop: { reason: expect.stringMatching(/elsewhere\.example\.net is not allowed/) },
    });
    expect(JSON.stringify([ending, aws.told, aws.announced, await aws.items()])).not.toContain(signingKey);
  });
});

describe('A decision in the last moment', () => {
  it('that comes between the look and its writing counts: the gate is looked at anew', async () => {
    await at({ before: [approval] });
    await open();
    await aws.clock.advance(8 * hour);
    let looked = false;
    aws.between(async (action, call) => {
      if (action === 'cloudwatch:DescribeAlarms') looked = true;
      if (looked && action === 'dynamodb:UpdateItem') {
        looked = false;
        aws.between(undefined);
        const [kept] = await aws.ledger.gates('iris', name, 'before');
        if (kept === undefined) throw new Error('no gate');
        const decision = aDecision('approve', instantMs + hour);
        await aws.ledger.putGate('iris', name, { ...kept.item, decision }, kept.revision);
      }
      return call();
    });
    expect(await open()).toMatchObject({ ending: null, waitSeconds: null });
    expect(await gate()).toMatchObject({ status: 'passed', decision: { by: 'U0ANA' } });
  });

  it('that does not come leaves it to the manifest', async () => {
    await at({ before: [approval] });
    await open();
    await aws.clock.advance(8 * hour);
    expect((await open()).ending).toMatchObject({
      kind: 'stopped',
      stop: { reason: expect.stringMatching(/nobody decided within 8h/) },
    });
  });
});
