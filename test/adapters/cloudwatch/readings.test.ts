import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { readAlarms } from '../../../adapters/cloudwatch/readings.ts';
import { instant, instantMs } from '../../support/builders.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});
const read = (...names: string[]) => readAlarms(aws.seam.clients(CloudWatchClient), names);

describe('An alarm’s reading', () => {
  it('is its state, the datapoint that made it so, and its threshold', async () => {
    aws.alarms.push({
      AlarmName: 'iris-5xx',
      StateValue: 'ALARM',
      StateUpdatedTimestamp: new Date(instant),
      StateReasonData: '{"version":"1.0","recentDatapoints":[2,9],"threshold":1.0}',
      Threshold: 1,
    });
    expect(await read('iris-5xx', 'missing')).toEqual([
      { name: 'iris-5xx', state: 'ALARM', since: instantMs, value: 9, threshold: 1 },
    ]);
  });

  it('is a composite’s, which has no numbers', async () => {
    const alarm = { AlarmName: 'both', StateValue: 'OK', StateUpdatedTimestamp: new Date(instant) };
    aws.on('DescribeAlarms', () => ({ MetricAlarms: [], CompositeAlarms: [alarm] }));
    expect(await read('both')).toEqual([{ name: 'both', state: 'OK', since: instantMs }]);
  });

  it('takes no call where nobody asks', async () => {
    expect(await read()).toEqual([]);
    expect(aws.calls).toEqual([]);
  });
});
