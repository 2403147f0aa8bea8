import { describe, expect, it } from 'vitest';
import { sentence } from '../../core/values/problem.ts';
import { placeProblems } from '../../stack/place-problems.ts';
import { settingsSchema } from '../../stack/settings.ts';

const problems = (settings: unknown, region: string) =>
  placeProblems(settingsSchema.parse(settings), region).map(sentence);
const key = (region: string, partition = 'aws') => `arn:${partition}:kms:${region}:111122223333:key/1a2b`;
const image = (domain: string) => `111122223333.dkr.ecr.*.${domain}/*`;

describe('Settings for a region', () => {
  it.each([
    ['eu-west-1', { keys: { endpoints: [key('eu-west-1')], storage: key('eu-west-1') } }],
    ['cn-north-1', { keys: { artifacts: [key('cn-north-1', 'aws-cn')] } }],
    ['us-gov-west-1', { roles: { boundary: 'arn:aws-us-gov:iam::111122223333:policy/b' } }],
    // The lists of images and keys say which there may be: none need be.
    ['eu-west-1', {}],
    ['eu-west-1', { allowed: { images: [image('amazonaws.com'), 'local:*', '*'] } }],
    ['cn-north-1', { allowed: { images: [image('amazonaws.com.cn')] } }],
    // A policy of IAM is in no region.
    ['ap-south-1', { roles: { boundary: 'arn:aws:iam::aws:policy/PowerUserAccess' } }],
  ])('%s may be %j', (region, settings) => {
    expect(problems(settings, region)).toEqual([]);
  });

  it.each([
    [
      'eu-west-1',
      { keys: { endpoints: [key('eu-west-1'), key('us-east-1')] } },
      'keys.endpoints[1]: expected a key of eu-west-1, to which',
    ],
    [
      'eu-west-1',
      { keys: { artifacts: [key('us-east-1')] } },
      'keys.artifacts[0]: expected a key of eu-west-1',
    ],
    ['eu-west-1', { keys: { storage: key('us-east-1') } }, 'keys.storage: expected a key of eu-west-1'],
    [
      'cn-north-1',
      { keys: { storage: key('cn-north-1') } },
      'keys.storage: expected an ARN of cn-north-1, which begins with arn:aws-cn:',
    ],
    [
      'eu-west-1',
      { roles: { boundary: 'arn:aws-cn:iam::111122223333:policy/b' } },
      'roles.boundary: expected an ARN of eu-west-1, which begins with arn:aws:',
    ],
    [
      'us-gov-east-1',
      { roles: { boundary: 'arn:aws:iam::aws:policy/PowerUserAccess' } },
      'which begins with arn:aws-us-gov:',
    ],
    [
      'cn-north-1',
      { allowed: { images: [image('amazonaws.com')] } },
      'allowed.images[0]: expected a registry of cn-north-1, whose name ends in amazonaws.com.cn',
    ],
    [
      'us-east-1',
      { allowed: { images: ['x', image('amazonaws.com.cn')] } },
      'allowed.images[1]: expected a registry of us-east-1',
    ],
  ])('%s may not be %j', (region, settings, expected) => {
    expect(problems(settings, region)).toEqual([expect.stringContaining(expected)]);
  });
});
