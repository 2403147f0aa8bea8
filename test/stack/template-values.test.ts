import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../stack/settings.ts';
import { templateValues } from '../../stack/template-values.ts';

const valuesIn = (region: string, settings: unknown = {}) =>
  templateValues(settingsSchema.parse(settings), region);

describe('The values of the template', () => {
  it.each([
    ['us-east-1', '*.dkr.ecr.*.amazonaws.com/*'],
    ['us-gov-west-1', '*.dkr.ecr.*.amazonaws.com/*'],
    ['cn-north-1', '*.dkr.ecr.*.amazonaws.com.cn/*'],
  ])('allow the registries of the partition of %s', (region, images) => {
    expect(valuesIn(region).images).toBe(images);
  });

  it('name roles and keys in whichever partition the stack is', () => {
    const { modelRoles, endpointKeys } = valuesIn('cn-north-1');
    for (const value of [...modelRoles, ...endpointKeys])
      expect(value).toEqual({ 'Fn::Sub': expect.stringMatching(/^arn:\$\{AWS::Partition\}:/) });
  });

  it('keep reports for 400 days, or as long as the stage says', () => {
    expect(valuesIn('us-east-1').reportDays).toBe(400);
    expect(valuesIn('us-east-1', { reports: { retentionDays: 30 } }).reportDays).toBe(30);
  });

  it('are lists with commas where the template has parameters', () => {
    const values = valuesIn('us-east-1', { allowed: { images: ['a/*', 'b'], webhookHosts: ['x', 'y'] } });
    expect([values.images, values.webhookHosts]).toEqual(['a/*,b', 'x,y']);
  });
});
