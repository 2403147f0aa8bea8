import { describe, expect, it } from 'vitest';
import { dataToLookUp } from '../../../core/doctor/endpoint/data.ts';
import type { EndpointFacts } from '../../../core/doctor/endpoint/endpoint-facts.ts';
import { examineEndpoint, noSuchEndpoint } from '../../../core/doctor/endpoint/examine-endpoint.ts';
import { isFinding } from '../../../core/doctor/finding.ts';
import type { Tag } from '../../../core/own-tags.ts';
import type { Findings } from '../../../core/plan/findings.ts';
import type { LiveEndpoint } from '../../../core/sagemaker.ts';
import {
  aDeployment,
  aLiveEndpoint,
  aLiveModel,
  anAlarm,
  aRecord,
  findings,
  instant,
} from '../../support/builders.ts';

interface Over {
  readonly live?: Partial<LiveEndpoint>;
  readonly findings?: Partial<Findings>;
  readonly facts?: Partial<EndpointFacts>;
}

const facts = (over: Over = {}): EndpointFacts => ({
  account: '000000000000',
  region: 'us-east-1',
  findings: {
    ...findings({ manifest: { kind: 'none' }, ...over.findings }),
    live: aLiveEndpoint(over.live),
  },
  defaults: { kind: 'none' },
  knowsAllowed: true,
  unread: [],
  ...over.facts,
});

const examined = (over: Over = {}) => examineEndpoint(facts(over));
/** `check weight` */
const seen = (over: Over = {}) => examined(over).findings.map(({ check, weight }) => `${check} ${weight}`);
const said = (over: Over, check: string) =>
  examined(over).findings.find((finding) => finding.check === check)?.found;
const config = (more: Record<string, unknown>): Partial<LiveEndpoint> => ({
  config: { ...aLiveEndpoint().config, ...more },
});
const tagged = (...tags: Tag[]): Over => ({
  live: { tags: [{ Key: 'greenlight:managed', Value: 'true' }, ...tags] },
});

describe('An endpoint', () => {
  it('that has opted in, and against which nothing stands, is ready', () => {
    expect(examined()).toEqual({ endpoint: 'iris', verdict: 'ready', findings: [] });
  });

  it('without the tag can be adopted', () => {
    const { verdict, findings: found } = examined({ live: { tags: [] } });
    expect({ verdict, found }).toEqual({
      verdict: 'adoptable',
      found: [
        {
          check: 'tag',
          weight: 'problem',
          found: 'no tag greenlight:managed=true: its owners have not allowed releases',
          todo: 'npx greenlight adopt iris',
        },
      ],
    });
  });

  it('with a problem beside cannot, and is not told to be adopted', () => {
    const { verdict, findings: found } = examined({ live: { tags: [], status: 'Failed' } });
    expect(verdict).toBe('blocked');
    expect(found.find(({ check }) => check === 'tag')?.todo).toBe(
      'Adopt it once the other problems are gone',
    );
  });

  it('that is changing is judged as if it had come to rest', () => {
    expect(examined({ live: { status: 'Updating' } })).toMatchObject({
      verdict: 'ready',
      findings: [{ check: 'endpoint', weight: 'note' }],
    });
  });

  it('that does not exist is told so, and how it is spelt', () => {
    expect(noSuchEndpoint('iris', undefined)).toMatchObject({ verdict: 'missing' });
    expect(noSuchEndpoint('IRIS', 'iris').findings[0]?.found).toBe('it is called iris');
  });
});

describe('What a release would be refused for', () => {
  it.each<[string, Over, string]>([
    [
      'a kind that is not supported',
      { live: config({ ShadowProductionVariants: [{}] }) },
      'endpoint problem',
    ],
    ['its status', { live: { status: 'OutOfService' } }, 'endpoint problem'],
    [
      'a quota without room for two fleets',
      { findings: { quotas: { 'ml.m5.large': 7 } } },
      'capacity problem',
    ],
    [
      'a manifest in the bucket',
      { findings: { manifest: { kind: 'content', value: { keep: 0 } } } },
      'manifest problem',
    ],
    [
      'an alarm of the stored config that is on',
      {
        live: {
          lastDeployment: {
            ...aDeployment(),
            AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
          },
        },
        findings: { alarms: [anAlarm({ state: 'ALARM' })] },
      },
      'alarms problem',
    ],
  ])('%s', (_, over, problem) => {
    const { verdict } = examined(over);
    expect({ verdict, seen: seen(over) }).toMatchObject({
      verdict: 'blocked',
      seen: expect.arrayContaining([problem]),
    });
  });

  it('an alarm that cannot see the new fleet is a warning', () => {
    const lastDeployment = {
      ...aDeployment(),
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
    };
    const other = anAlarm({ dimensions: { EndpointName: 'other', VariantName: 'AllTraffic' } });
    expect(seen({ live: { lastDeployment }, findings: { alarms: [other] } })).toEqual(['alarms warning']);
  });

  it('a stored config that cannot be used is a warning', () => {
    const lastDeployment = aDeployment({ Type: 'LINEAR', WaitIntervalInSeconds: 60 });
    expect(seen({ live: { lastDeployment } })).toEqual(['strategy warning']);
  });

  it('0 instances are a warning', () => {
    expect(seen({ live: { desiredInstanceCounts: { AllTraffic: 0 } } })).toContain('capacity warning');
  });
});

