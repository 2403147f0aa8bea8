import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { SageMakerClient, UpdateEndpointWeightsAndCapacitiesCommand } from '@aws-sdk/client-sagemaker';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { openWorld } from '../../scenarios/open-world.ts';
import { artifactBytes } from '../../scenarios/release-artifacts.ts';
import { ReleaseWorld } from '../../scenarios/release-world.ts';
import { templateOf01, upgradable } from './version-0.1.ts';

const minute = 60_000;

const manifest = `
model: { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' }
fleet: { instanceType: ml.m5.large, instanceCount: 5 }
rollout: { strategy: linear, step: 20%, bake: 5m, finalBake: 5m, timeout: 1h }
alarms: [{ name: iris-5xx, on: rollback }, { name: iris-kpi, on: hold }]
`;
const gates = 'gates: { before: [{ approval: { timeout: 8h } }], after: [{ soak: 30m }] }\n';

class Upgraded extends ReleaseWorld {
  upgrade: () => void = () => {};
  goBack: () => void = () => {};

  async release(version: string): Promise<string> {
    return this.upload(`models/iris/${version}/model.tar.gz`, artifactBytes('model', version));
  }

  async alarm(AlarmName: string, StateValue: 'ALARM' | 'OK'): Promise<void> {
    const command = new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'by hand' });
    await this.clock.drive(this.aws.clients(CloudWatchClient).send(command));
  }
}

