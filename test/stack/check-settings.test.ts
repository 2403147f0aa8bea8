import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sentence } from '../../core/values/problem.ts';
import { checkSettings } from '../../stack/check-settings.ts';

const problemsOf = (value: unknown): string[] => {
  const checked = checkSettings(value);
  return checked.ok ? [] : checked.problems.map(sentence);
};

describe('Settings', () => {
  it('may be left out, all of them: each has a default', () => {
    const checked = checkSettings(undefined);
    expect(checked).toMatchObject({
      ok: true,
      settings: { allowed: { roles: ['greenlight-model-*'] }, reservedConcurrency: 0, existing: [] },
    });
  });

  it('are those of the sample, which has every one of them', async () => {
    const sample = parse(await readFile(new URL('../../examples/settings.yml', import.meta.url), 'utf8'));
    const checked = checkSettings(sample);
    expect(checked).toMatchObject({ ok: true });
    const every = checked.ok ? checked.settings : {};
    expect(sample).toEqual(every);
  });

  it('that are wrong are told all at once, with what to do', () => {
    const told = problemsOf({
      allowed: { role: ['x'], roles: ['arn:aws:iam::111122223333:role/x'] },
      keys: { storage: 'alias/mine' },
      logs: { retentionDays: 31 },
      existing: ['queue'],
    });
    expect(told).toEqual([
      'allowed.roles[0]: expected a role\'s path and name, without the ARN before it, got "arn:aws:iam::111122223333:role/x". Write what stands behind role/ in its ARN: service-role/AmazonSageMaker-ExecutionRole-*.',
      'allowed.role: expected one of images, roles, webhookHosts, gateFunctions, got "role". Correct its name, or remove it.',
      'keys.storage: expected the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), got "alias/mine". Write the key\'s ARN: an alias is no resource that IAM knows.',
      expect.stringMatching(/^logs\.retentionDays: expected one of 1, 3, 5, .*, got 31\.$/),
      'existing[0]: expected bucket or table, got "queue".',
    ]);
  });

  it.each([
    ['a list', [], /^settings: expected settings such as allowed/],
    ['a text', 'allowed', /^settings: expected settings such as allowed/],
    ['an unknown group', { allow: {} }, /^allow: expected one of allowed, /],
    ['a host with a comma', { allowed: { webhookHosts: ['a,b'] } }, /^allowed\.webhookHosts\[0\]: .*commas/],
    [
      'no image at all',
      { allowed: { images: [] } },
      /^allowed\.images: expected at least one image, got \[\]/,
    ],
    ['a path without slashes', { roles: { path: 'greenlight' } }, /^roles\.path: .*Write it like/],
    ['a boundary by name', { roles: { boundary: 'mine' } }, /^roles\.boundary: expected the ARN/],
    ['a tag that is a number', { tags: { center: 4711 } }, /^tags\.center: .*in quotes/],
    ["one of AWS's own tags", { tags: { 'aws:x': 'y' } }, /^tags\.aws:x: expected a key of 1 to 128/],
    ['a VPC without subnets', { vpc: { securityGroups: ['sg-1'] } }, /^vpc\.subnets: expected a list/],
    [
      'reports for no day',
      { reports: { retentionDays: 0 } },
      /^reports\.retentionDays: expected at least 1, got 0/,
    ],
    ['a share', { reservedConcurrency: 0.5 }, /^reservedConcurrency: expected a whole number, got 0.5/],
  ])('are refused: %s', (_what, value, message) => {
    const told = problemsOf(value);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(message);
  });
});