describe("The models' role", () => {
  const ExecutionRoleArn = 'arn:aws:iam::000000000000:role/service-role/AmazonSageMaker-ExecutionRole-1';
  const live = { models: { 'iris-000000000001-1': aLiveModel({ ExecutionRoleArn }) } };

  it('must be one that may be passed on', () => {
    expect(seen({ live })).toEqual(['role problem']);
    expect(said({ live }, 'role')).toContain(ExecutionRoleArn);
    const allowedRoles = ['arn:aws:iam::000000000000:role/service-role/AmazonSageMaker-ExecutionRole-*'];
    expect(seen({ live, findings: { allowedRoles } })).toEqual([]);
  });

  it('does not matter where the manifest names another', () => {
    const role = 'arn:aws:iam::000000000000:role/greenlight-model-iris';
    const manifest = {
      kind: 'content',
      value: { model: { role }, alarms: [{ metric: '5xx-rate', above: '1%', for: '2m' }] },
    } as const;
    expect(seen({ live, findings: { manifest } })).toEqual([]);
  });

  it('is not judged where it is not known what is allowed', () => {
    expect(seen({ live, facts: { knowsAllowed: false } })).toEqual([]);
  });
});

describe('KMS keys', () => {
  const key = (place: string) => ({ live: config({ KmsKeyId: `arn:aws:kms:${place}:key/1234` }) });
  it.each([
    ['of the account', 'us-east-1:000000000000', 'keys note'],
    ['of another account', 'us-east-1:111122223333', 'keys warning'],
    ['of another region', 'eu-west-1:000000000000', 'keys warning'],
  ])('%s', (_, place, expected) => {
    expect(seen(key(place))).toEqual([expected]);
  });

  it('that the stage does not allow', () => {
    const allowedKeys = ['arn:aws:kms:us-east-1:000000000000:key/other'];
    expect(seen({ ...key('us-east-1:000000000000'), findings: { allowedKeys } })).toEqual([
      'keys problem',
      'keys note',
    ]);
  });
});

describe('Its owner', () => {
  it.each<[string, Tag]>([
    ['CloudFormation', { Key: 'aws:cloudformation:stack-name', Value: 'models' }],
    ['Terraform', { Key: 'ManagedBy', Value: 'Terraform' }],
    ['Terraform', { Key: 'terraform', Value: 'true' }],
    ['Terraform', { Key: 'tf-workspace', Value: 'prod' }],
    ['Pulumi', { Key: 'pulumi:project', Value: 'models' }],
    ['SageMaker project', { Key: 'sagemaker:project-name', Value: 'p' }],
  ])('is seen by its tag: %s, %o', (owner, tag) => {
    expect(seen(tagged(tag))).toEqual(['owner warning']);
    expect(said(tagged(tag), 'owner')).toContain(owner);
  });

  it.each<[Tag]>([
    [{ Key: 'team', Value: 'terraforming' }],
    [{ Key: 'note', Value: 'was terraform once' }],
    [{ Key: 'ManagedBy', Value: 'ana' }],
  ])('is not seen in %o', (tag) => {
    expect(seen(tagged(tag))).toEqual([]);
  });
});

describe('Monitoring', () => {
  it('by Model Monitor is a warning, data capture alone a note', () => {
    const live = config({ DataCaptureConfig: { EnableCapture: true } });
    expect(seen({ live })).toEqual(['monitoring note']);
    expect(seen({ live, facts: { schedules: ['hourly'] } })).toEqual(['monitoring warning']);
    expect(seen({ live: config({ DataCaptureConfig: { EnableCapture: false } }) })).toEqual([]);
  });
});

describe('Answers captured for the judge', () => {
  const live = config({
    DataCaptureConfig: { EnableCapture: true, DestinationS3Uri: 's3://b/captures/7d/iris/iris-1' },
  });
  const facts = (hasCome: boolean | undefined) => ({
    ownCapture: { destination: 's3://b/captures/7d/iris/iris-1', hasCome },
  });

  it('are a warning if none has come: the role may lack a right', () => {
    expect(seen({ live, facts: facts(false) })).toEqual(['monitoring warning']);
    expect(said({ live, facts: facts(false) }, 'monitoring')).toContain('none has come');
    const watched = { ...facts(false), schedules: ['drift'] };
    expect(seen({ live, facts: watched })).toEqual(['monitoring warning', 'monitoring warning']);
  });

  it('stand against no release that captures: they are no capture of others', () => {
    const value = {
      rollout: { strategy: 'all-at-once' },
      capture: { sample: '20%', score: { csv: 1 } },
      alarms: [{ compare: 'score' }],
    };
    const over = { live, findings: { manifest: { kind: 'content' as const, value } } };
    expect(seen({ ...over, facts: facts(true) })).not.toContainEqual(expect.stringContaining('problem'));
    expect(seen(over)).toContainEqual(expect.stringContaining('problem'));
  });

  it('are none if some have, or if nobody knows', () => {
    expect(seen({ live, facts: facts(true) })).toEqual([]);
    expect(seen({ live, facts: facts(undefined) })).toEqual([]);
  });
});