/** A rollout of v2 begun by version 0.1, with v1 serving. */
async function begun(gated = ''): Promise<{ world: Upgraded; v2: string }> {
  const versions = upgradable();
  // A deployment brings the new roles with the new functions. Here the template stays the old one.
  const permissions = 'unchecked';
  const { load } = versions;
  const template = templateOf01();
  // Of that version's template: images that are programs of this host, and roles that need not exist.
  const parameters = { AllowedImages: 'local:*', ModelRolePrefix: 'greenlight-local-' };
  const world = new Upgraded(await openWorld({ template, load, permissions, parameters }));
  world.upgrade = versions.upgrade;
  world.goBack = versions.goBack;
  for (const AlarmName of ['iris-5xx', 'iris-kpi']) {
    const alarm = new PutMetricAlarmCommand({
      AlarmName,
      Namespace: 'Own',
      MetricName: AlarmName,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    await world.clock.drive(world.aws.clients(CloudWatchClient).send(alarm));
  }
  await world.put('models/iris/greenlight.yaml', manifest + gated);
  const v1 = await world.release('v1');
  if (gated !== '') {
    await world.clock.advance(minute);
    await world.operate({ command: 'decide', endpoint: 'iris', action: 'approve' });
  }
  expect((await world.ended(v1)).outcome).toBe('DEPLOYED');
  await world.clock.advance(minute);
  return { world, v2: await world.release('v2') };
}

/** The outcome of v2, which is told once, with the lease free afterwards and the endpoint on `serving`. */
async function endOf(world: Upgraded, release: string) {
  const { outcome } = await world.ended(release);
  await world.clock.advance(minute);
  expect(world.concluded(release)).toHaveLength(1);
  expect((await world.item('lease'))?.holder).toBeUndefined();
  const { EndpointStatus, EndpointConfigName = '' } = await world.describe();
  expect(world.handlerErrors).toEqual([]);
  await world.close();
  return { outcome, status: EndpointStatus, servesIt: EndpointConfigName.startsWith(release) };
}

const deployed = { outcome: 'DEPLOYED', status: 'InService', servesIt: true };
const rolledBack = { outcome: 'ROLLED_BACK', status: 'InService', servesIt: false };

describe('functions are upgraded from version 0.1 in the midst of a rollout', () => {
  it('while it shifts', async () => {
    const { world, v2 } = await begun();
    await world.clock.advance(10 * minute);
    world.upgrade();
    expect(await endOf(world, v2)).toEqual(deployed);
  });

  it('while it shifts, and an alarm goes off', async () => {
    const { world, v2 } = await begun();
    await world.clock.advance(10 * minute);
    world.upgrade();
    await world.alarm('iris-5xx', 'ALARM');
    expect(await endOf(world, v2)).toEqual(rolledBack);
  });

  it('while it shifts, and somebody aborts it', async () => {
    const { world, v2 } = await begun();
    await world.clock.advance(10 * minute);
    world.upgrade();
    await world.operate({ command: 'abort', endpoint: 'iris', reason: 'not today' });
    expect(await endOf(world, v2)).toEqual(rolledBack);
  });

  it('while another waits behind it', async () => {
    const { world, v2 } = await begun();
    await world.clock.advance(5 * minute);
    const v3 = await world.release('v3');
    await world.clock.advance(minute);
    world.upgrade();
    expect((await world.ended(v2)).outcome).toBe('DEPLOYED');
    expect(await endOf(world, v3)).toEqual(deployed);
  });

  it('while somebody else changes the endpoint', async () => {
    const { world, v2 } = await begun();
    expect((await world.ended(v2)).outcome).toBe('DEPLOYED');
    await world.clock.advance(minute);
    const rescale = new UpdateEndpointWeightsAndCapacitiesCommand({
      EndpointName: 'iris',
      DesiredWeightsAndCapacities: [{ VariantName: 'AllTraffic', DesiredInstanceCount: 6 }],
    });
    await world.clock.drive(world.aws.clients(SageMakerClient).send(rescale));
    const v3 = await world.release('v3');
    await world.clock.advance(minute);
    world.upgrade();
    expect(await endOf(world, v3)).toEqual(deployed);
  });

  it('while it waits for an approval, which is given then', async () => {
    const { world, v2 } = await begun(gates);
    await world.clock.advance(5 * minute);
    world.upgrade();
    await world.operate({ command: 'decide', endpoint: 'iris', action: 'approve' });
    expect(await endOf(world, v2)).toEqual(deployed);
  });

  it('while it soaks, and is aborted then', async () => {
    const { world, v2 } = await begun(gates);
    await world.clock.advance(5 * minute);
    await world.operate({ command: 'decide', endpoint: 'iris', action: 'approve' });
    await world.clock.advance(45 * minute);
    expect(world.phasesOf(`${v2}-1`)).toContain('gates-after');
    world.upgrade();
    await world.operate({ command: 'abort', endpoint: 'iris', reason: 'not today' });
    expect(await endOf(world, v2)).toEqual(rolledBack);
  });

  it('while a hold asks, and somebody goes on', async () => {
    const { world, v2 } = await begun();
    await world.clock.advance(8 * minute);
    await world.alarm('iris-kpi', 'ALARM');
    await world.clock.advance(minute);
    world.upgrade();
    const answer = await world.operate({ command: 'decide', endpoint: 'iris', action: 'approve' });
    expect(answer.done).toBe('decided');
    await world.alarm('iris-kpi', 'OK');
    expect(await endOf(world, v2)).toEqual(deployed);
  });

  it('while a caretaker has the lease', async () => {
    const { world, v2 } = await begun();
    await world.clock.advance(8 * minute);
    const executionArn = world.executionArn(`${v2}-1`);
    const stop = new StopExecutionCommand({ executionArn, cause: 'by hand' });
    await world.clock.drive(world.aws.clients(SFNClient).send(stop));
    await world.clock.advance(minute);
    world.upgrade();
    expect(await endOf(world, v2)).toEqual(deployed);
  });

  it('while a rollback shifts', async () => {
    const { world, v2 } = await begun();
    expect((await world.ended(v2)).outcome).toBe('DEPLOYED');
    await world.clock.advance(minute);
    const { rollout = '' } = await world.operate({ command: 'rollback', endpoint: 'iris' });
    await world.clock.advance(5 * minute);
    world.upgrade();
    expect((await world.ended(rollout)).outcome).toBe('DEPLOYED');
    await world.clock.advance(minute);
    expect((await world.describe()).EndpointConfigName).not.toMatch(v2);
    await world.close();
  });
});

describe('functions go back to version 0.1', () => {
  it('at rest, and release over what today’s have written', async () => {
    const { world, v2 } = await begun();
    await world.clock.advance(10 * minute);
    world.upgrade();
    expect((await world.ended(v2)).outcome).toBe('DEPLOYED');
    await world.clock.advance(minute);
    world.goBack();
    const v3 = await world.release('v3');
    expect((await world.ended(v3)).outcome).toBe('DEPLOYED');
    await world.clock.advance(minute);
    const { rollout = '' } = await world.operate({ command: 'rollback', endpoint: 'iris' });
    expect((await world.ended(rollout)).outcome).toBe('DEPLOYED');
    await world.clock.advance(minute);
    expect((await world.describe()).EndpointConfigName).toMatch(v2);
    expect(world.handlerErrors).toEqual([]);
    await world.close();
  });

  it('while a rollout shifts that began under them', async () => {
    const { world, v2 } = await begun();
    await world.clock.advance(10 * minute);
    world.upgrade();
    await world.clock.advance(5 * minute);
    world.goBack();
    expect(await endOf(world, v2)).toEqual(deployed);
  });
});

describe('functions are new and the state machine is still old', () => {
  it('a release that begins just then ends at its first step, with nothing changed, and can be tried again', async () => {
    const { world, v2 } = await begun();
    world.upgrade();
    const { outcome, cause, nextSteps } = await world.ended(v2);
    expect(outcome).toBe('FAILED');
    expect(cause).toMatch(/^Resolve failed/);
    expect(nextSteps?.map(({ command }) => command)).toEqual([`npx greenlight retry ${v2}`]);
    expect((await world.describe()).EndpointStatus).toBe('InService');
    expect((await world.describe()).EndpointConfigName).not.toMatch(v2);
    await world.close();
  });
});
