import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../cli/aws/target.ts';
import { UsageError } from '../../../cli/usage-error.ts';

describe('Where a command goes', () => {
  it('is AWS, stage dev, with whatever the SDK finds, unless something is said', () => {
    expect(targetOf({}, {})).toEqual({
      stage: 'dev',
      region: undefined,
      endpointUrl: undefined,
      local: false,
      credentials: undefined,
    });
  });

  it.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566'])(
    'is the local AWS at %s: its stage, its region, any credentials',
    (endpointUrl) => {
      expect(targetOf({}, { AWS_ENDPOINT_URL: endpointUrl })).toEqual({
        stage: 'local',
        region: 'us-east-1',
        endpointUrl,
        local: true,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
    },
  );

  it('takes options before the environment, and the environment before defaults', () => {
    const env = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-2',
    };
    expect(targetOf({}, env).region).toBe('eu-west-1');
    expect(targetOf({}, { AWS_DEFAULT_REGION: 'eu-west-2' }).region).toBe('eu-west-2');
    const options = { endpointUrl: 'https://vpce.example.com', region: 'ap-south-1', stage: 'prod' };
    expect(targetOf(options, env)).toMatchObject({ ...options, local: false, credentials: undefined });
  });

  it('leaves credentials alone that somebody has set up', () => {
    const local = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
    expect(targetOf({}, { ...local, AWS_PROFILE: 'mine' }).credentials).toBeUndefined();
    expect(targetOf({}, { ...local, AWS_ACCESS_KEY_ID: 'mine' }).credentials).toBeUndefined();
  });

  it('never takes a host for this machine that only looks like it', () => {
    for (const host of ['127.0.0.1.example.com', 'localhost.example.com', '128.0.0.1'])
      expect(targetOf({ endpointUrl: `http://${host}` }, {}).local).toBe(false);
  });

  it('says what a region looks like, where it gets something else', () => {
    expect(() => targetOf({ region: 'eu west 1' }, {})).toThrow(/--region .*eu-west-1, got "eu west 1"/);
    expect(() => targetOf({}, { AWS_REGION: 'EU' })).toThrow(UsageError);
  });

  it('says what an endpoint URL looks like, where it gets something else', () => {
    expect(() => targetOf({}, { AWS_ENDPOINT_URL: '4566' })).toThrow(UsageError);
    expect(() => targetOf({}, { AWS_ENDPOINT_URL: '4566' })).toThrow(/AWS_ENDPOINT_URL.* got "4566"/);
  });
});
