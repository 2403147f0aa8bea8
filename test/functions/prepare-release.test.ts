import { beforeEach, describe, expect, it } from 'vitest';
import { make } from '../../functions/prepare-release.ts';
import { aPlan } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';

const plan = aPlan();
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});
const prepare = () => make(aws.seam)({ plan });

describe('Preparing a release', () => {
  it('creates the model, then the config that names it', async () => {
    expect(await prepare()).toEqual({ prepared: plan.name });
    expect(aws.models.get(plan.name)).toEqual({ ...plan.model, ModelName: plan.name });
    expect(aws.configs.get(plan.name)).toEqual({ ...plan.endpointConfig, EndpointConfigName: plan.name });
    const created = aws.calls.filter((call) => call.startsWith('sagemaker:'));
    expect(created).toEqual(['sagemaker:CreateModel', 'sagemaker:CreateEndpointConfig']);
  });

  it('touches no endpoint', async () => {
    await prepare();
    expect(aws.shifts).toEqual([]);
  });

  it('changes nothing when it is repeated after a lost answer', async () => {
    await prepare();
    expect(await prepare()).toEqual({ prepared: plan.name });
    expect([aws.models.size, aws.configs.size]).toEqual([1, 1]);
  });

  it('goes on where the first try came only half way', async () => {
    aws.on('CreateEndpointConfig', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(prepare()).rejects.toMatchObject({ name: 'ThrottlingException' });
    aws.on('CreateEndpointConfig', undefined);
    await prepare();
    expect(aws.configs.has(plan.name)).toBe(true);
  });

  it('is refused for good where the API refuses', async () => {
    aws.on('CreateModel', () => {
      throw refusal('ValidationException', 'Could not access model data');
    });
    await expect(prepare()).rejects.toMatchObject({
      name: 'ApiRefused',
      message: 'CreateModel was refused: Could not access model data',
    });
    expect(aws.configs.size).toBe(0);
  });

  it('lets the endpoint’s alarms be known from now on, and only those of this manifest', async () => {
    await aws.ledger.watchAlarms('iris', [{ name: 'of-the-last-manifest', on: 'rollback' }]);
    await prepare();
    expect(await aws.ledger.watchersOf('iris-5xx')).toEqual([{ endpoint: 'iris', on: 'rollback' }]);
    expect(await aws.ledger.watchersOf('of-the-last-manifest')).toEqual([]);
  });
});
