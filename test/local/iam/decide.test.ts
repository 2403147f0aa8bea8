import { describe, expect, it } from 'vitest';
import type { Access, Caller } from '../../../local/iam/access.ts';
import { decide } from '../../../local/iam/decide.ts';
import { contextOf } from '../../../local/iam/needs/need.ts';
import { readPolicy } from '../../../local/iam/policy.ts';

const role = { kind: 'role', role: 'arn:aws:iam::000000000000:role/a/worker', session: 'f' } satisfies Caller;
const events = {
  kind: 'service',
  name: 'events.amazonaws.com',
  sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/r',
} satisfies Caller;

const access = (
  action: string,
  resource: string,
  context: Record<string, string | string[] | undefined> = {},
): Access => ({
  action,
  resource,
  context: contextOf(context),
});

const identity = (...statements: object[]) =>
  readPolicy({ Version: '2012-10-17', Statement: statements }, 'role');
const resource = (...statements: object[]) =>
  readPolicy({ Version: '2012-10-17', Statement: statements }, 'resource');

const allow = (over: object) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...over });
const may = (statement: object, asked: Access): boolean =>
  decide({ identity: identity(statement), resource: [] }, role, asked).allowed;

const queue = 'arn:aws:sqs:us-east-1:000000000000:jobs';

describe('An action', () => {
  it.each([
    ['s3:GetObject', 's3:GetObject', true],
    ['s3:getobject', 's3:GetObject', true],
    ['s3:Get*', 's3:GetObjectVersion', true],
    ['s3:?etObject', 's3:GetObject', true],
    ['s3:GetObject', 's3:GetObjectVersion', false],
    ['*', 'sqs:SendMessage', true],
    ['s3:*', 'sqs:SendMessage', false],
  ])('%s allows %s: %s', (Action, action, allowed) => {
    expect(may(allow({ Action }), access(action, '*'))).toBe(allowed);
  });

  it('is any other than those of NotAction', () => {
    const statement = { Effect: 'Allow', NotAction: ['s3:*', 'sqs:SendMessage'], Resource: '*' };
    expect(may(statement, access('sqs:ReceiveMessage', queue))).toBe(true);
    expect(may(statement, access('sqs:SendMessage', queue))).toBe(false);
  });
});

describe('A resource', () => {
  it.each([
    ['*', queue, true],
    ['arn:aws:sqs:us-east-1:000000000000:jobs', queue, true],
    ['arn:aws:sqs:us-east-1:000000000000:Jobs', queue, false],
    ['arn:aws:sqs:*:*:j?bs', queue, true],
    // "AWS automatically completes the ARN by adding wildcard characters".
    ['arn:aws:sqs', queue, true],
    ['arn:aws:sns', queue, false],
    // A wildcard stays in its part of the ARN, but the last part has all that follows.
    ['arn:aws:sqs:us*:jobs', queue, false],
    ['arn:aws:lambda:us-east-1:0:function:f*', 'arn:aws:lambda:us-east-1:0:function:f:live', true],
    ['arn:aws:s3:::b/models/*', 'arn:aws:s3:::b/models/x/y z.tar.gz', true],
    ['arn:aws:s3:::b/models/*', 'arn:aws:s3:::b/releases/x', false],
    ['arn:aws:s3:::b/a.c', 'arn:aws:s3:::b/abc', false],
  ])('%s has %s: %s', (Resource, asked, allowed) => {
    expect(may(allow({ Resource }), access('x:Y', asked))).toBe(allowed);
  });

  it('is any other than those of NotResource', () => {
    const statement = { Effect: 'Allow', Action: '*', NotResource: queue };
    expect(may(statement, access('sqs:SendMessage', queue))).toBe(false);
    expect(may(statement, access('sqs:SendMessage', `${queue}2`))).toBe(true);
  });

  it('may be named by a variable of the request', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: policies write variables so
    const statement = allow({ Resource: 'arn:aws:s3:::${aws:PrincipalAccount}-b/*' });
    const asked = (account: string | undefined) =>
      access('s3:GetObject', 'arn:aws:s3:::123-b/k', { 'aws:PrincipalAccount': account });
    expect(may(statement, asked('123'))).toBe(true);
    expect(may(statement, asked('4'))).toBe(false);
    expect(may(statement, asked(undefined))).toBe(false);
  });
});

