import { beforeAll, describe, expect, it } from 'vitest';
import { examineInstallation } from '../../../core/doctor/installation/examine-installation.ts';
import type {
  InstallationFacts,
  Reading,
  Readings,
} from '../../../core/doctor/installation/installation-facts.ts';
import { inventoryOf } from '../../../core/doctor/installation/inventory.ts';
import { type Packaged, packaged, packagingMs } from '../../support/packaged.ts';

const has = inventoryOf('local');
const read = <T>(value: T): Reading<T> => ({ kind: 'read', value });
const missing = { kind: 'missing' } as const;
const denied = (right: string) => ({ kind: 'denied', right }) as const;
const each = <T>(names: readonly string[], value: T): Readings<T> =>
  Object.fromEntries(names.map((name) => [name, read(value)]));

/** A stage with which nothing is wrong. */
const sound: InstallationFacts = {
  stage: 'local',
  functions: each(has.functions, { state: 'Active', lastUpdate: 'Successful' }),
  rules: each(has.rules, { enabled: true, targets: 1 }),
  queues: each(has.queues, { messages: 0 }),
  secrets: each(has.secrets, {}),
  slackIsPlaceholder: read(false),
  subscribers: read(['arn:aws:sqs:us-east-1:000000000000:greenlight-local-slack']),
  commands: read('https://operate'),
  decisions: read('https://decide'),
  machines: each(has.machines, 'ACTIVE'),
  table: read('ACTIVE'),
  bucket: read({ versioned: true, tellsEventBridge: true }),
  ops: read([{ name: 'greenlight-local/ops/steps', state: 'OK' }]),
};

const found = (over: Partial<InstallationFacts>) =>
  examineInstallation({ ...sound, ...over }).findings.map(
    ({ check, weight, found: text }) => `${check} ${weight}: ${text}`,
  );
const [first = ''] = has.functions;

describe('An installation', () => {
  it('with which nothing is wrong has no findings', () => {
    expect(examineInstallation(sound)).toEqual({ stage: 'local', deployed: true, findings: [] });
  });

  it('that is not there is told once', () => {
    const nothing = Object.fromEntries(has.functions.map((name) => [name, missing]));
    expect(examineInstallation({ ...sound, functions: nothing, table: missing })).toMatchObject({
      deployed: false,
      findings: [{ check: 'functions', weight: 'problem' }],
    });
  });

  it.each<[string, Partial<InstallationFacts>, RegExp]>([
    [
      'a function is gone',
      { functions: { ...sound.functions, [first]: missing } },
      /^functions problem: not there: greenlight-local-admitRollout$/,
    ],
    [
      'a function is Failed',
      {
        functions: {
          ...sound.functions,
          [first]: read({ state: 'Failed', reason: 'no key', lastUpdate: 'Successful' }),
        },
      },
      /^functions problem: .* is Failed: no key$/,
    ],
    [
      'a function could not be updated',
      { functions: { ...sound.functions, [first]: read({ state: 'Active', lastUpdate: 'Failed' }) } },
      /^functions problem: .* could not be updated$/,
    ],
    ['a rule is off', { rules: { r: read({ enabled: false, targets: 1 }) } }, /^rules problem: r is off/],
    [
      'a rule has no target',
      { rules: { r: read({ enabled: true, targets: 0 }) } },
      /^rules problem: r has no target/,
    ],
    [
      'letters are dead',
      { queues: { ...sound.queues, 'greenlight-local-dead-letters': read({ messages: 2 }) } },
      /^queues warning: 2 letters in greenlight-local-dead-letters/,
    ],
    ['a queue is gone', { queues: { q: missing } }, /^queues problem: not there: q$/],
    ['a secret is gone', { secrets: { s: missing } }, /^secrets problem: not there: s$/],
    ['commands have no address', { commands: missing }, /^address problem: commands have no address/],
    ['links have none', { decisions: missing }, /^address note: no public address/],
    [
      'a workflow is being deleted',
      { machines: { m: read('DELETING') } },
      /^machines problem: m is DELETING/,
    ],
    [
      'the table cannot be read',
      { table: read('INACCESSIBLE_ENCRYPTION_CREDENTIALS') },
      /^table problem: .* is INACC/,
    ],
    [
      'uploads are not told',
      { bucket: read({ versioned: true, tellsEventBridge: false }) },
      /^bucket problem: .*EventBridge/,
    ],
    [
      'the bucket is not versioned',
      { bucket: read({ versioned: false, tellsEventBridge: true }) },
      /^bucket problem: .*not versioned/,
    ],
    ['the topic is gone', { subscribers: missing }, /^topic problem: not there: greenlight-local-notices$/],
    [
      'an alarm of its own is on',
      { ops: read([{ name: 'greenlight-local/ops/steps', state: 'ALARM' }]) },
      /^ops warning: alarm greenlight-local\/ops\/steps is on$/,
    ],
    ['a right is missing', { table: denied('dynamodb:DescribeTable') }, /^table note: not looked at, since/],
  ])('of which %s', (_, over, expected) => {
    const [one, ...others] = found(over);
    expect(one).toMatch(expected);
    expect(others).toEqual([]);
  });

  it('lets messages wait in the queues that work', () => {
    const waiting = { ...sound.queues, 'greenlight-local-presses': read({ messages: 9 }) };
    expect(found({ queues: waiting })).toEqual([]);
  });

  it('of which nobody is told: no subscription, and Slack is a placeholder', () => {
    expect(found({ slackIsPlaceholder: read(true) })).toEqual([
      expect.stringMatching(/^people warning: nobody is told/),
      expect.stringMatching(/^secrets note: .*placeholder/),
    ]);
    const subscribers = read(['arn:aws:sqs:us-east-1:000000000000:greenlight-local-slack', 'a@b.c']);
    expect(found({ slackIsPlaceholder: read(true), subscribers })).toEqual([
      expect.stringMatching(/^secrets note/),
    ]);
    const unknown = denied('secretsmanager:GetSecretValue');
    expect(found({ slackIsPlaceholder: unknown })).toEqual([
      expect.stringMatching(/^secrets note: not looked/),
    ]);
  });
});

describe('The inventory', () => {
  let stack: Packaged;
  beforeAll(async () => {
    stack = await packaged();
  }, packagingMs);
  const named = (type: string, property: string) =>
    stack
      .ofType(type)
      .map(([, { Properties }]) => String(Properties[property]))
      .sort();

  it('is what the template makes', () => {
    expect({
      functions: named('AWS::Lambda::Function', 'FunctionName'),
      rules: named('AWS::Events::Rule', 'Name'),
      queues: named('AWS::SQS::Queue', 'QueueName'),
      secrets: named('AWS::SecretsManager::Secret', 'Name'),
      machines: named('AWS::StepFunctions::StateMachine', 'StateMachineName'),
      topics: named('AWS::SNS::Topic', 'TopicName'),
    }).toEqual({
      functions: has.functions.toSorted(),
      rules: has.rules.toSorted(),
      queues: has.queues.toSorted(),
      secrets: has.secrets.toSorted(),
      machines: has.machines.toSorted(),
      topics: [has.topic],
    });
    expect(has.queues).toEqual(expect.arrayContaining([...has.deadLetters, has.slackQueue]));
    const alarms = named('AWS::CloudWatch::Alarm', 'AlarmName');
    expect(alarms.every((name) => name.startsWith(has.opsAlarms))).toBe(true);
  });
});
