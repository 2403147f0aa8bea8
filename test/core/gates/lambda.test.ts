import { describe, expect, it } from 'vitest';
import { lambda } from '../../../core/gates/lambda.ts';
import { configOf, nine, problemsOf, seenAt } from '../../support/gates.ts';

const check = configOf(lambda, 'before', { function: 'release-check', timeout: '30s' });

describe('A function of the user’s', () => {
  it('is called', () => {
    expect(lambda.step(check, seenAt('before', nine))).toEqual({
      kind: 'act',
      action: { kind: 'lambda', function: 'release-check', timeoutSeconds: 30 },
    });
  });

  it.each([
    [
      { kind: 'said', verdict: 'pass', reason: 'all green' },
      'passed',
      'function release-check says pass: all green',
    ],
    [{ kind: 'said', verdict: 'fail' }, 'failed', 'function release-check says fail'],
    [
      { kind: 'said', verdict: 'later' },
      'failed',
      'function release-check says later, but only a webhook may answer later',
    ],
    [{ kind: 'silent', why: 'timed out after 30s' }, 'failed', 'function release-check: timed out after 30s'],
    [{ kind: 'refused', why: 'it threw TypeError' }, 'failed', 'function release-check: it threw TypeError'],
    [
      { kind: 'said', verdict: 'yes' },
      'failed',
      'function release-check: the response has no verdict of pass, fail or later',
    ],
  ])('that answers %j has %s', (result, kind, why) => {
    expect(lambda.step(check, seenAt('after', nine, { result }))).toEqual({ kind, why });
  });

  it('may be called in every bake', () => {
    const every = configOf(lambda, 'during', { function: 'release-check', at: 'every-bake' });
    const shift = { kind: 'bake', number: 1, final: false, greenShare: 0.2 } as const;
    const seen = seenAt<{ checked: number }>('during', nine, { shift });
    expect(lambda.step(every, seen).kind).toBe('act');
    const result = { kind: 'said', verdict: 'pass' };
    expect(lambda.step(every, { ...seen, result })).toMatchObject({ kind: 'waiting', state: { checked: 1 } });
  });

  it('is called only if it is allowed at deploy time', () => {
    const around = { webhookHosts: ['*'], functions: ['release-*'], alarms: [] };
    expect(lambda.refusals?.(check, around)).toEqual([]);
    expect(lambda.refusals?.(check, { ...around, functions: ['other'] })).toHaveLength(1);
  });

  it.each(['release check', 'arn:aws:s3:::bucket', '', 'a:b:c'])('is not named "%s"', (name) => {
    expect(problemsOf('before', { lambda: { function: name } })).toEqual([
      '·.lambda.function: the name or the ARN of a Lambda function',
    ]);
  });

  it.each(['release-check', 'release-check:live', 'arn:aws:lambda:eu-west-1:123456789012:function:check:7'])(
    'may be named %s',
    (name) => {
      expect(problemsOf('before', { lambda: { function: name } })).toEqual([]);
    },
  );

  it('has five minutes at most', () => {
    expect(problemsOf('after', { lambda: { function: 'check', timeout: '6m' } })).toEqual([
      '·.lambda.timeout: a duration such as 5m, from 1s to 5m',
    ]);
  });
});
