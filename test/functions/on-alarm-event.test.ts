import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { make } from '../../functions/on-alarm-event.ts';
import { anExpectation, aPlan, aRelease, aRollout, aStop, instant, instantMs } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { atGates } from '../support/gated.ts';
import { planned, serving, shifting } from '../support/rollouts-on-aws.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});

/**
 * "CloudWatch Alarm State Change" (CloudWatch's guide, "Alarm events and EventBridge"), with CloudWatch's own
 * way to write instants.
 */
const wentOn = (alarmName = 'iris-5xx', timestamp = '2026-01-05T10:20:00.000+0000') => ({
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  detail: {
    alarmName,
    configuration: { metrics: [] },
    previousState: { value: 'OK', timestamp: '2026-01-05T10:00:00.000+0000' },
    state: {
      value: 'ALARM',
      reason: 'Threshold Crossed: 2 datapoints were greater than the threshold (1.0).',
      reasonData: '{"version":"1.0","recentDatapoints":[3.0,9.0],"threshold":1.0}',
      timestamp,
    },
  },
});
const onAlarm = (...given: Parameters<typeof wentOn>) => make(aws.seam)(wentOn(...given));

const waits = (of = rollout, rollbackAlarms = ['iris-5xx']) =>
  aws.ledger.armShift(of, 'shift', {
    token: `token of ${of.release.endpoint}`,
    expected: anExpectation({ acknowledged: false }),
    rollbackAlarms,
  });
const watch = (on: 'rollback' | 'notify' = 'rollback', endpoint = 'iris', told?: 'always') =>
  aws.ledger.watchAlarms(endpoint, [{ name: 'iris-5xx', on }], told);
/** At a minute after ten. */
const wentOnAt = (minute: number) =>
  onAlarm('iris-5xx', instantAt(instantMs + minute * 60_000).replace('Z', '+0000'));

const breach = {
  name: 'iris-5xx',
  value: 9,
  threshold: 1,
  reason: 'Threshold Crossed: 2 datapoints were greater than the threshold (1.0).',
  at: '2026-01-05T10:20:00.000Z',
};

describe('An alarm that goes on', () => {
  it('during a rollout is noted for its verdict, told with its numbers and announced', async () => {
    await watch();
    await waits();
    expect(await onAlarm()).toEqual({ told: ['iris'] });
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [breach] }]);
    expect(aws.told).toMatchObject([
      { phase: 'alarm', title: ':bell: iris: alarm iris-5xx (value 9, limit 1)' },
    ]);
    expect(aws.told[0]?.text).toContain(`Rollout ${name} is under way`);
    const change = {
      schemaVersion: '1',
      phase: 'alarm',
      endpoint: 'iris',
      rollout: name,
      breach,
      at: instant,
    };
    expect(aws.announced).toEqual([{ ...change, count: 1 }]);
    expect(aws.told[0]).toMatchObject({ key: 'alarm#iris-5xx', event: { ...change, count: 1 } });
  });

  it('is told once, however often its event comes', async () => {
    await watch();
    await waits();
    await onAlarm();
    expect(await onAlarm()).toEqual({ told: [] });
    expect(aws.told).toHaveLength(1);
    expect(aws.announced).toHaveLength(1);
  });

  it('is told by the next try where the first could not', async () => {
    await watch();
    await waits();
    aws.on('Publish', () => {
      throw refusal('Throttled', 'Rate exceeded');
    });
    await expect(onAlarm()).rejects.toThrow();
    // The verdict does not wait for the telling.
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [breach] }]);
    aws.on('Publish', undefined);
    expect(await onAlarm()).toEqual({ told: ['iris'] });
  });

  it('is told with fewer words where AWS takes no more calls', async () => {
    await watch();
    await waits();
    aws.on('DescribeEndpoint', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    expect(await onAlarm()).toEqual({ told: ['iris'] });
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [breach] }]);
  });

  it('and only tells, does not count for the verdict', async () => {
    await watch('notify');
    await waits(rollout, []);
    await onAlarm();
    expect(aws.told[0]?.text).toContain('this alarm only tells');
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [] }]);
  });

  it('while the rollout waits for its endpoint is told, and speaks against nothing yet', async () => {
    await watch();
    await aws.ledger.armIdle(rollout, 'calm-1');
    expect(await onAlarm()).toEqual({ told: ['iris'] });
    expect(await aws.ledger.waiting('iris')).toEqual([
      { purpose: 'calm', endpoint: 'iris', name, token: 'calm-1' },
    ]);
  });

  it('while the rollout goes back is no reason against that', async () => {
    await watch();
    await aws.ledger.armShift(rollout, 'back', {
      token: 'back-1',
      expected: anExpectation({ acknowledged: false }),
      rollbackAlarms: ['iris-5xx'],
    });
    await onAlarm();
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ purpose: 'back', breaches: [] }]);
  });

  it('that nobody watches is nobody’s business', async () => {
    await watch();
    expect(await onAlarm('another')).toEqual({ told: [] });
    expect(aws.calls).toEqual(['dynamodb:Query']);
  });

  it('and is watched by two endpoints, is told of each', async () => {
    await watch();
    await watch('rollback', 'fraud');
    const fraud = aRollout({ release: aRelease({ endpoint: 'fraud' }) });
    await waits();
    await waits(fraud);
    expect(await onAlarm()).toEqual({ told: ['fraud', 'iris'] });
    expect(await aws.ledger.waiting('fraud')).toMatchObject([{ breaches: [breach] }]);
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [breach] }]);
  });
});

