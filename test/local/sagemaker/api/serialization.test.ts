import { describe, expect, it } from 'vitest';
import { assertReadable } from '../../../../local/sagemaker/api/serialization.ts';
import { sagemakerModel } from '../../../../local/sagemaker/api/shapes.ts';
import { text, utf8 } from '../../../../local/transport/wire.ts';
import { localSageMaker } from '../support.ts';
import { samples } from './samples.ts';

const variants = (members: object) => ({ ProductionVariants: [{ VariantName: 'v', ...members }] });

describe('the types of a JSON input', () => {
  it.each(Object.entries(samples))('are right in a valid %s', (operation, input) => {
    expect(() => assertReadable(sagemakerModel, operation, JSON.parse(JSON.stringify(input)))).not.toThrow();
  });

  it.each([
    ['DescribeModel', { ModelName: 5 }, 'NUMBER_VALUE can not be converted to a String'],
    ['DescribeModel', { ModelName: true }, 'TRUE_VALUE can not be converted to a String'],
    ['DescribeModel', { ModelName: ['m'] }, 'Start of list found where not expected'],
    ['DescribeModel', { ModelName: {} }, 'Start of structure or map found where not expected.'],
    [
      'CreateEndpointConfig',
      variants({ InitialInstanceCount: '3' }),
      'STRING_VALUE can not be converted to an Integer',
    ],
    [
      'CreateEndpointConfig',
      variants({ InitialInstanceCount: 1.5 }),
      'NUMBER_VALUE can not be converted to an Integer',
    ],
    [
      'CreateEndpointConfig',
      variants({ InitialInstanceCount: 2 ** 31 }),
      'NUMBER_VALUE can not be converted to an Integer',
    ],
    [
      'CreateEndpointConfig',
      variants({ InitialVariantWeight: 'NaN' }),
      'STRING_VALUE can not be converted to a Float',
    ],
    [
      'CreateEndpointConfig',
      variants({ EnableSSMAccess: 'true' }),
      'STRING_VALUE can not be converted to a Boolean',
    ],
    [
      'CreateEndpointConfig',
      { ProductionVariants: {} },
      'Start of structure or map found where not expected.',
    ],
    ['CreateEndpointConfig', { ProductionVariants: 'v' }, 'Expected list or null'],
    ['CreateEndpointConfig', { VpcConfig: [] }, 'Start of list found where not expected'],
    ['CreateEndpointConfig', { VpcConfig: 'vpc' }, 'Expected map or null'],
    [
      'CreateModel',
      { PrimaryContainer: { Environment: { A: 1 } } },
      'NUMBER_VALUE can not be converted to a String',
    ],
    ['ListModels', { CreationTimeAfter: 'soon' }, 'STRING_VALUE can not be converted to a Timestamp'],
  ])('%s %j: %s', (operation, input, message) => {
    expect(() => assertReadable(sagemakerModel, operation, input)).toThrow(
      expect.objectContaining({ code: 'SerializationException', message }),
    );
  });

  it('do not matter where null stands, or a member that AWS has not', () => {
    const input = { ModelName: null, Nope: 5, Tags: [null], PrimaryContainer: { Environment: { A: null } } };
    expect(() => assertReadable(sagemakerModel, 'CreateModel', input)).not.toThrow();
  });
});

describe('a request', () => {
  const post = async (operation: string, body: string) => {
    const { sagemaker } = localSageMaker();
    const response = await sagemaker.wire.handle({
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'x-amz-target': `SageMaker.${operation}` },
      body: utf8(body),
    });
    return { status: response.status, ...JSON.parse(text(response.body)) };
  };

  it('of wrong types is refused before anything else is looked at', async () => {
    expect(await post('CreateModel', '{"PrimaryContainer": [], "ModelName": "a_b"}')).toMatchObject({
      status: 400,
      __type: 'SerializationException',
      message: 'Start of list found where not expected',
    });
    expect(await post('ListEndpoints', '{"CreationTimeBefore": "2026-01-05"}')).toMatchObject({
      status: 400,
      __type: 'SerializationException',
    });
  });

  it.each(['not JSON', '[]', '"text"', 'null'])('of %s is refused likewise', async (body) => {
    expect(await post('DescribeModel', body)).toMatchObject({
      status: 400,
      __type: 'SerializationException',
    });
  });

  it('may hold members that AWS has not: they are ignored', async () => {
    expect(await post('ListModels', '{"Nope": 5}')).toMatchObject({ status: 200, Models: [] });
  });
});