describe('A condition', () => {
  it.each<[object, Record<string, string | string[]>, boolean]>([
    [{ StringEquals: { 'aws:RequestTag/team': 'ml' } }, { 'aws:RequestTag/team': 'ml' }, true],
    [{ StringEquals: { 'AWS:requesttag/Team': 'ml' } }, { 'aws:RequestTag/team': 'ml' }, true],
    [{ StringEquals: { 'aws:RequestTag/team': ['ml', 'ops'] } }, { 'aws:RequestTag/team': 'ops' }, true],
    [{ StringEquals: { 'aws:RequestTag/team': 'ml' } }, { 'aws:RequestTag/team': 'ML' }, false],
    [{ StringEquals: { 'aws:RequestTag/team': 'ml' } }, {}, false],
    [{ StringEqualsIfExists: { 'aws:RequestTag/team': 'ml' } }, {}, true],
    [{ StringEqualsIfExists: { 'aws:RequestTag/team': 'ml' } }, { 'aws:RequestTag/team': 'x' }, false],
    [{ StringNotEquals: { 'aws:RequestTag/team': ['ml', 'ops'] } }, { 'aws:RequestTag/team': 'x' }, true],
    [{ StringNotEquals: { 'aws:RequestTag/team': ['ml', 'ops'] } }, { 'aws:RequestTag/team': 'ops' }, false],
    [{ StringNotEquals: { 'aws:RequestTag/team': 'ml' } }, {}, true],
    [{ StringLike: { 's3:prefix': 'models/*' } }, { 's3:prefix': 'models/iris' }, true],
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:*:t' } }, { 'aws:SourceArn': 'arn:aws:sns:a:1:t' }, true],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:t' } }, { 'aws:SourceArn': 'arn:aws:sns:a:1:t' }, false],
    [{ Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'true' }, false],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:SecureTransport': 'true' }, true],
    [{ Null: { 'aws:RequestTag/team': 'true' } }, {}, true],
    [{ Null: { 'aws:RequestTag/team': 'false' } }, { 'aws:RequestTag/team': 'x' }, true],
    [{ Null: { 'aws:RequestTag/team': 'false' } }, {}, false],
    [{ NumericLessThanEquals: { 's3:max-keys': 10 } }, { 's3:max-keys': '10' }, true],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-01-01' } }, { 'aws:CurrentTime': '2026-01-02' }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['a'] }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['a', 'c'] }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, {}, true],
    [{ 'ForAnyValue:StringLike': { 'aws:TagKeys': 'a*' } }, { 'aws:TagKeys': ['b', 'ab'] }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } }, {}, false],
    // Every key of every operator must hold.
    [
      { StringEquals: { 'aws:SourceAccount': '1' }, ArnLike: { 'aws:SourceArn': 'arn:aws:sns' } },
      { 'aws:SourceAccount': '1', 'aws:SourceArn': 'arn:aws:sqs:a:1:q' },
      false,
    ],
  ])('%j holds for %j: %s', (Condition, context, holds) => {
    expect(may(allow({ Condition }), access('x:Y', '*', context))).toBe(holds);
  });

  it.each([
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'the operator IpAddress is not covered'],
    [{ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, 'the key aws:PrincipalOrgID is not covered'],
  ])('%j is not covered', (Condition, message) => {
    expect(() => identity(allow({ Condition }))).toThrow(message);
  });
});

describe('A policy', () => {
  it.each([
    [{ Statement: [{ Effect: 'Allow', Action: '*' }] }, 'Resource'],
    [{ Statement: [{ Effect: 'Allow', Action: '*', NotAction: '*', Resource: '*' }] }, 'Action'],
    [{ Statement: [{ Effect: 'Perhaps', Action: '*', Resource: '*' }] }, 'Effect'],
    [{ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Conditions: {} }] }, 'Conditions'],
    [{ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' }] }, 'Principal'],
  ])('%j is none', (document, message) => {
    expect(() => readPolicy(document, 'role')).toThrow(message);
  });
});

describe('A decision', () => {
  const asked = access('sqs:SendMessage', queue);

  it('is no where nothing allows it', () => {
    expect(decide({ identity: [], resource: [] }, role, asked)).toEqual({
      allowed: false,
      explicit: false,
      by: 'identity-based',
    });
    expect(decide({ identity: undefined, resource: [] }, events, asked)).toEqual({
      allowed: false,
      explicit: false,
      by: 'resource-based',
    });
  });

  it('is no where one statement denies it, whatever allows it', () => {
    const policies = { identity: identity(allow({}), { ...allow({}), Effect: 'Deny' }), resource: [] };
    expect(decide(policies, role, asked)).toEqual({ allowed: false, explicit: true, by: 'identity-based' });
    const onlyTls = resource({ ...allow({ Principal: '*' }), Effect: 'Deny' });
    expect(decide({ identity: identity(allow({})), resource: onlyTls }, role, asked)).toEqual({
      allowed: false,
      explicit: true,
      by: 'resource-based',
    });
  });

  it.each([
    ['*', true],
    [{ AWS: '*' }, true],
    [{ AWS: 'arn:aws:iam::000000000000:role/a/worker' }, true],
    [{ AWS: 'arn:aws:sts::000000000000:assumed-role/worker/f' }, true],
    [{ AWS: 'arn:aws:iam::000000000000:role/other' }, false],
    // The account leaves it to its own policies.
    [{ AWS: 'arn:aws:iam::000000000000:root' }, false],
    [{ Service: 'events.amazonaws.com' }, false],
  ])("of the resource's policy for %j lets the role: %s", (Principal, allowed) => {
    expect(decide({ identity: [], resource: resource(allow({ Principal })) }, role, asked).allowed).toBe(
      allowed,
    );
  });

  it.each([
    ['*', true],
    [{ Service: 'events.amazonaws.com' }, true],
    [{ Service: ['sns.amazonaws.com', 'events.amazonaws.com'] }, true],
    [{ Service: 'sns.amazonaws.com' }, false],
    [{ AWS: '000000000000' }, false],
  ])("of the resource's policy for %j lets the service: %s", (Principal, allowed) => {
    const policies = { identity: undefined, resource: resource(allow({ Principal })) };
    expect(decide(policies, events, asked).allowed).toBe(allowed);
  });
});