describe('An alarm that goes off again and again', () => {
  it('is told once an hour, with how often it did meanwhile; machines hear of every time', async () => {
    await watch();
    await waits();
    for (const minute of [0, 10, 59, 60, 61]) await wentOnAt(minute);
    expect(aws.told.map(({ text }) => /went off .* more/.exec(text)?.[0])).toEqual([
      undefined,
      'went off 2 times more',
    ]);
    expect(aws.announced.map(({ count }) => count)).toEqual([1, 2, 3, 1, 2]);
    expect(new Set(aws.told.map(({ key }) => key))).toEqual(new Set(['alarm#iris-5xx']));
  });

  it('counts the same time once, and a late one as no news', async () => {
    await watch();
    await waits();
    for (const minute of [10, 20, 20, 10, 5]) await wentOnAt(minute);
    expect(aws.told).toHaveLength(1);
    expect(aws.announced.map(({ count }) => count)).toEqual([1, 2, 3]);
  });

  it('is news in the next rollout, and to another endpoint', async () => {
    await watch();
    await watch('rollback', 'fraud');
    await waits();
    await wentOnAt(0);
    const [wait] = await aws.ledger.waiting('iris');
    if (wait) await aws.ledger.disarm(wait);
    await waits(aRollout({ attempt: 2 }));
    await waits(aRollout({ release: aRelease({ endpoint: 'fraud' }) }));
    await wentOnAt(10);
    expect(aws.told.map(({ title }) => title.split(':')[2]?.trim())).toEqual(['iris', 'fraud', 'iris']);
  });

  it('is decided again alike by the next try, where the first could not tell', async () => {
    await watch();
    await waits();
    await wentOnAt(0);
    await wentOnAt(10);
    aws.on('PutEvents', () => {
      throw refusal('InternalException', 'try again');
    });
    await expect(wentOnAt(30)).rejects.toThrow();
    await expect(wentOnAt(70)).rejects.toThrow();
    aws.on('PutEvents', undefined);
    await wentOnAt(70);
    await wentOnAt(30);
    expect(aws.told.filter(({ text }) => text.includes('went off 2 times'))).toHaveLength(2);
    expect(aws.announced.map(({ count }) => count).slice(-2)).toEqual([1, 2]);
  });
});

describe('An alarm outside any rollout', () => {
  it('is announced, and told nobody who has not asked for it', async () => {
    await watch();
    expect(await onAlarm()).toEqual({ told: [] });
    expect(aws.told).toEqual([]);
    expect(aws.announced).toMatchObject([{ phase: 'alarm', rollout: null, count: 1 }]);
    expect(await onAlarm()).toEqual({ told: [] });
    expect(aws.announced).toHaveLength(1);
  });

  it('is told who has', async () => {
    await watch('rollback', 'iris', 'always');
    expect(await onAlarm()).toEqual({ told: ['iris'] });
    expect(aws.told[0]?.text).toContain('No rollout is under way.');
  });
});