describe('Model data', () => {
  const first = aRecord(
    { previousConfig: 'theirs' },
    {
      outcome: 'DEPLOYED',
      phases: { shifting: instant },
      replaced: { config: 'theirs', variants: [{ name: 'AllTraffic', images: [], data: ['s3://theirs/m'] }] },
    },
  );
  const theirs = { url: 's3://theirs/m', serves: false, isBaseline: true };
  const old = { url: 's3://models/old.tar.gz', serves: true, isBaseline: false };

  it('that is looked up is that of what serves, which a first release would replace', () => {
    const live = aLiveEndpoint({ configName: 'theirs' });
    const ofServing = [{ ...old, isBaseline: true }];
    expect(dataToLookUp(live)).toEqual(ofServing);
    expect(dataToLookUp(live, [aRecord({}, { outcome: 'REJECTED', phases: {} })])).toEqual(ofServing);
  });

  it('that is looked up after the first release is also that of what it replaced', () => {
    const live = aLiveEndpoint({ configName: first.name });
    expect(dataToLookUp(live, [first])).toEqual([old, theirs]);
  });

  it('that is looked up has no baseline where a release made the endpoint', () => {
    const made = aRecord({ previousConfig: null }, { outcome: 'DEPLOYED', phases: { shifting: instant } });
    expect(dataToLookUp(aLiveEndpoint({ configName: made.name }), [made])).toEqual([old]);
  });

  it.each<[string, boolean | undefined, string[]]>([
    ['there', true, ['data note']],
    ['not to be looked up', undefined, ['data note']],
    ['gone', false, ['data warning']],
  ])('of what serves before the first release: %s', (_, exists, expected) => {
    const data = [{ ...old, isBaseline: true, ...(exists !== undefined && { exists }) }];
    expect(seen({ facts: { data } })).toEqual(expected);
  });

  it.each<[string, boolean, string[]]>([
    ['there', true, []],
    ['gone', false, ['data warning']],
  ])('of a release of ours that serves: %s', (_, exists, expected) => {
    expect(seen({ facts: { data: [{ ...old, exists }] } })).toEqual(expected);
  });

  it('of the baseline is told after the first release, and is a warning if it is gone', () => {
    const live = { configName: first.name };
    const given = (exists: boolean) => ({
      live,
      facts: { records: [first], data: [{ ...theirs, exists }] },
    });
    expect(seen(given(true))).toEqual(['data note']);
    expect(seen(given(false))).toEqual(['data warning']);
    expect(said(given(false), 'data')).toContain('before the first release is gone: s3://theirs/m');
  });

  it('of the baseline that is gone is a note once a rollback would go to a later release', () => {
    const name = `${first.name}-next`;
    const next = aRecord(
      { config: name, previousConfig: first.name },
      { name, outcome: 'DEPLOYED', phases: { shifting: instant } },
    );
    const facts = { records: [first, next], data: [{ ...theirs, exists: false }] };
    expect(seen({ live: { configName: name }, facts })).toEqual(['data note']);
  });
});

describe('Its history', () => {
  it('has its last failures, which are no finding where it serves', () => {
    const records = [
      aRecord({}, { outcome: 'FAILED' }),
      aRecord({}, { outcome: 'DEPLOYED' }),
      aRecord({}, { outcome: 'DEPLOYED' }),
      aRecord({}, { outcome: 'ROLLED_BACK' }),
    ];
    const over = { live: { failureReason: 'No capacity' }, facts: { records } };
    expect(seen(over)).toEqual(['history note', 'history note']);
    expect(examined(over).findings.some(isFinding)).toBe(false);
    expect(examined(over).findings.map(({ found }) => found)).toEqual([
      'its last update failed: No capacity',
      'of its last releases: v2 ROLLED_BACK (npx greenlight history iris)',
    ]);
  });
});

describe('What could not be read', () => {
  it('is told, and a manifest that could not be read is a warning', () => {
    const schedules = { what: 'schedules', right: 'sagemaker:ListMonitoringSchedules' };
    expect(seen({ facts: { unread: [schedules] } })).toEqual(['rights note']);
    const manifest = { what: 'manifest', right: 's3:GetObject' };
    expect(seen({ facts: { unread: [schedules, manifest] } })).toEqual(['rights warning', 'rights note']);
  });
});
