import { describe, expect, it } from 'vitest';
import { mayDecide, type Who } from '../../../core/gates/who.ts';
import { problemsOf } from '../../support/gates.ts';

const ana: Who = { via: 'slack', user: 'U0ANA', groups: ['S0DEPLOY', 'S0ML'] };
const session = (role: string): Who => ({
  via: 'iam',
  arn: `arn:aws:sts::123456789012:assumed-role/${role}/ana@example.com`,
});
const allowed = (who: Who, ...by: string[]) => mayDecide(who, { by, anyoneWithLink: false });

describe('Who may decide', () => {
  it('is anyone whose identity is proven, if it is not said; a link proves none', () => {
    expect(mayDecide(ana, { anyoneWithLink: false })).toBe(true);
    expect(mayDecide(session('Dev'), { anyoneWithLink: false })).toBe(true);
    expect(mayDecide({ via: 'link' }, { anyoneWithLink: false })).toBe(false);
    expect(mayDecide({ via: 'link' }, { anyoneWithLink: true })).toBe(true);
  });

  it('is a user, or one of a group, of Slack', () => {
    expect(allowed(ana, 'U0BEN', 'U0ANA')).toBe(true);
    expect(allowed(ana, 'S0ML')).toBe(true);
    expect(allowed(ana, 'U0BEN', 'S0OPS')).toBe(false);
    // Whose groups nobody asked for.
    expect(allowed({ via: 'slack', user: 'U0ANA' }, 'S0ML')).toBe(false);
    // A user whose name is that of a group, or a pattern.
    expect(
      allowed({ via: 'slack', user: 'arn:aws:iam::123456789012:user/*' }, 'arn:aws:iam::123456789012:user/*'),
    ).toBe(false);
  });

  it.each([
    ['arn:aws:iam::123456789012:role/Deployer', true],
    ['arn:aws:iam::123456789012:role/ops/eu/Deployer', true],
    ['arn:aws:iam::*:role/Deployer', true],
    ['arn:aws:iam::123456789012:role/Dep*', true],
    ['arn:aws:sts::123456789012:assumed-role/Deployer/*', true],
    ['arn:aws:sts::123456789012:assumed-role/*/ana@example.com', true],
    ['arn:aws:iam::123456789012:role/deployer', false],
    ['arn:aws:iam::210987654321:role/Deployer', false],
    ['arn:aws:iam::123456789012:role/Deploy', false],
    ['arn:aws:iam::123456789012:user/*', false],
    ['arn:aws-cn:iam::123456789012:role/Deployer', false],
    ['U0ANA', false],
  ])('with %s a session of the role Deployer: %s', (by, may) => {
    expect(allowed(session('Deployer'), by)).toBe(may);
  });

  it('is a user of IAM, by path too', () => {
    const ben: Who = { via: 'iam', arn: 'arn:aws:iam::123456789012:user/ops/ben' };
    expect(allowed(ben, 'arn:aws:iam::123456789012:user/ops/*')).toBe(true);
    expect(allowed(ben, 'arn:aws:iam::123456789012:user/ben')).toBe(false);
  });

  const of = (by: unknown) => problemsOf('before', { approval: { timeout: '8h', by } });
  it.each(['*', 'ana', '@ana', 'u0ana', 'arn:aws:iam::123456789012:*', 'arn:aws:s3:::bucket', '#deploys'])(
    'is not written %s',
    (by) => {
      expect(of([by])).toEqual([expect.stringContaining('·.approval.by[0]: a Slack user or group id')]);
    },
  );

  it.each(['arn:aws:iam::123456789012:role/ops/*', 'arn:aws:iam::123456789012:role/*/Deployer'])(
    'is not written %s: a session’s ARN has no path, so everybody would be let in or nobody',
    (by) => {
      expect(of([by])).toEqual([expect.stringContaining('·.approval.by[0]: a role without *')]);
    },
  );

  it('is written as Slack ids and ARNs', () => {
    const good = ['U024BE7LH', 'W012A3CDE', 'S0614TZR7', 'arn:aws:iam::123456789012:role/Deployer'];
    expect(of(good)).toEqual([]);
    expect(of(['arn:aws:iam::123456789012:role/ops/Deployer', 'arn:aws:iam::123456789012:role/*'])).toEqual(
      [],
    );
  });
});
