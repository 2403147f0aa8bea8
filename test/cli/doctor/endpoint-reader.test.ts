import { beforeEach, describe, expect, it } from 'vitest';
import type { Aws } from '../../../cli/aws/aws.ts';
import { resourceNames } from '../../../cli/aws/resource-names.ts';
import { endpointReader } from '../../../cli/doctor/endpoint-reader.ts';
import type { EndpointFacts } from '../../../core/doctor/endpoint/endpoint-facts.ts';
import { examineEndpoint } from '../../../core/doctor/endpoint/examine-endpoint.ts';
import { aDeployment, instant, instantMs } from '../../support/builders.ts';
import { bucket, env, type FakeAws, fakeAws } from '../../support/fake-aws.ts';
import { prepared, servesItself, serving, uploaded } from '../../support/rollouts-on-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws, 'theirs');
});

async function facts(): Promise<EndpointFacts> {
  const names = { ...resourceNames('test', '000000000000', 'us-east-1'), bucket, table: env.TABLE_NAME };
  const seen: Aws = {
    stage: 'test',
    region: 'us-east-1',
    caller: 'arn:aws:iam::000000000000:user/ana',
    names,
    clients: aws.seam.clients,
    served: (url) => url,
    now: async () => aws.clock.now(),
  };
  const read = await (await endpointReader(seen))('iris');
  if (read.kind === 'missing') throw new Error('iris is missing');
  return read;
}

describe('An endpoint whose owner stored an alarm with it', () => {
  beforeEach(() => {
    aws.alarms.push({ AlarmName: 'iris-5xx', StateValue: 'OK' });
    const at = new Date(instantMs);
    aws.on('DescribeEndpoint', () => ({
      EndpointName: 'iris',
      EndpointArn: 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/iris',
      EndpointConfigName: 'theirs',
      EndpointStatus: 'InService',
      CreationTime: at,
      LastModifiedTime: at,
      ProductionVariants: [{ VariantName: 'AllTraffic', DesiredInstanceCount: 5 }],
      LastDeploymentConfig: {
        ...aDeployment(),
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
      },
    }));
  });

  const rollout = { strategy: 'canary', step: '20%', bake: '10m', finalBake: '5m' };
  it.each<[string, object]>([
    ['nothing', {}],
    ['alarms', { alarms: [{ compare: '5xx' }] }],
    ['a strategy', { rollout }],
    ['both', { rollout, alarms: [{ compare: '5xx' }] }],
  ])('has that alarm looked up where the defaults say %s', async (_, defaults) => {
    await aws.put('models/greenlight.defaults.yaml', JSON.stringify(defaults));
    const { verdict, findings } = examineEndpoint(await facts());
    expect(findings.filter(({ weight }) => weight === 'problem')).toEqual([]);
    expect(verdict).toBe('ready');
  });
});

describe('After its first release', () => {
  it('the data of what that replaced is looked up, where it was', async () => {
    const theirs = `s3://${bucket}/theirs/model.tar.gz`;
    aws.models.set('theirs', {
      ModelName: 'theirs',
      PrimaryContainer: { Image: 'local:iris', ModelDataUrl: theirs },
    });
    const rollout = await uploaded(aws);
    await prepared(aws, rollout);
    await aws.ledger.enter(rollout, 'shifting', instant);
    servesItself(aws, rollout);
    const told = async () => (await facts()).data?.find(({ isBaseline }) => isBaseline);
    expect(await told()).toEqual({ url: theirs, serves: false, isBaseline: true, exists: false });
    await aws.put('theirs/model.tar.gz', 'model');
    expect(await told()).toMatchObject({ url: theirs, exists: true });
  });
});