describe('An alarm that rolls back says what that means', () => {
  const plan = aPlan();
  const told = async () => {
    await watch();
    await onAlarm();
    return aws.told.find(({ phase }) => phase === 'alarm')?.text;
  };
  /** SageMaker is at it, with that many of the five of each fleet on. */
  const doing = (Status: string, green = 0, blue = 5 - green) => {
    const variant = { VariantName: 'AllTraffic', DesiredInstanceCount: 5 };
    aws.on('DescribeEndpoint', () => ({
      EndpointStatus: 'Updating',
      EndpointConfigName: plan.previousConfig,
      ProductionVariants: [{ ...variant, CurrentInstanceCount: blue }],
      PendingDeploymentSummary: {
        EndpointConfigName: plan.config,
        ProductionVariants: [
          {
            ...variant,
            CurrentInstanceCount: green,
            VariantStatus: [
              { Status, StartTime: new Date(instantMs + 1000) },
              { Status: 'Creating', StartTime: new Date(instantMs) },
            ],
          },
        ],
      },
    }));
  };

  it.each([
    ['Baking', 2, 'SageMaker is baking step 2 of 5: it stops there and shifts all traffic back.'],
    ['Baking', 5, 'shifts all traffic back. All of the fleet from before stands: going back is instant.'],
    [
      'ActivatingTraffic',
      1,
      'SageMaker is turning on traffic of the release. It looks at its alarms in the bakes',
    ],
    ['Creating', 0, 'SageMaker is starting instances of the release. It looks at its alarms in the bakes'],
    [
      'Deleting',
      5,
      'SageMaker is ending the fleet from before. The release has all traffic. No alarm is looked at any more;',
    ],
    ['OfTomorrow', 1, 'in a bake, SageMaker now shifts all traffic back.'],
  ])('while SageMaker is %s, %i instances on', async (status, instances, text) => {
    serving(aws, plan.previousConfig ?? '');
    await shifting(aws, plan);
    doing(status, instances);
    expect(await told()).toContain(text);
  });

  it.each(['rollback', 'notify', 'hold'] as const)(
    'while the fleet of the release ends, which AWS calls Deleting, too: for an alarm with on: %s',
    async (on) => {
      serving(aws, plan.previousConfig ?? '');
      await shifting(aws, plan);
      doing('Deleting', 0);
      await aws.ledger.watchAlarms('iris', [{ name: 'iris-5xx', on }]);
      await onAlarm();
      expect(aws.told.find(({ phase }) => phase === 'alarm')?.text).toContain(
        `Rollout ${name} is under way: SageMaker has shifted all traffic back, and is ending the release’s fleet. The fleet from before has all traffic again. Nothing to do.`,
      );
    },
  );

  it('once SageMaker has shifted back', async () => {
    serving(aws, plan.previousConfig ?? '');
    await shifting(aws, plan);
    serving(aws, plan.previousConfig ?? '');
    expect(await told()).toContain('SageMaker has all traffic on the config from before.');
  });

  it('where somebody stops it already', async () => {
    serving(aws, plan.previousConfig ?? '');
    await shifting(aws, plan);
    await aws.ledger.stop('iris', name, aStop());
    expect(await told()).toContain('It is being stopped already (ana＠example.com: scores look wrong)');
  });

  it('before the shift: it is refused, if the alarm is still on then', async () => {
    await planned(aws, plan);
    expect(await told()).toContain(
      'it has not begun to shift, and is refused if the alarm is still on then.',
    );
  });

  it.each([
    [[{ soak: '30m' }], 'its soak ends: the endpoint goes back by an update'],
    [
      [{ approval: { timeout: '1h' } }],
      'if the alarm is still on when its gates are over, the endpoint goes back by',
    ],
  ])('after it, at %j', async (after, text) => {
    await atGates(aws, { after });
    await aws.ledger.enter(plan.rollout, 'gates-after', instant);
    expect(await told()).toContain(text);
  });
});

describe('An alarm of alarms', () => {
  it('names those that made it go off, in what is told, announced and noted for the verdict', async () => {
    await watch();
    await waits();
    const event = wentOn();
    event.detail.state.reasonData = JSON.stringify({
      triggeringAlarms: [
        { arn: 'arn:aws:cloudwatch:us-east-1:0:alarm:p99', state: { value: 'ALARM', timestamp: instant } },
        { arn: 'arn:aws:cloudwatch:us-east-1:0:alarm:4xx', state: { value: 'OK', timestamp: instant } },
      ],
    });
    await make(aws.seam)(event);
    expect(aws.told[0]?.title).toBe(':bell: iris: alarm iris-5xx (because of p99)');
    expect(aws.announced).toMatchObject([{ breach: { children: ['p99'] } }]);
    expect(await aws.ledger.waiting('iris')).toMatchObject([{ breaches: [{ children: ['p99'] }] }]);
  });

  it('whose own actions are held back, is told with why', async () => {
    await watch();
    await waits();
    const { detail, ...event } = wentOn();
    const state = { ...detail.state, actionsSuppressedBy: 'Alarm', actionsSuppressedReason: 'deploying' };
    const muteDetail = { mutedByArn: 'arn:aws:cloudwatch:us-east-1:0:alarm-mute-rule:night' };
    await make(aws.seam)({ ...event, detail: { ...detail, state, muteDetail } });
    expect(aws.told[0]?.text).toContain(
      'CloudWatch holds the alarm’s own actions back: Alarm, deploying, arn:aws:cloudwatch:us-east-1:0:alarm-mute-rule:night.',
    );
  });
});
