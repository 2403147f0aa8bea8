import { describe, expect, it } from 'vitest';
import type { Findings } from '../../../core/plan/findings.ts';
import { resolve } from '../../../core/plan/resolve.ts';
import { shiftOf } from '../../../core/records/shift-of.ts';
import { rolloutName } from '../../../core/release.ts';
import { sentence } from '../../../core/values/problem.ts';
import {
  aLiveEndpoint,
  anAlarm,
  aRecord,
  aRollout,
  aWrittenManifest,
  findings,
} from '../../support/builders.ts';

const bucket = aRollout().release.artifact.bucket;
const name = rolloutName(aRollout());
const capture = { sample: '50%', retention: '1d', score: { json: 'score' } };
const captured = (to: string, more: object = {}) => ({
  DataCaptureConfig: {
    EnableCapture: true,
    InitialSamplingPercentage: 10,
    DestinationS3Uri: to,
    CaptureOptions: [{ CaptureMode: 'Input' }],
    ...more,
  },
});
const ours = `s3://${bucket}/captures/7d/iris/iris-before-1`;
const [variant = {}] = aLiveEndpoint().config.ProductionVariants as object[];
const live = (config: object = {}, ofVariant: object = {}) =>
  aLiveEndpoint({
    config: { ProductionVariants: [{ VariantName: 'AllTraffic', ...variant, ...ofVariant }], ...config },
  });

function resolved(manifest: object, over: Partial<Findings> = {}, rollout = aRollout()) {
  return resolve(
    rollout,
    findings({
      manifest: { kind: 'content', value: aWrittenManifest({ ...manifest }) },
      alarms: [anAlarm()],
      ...over,
    }),
  );
}
function prepared(...args: Parameters<typeof resolved>) {
  const resolution = resolved(...args);
  if (resolution.kind !== 'prepared') throw new Error(JSON.stringify(resolution));
  return resolution;
}
const configOf = (...args: Parameters<typeof resolved>) =>
  prepared(...args).preparation.endpointConfig?.definition;
function refusals(...args: Parameters<typeof resolved>) {
  const resolution = resolved(...args);
  return resolution.kind === 'refused' ? resolution.problems.map(sentence) : [];
}

describe('A manifest with a capture', () => {
  it('has the release’s answers captured, into a place of its own', () => {
    expect(configOf({ capture }, { live: live() })?.DataCaptureConfig).toEqual({
      EnableCapture: true,
      InitialSamplingPercentage: 50,
      DestinationS3Uri: `s3://${bucket}/captures/1d/iris/${name}`,
      CaptureOptions: [{ CaptureMode: 'Output' }],
      CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
    });
  });

  it('takes a fifth of them and keeps them for a week, if nothing else is said', () => {
    const config = configOf({ capture: { score: { csv: 2 } } }, { live: live() });
    expect(config?.DataCaptureConfig).toMatchObject({
      InitialSamplingPercentage: 20,
      DestinationS3Uri: expect.stringContaining('/captures/7d/'),
    });
  });

  it('knows where both fleets’ answers are, once the shift has begun', () => {
    const { plan } = prepared({ capture }, { live: live(captured(`${ours}/`)) });
    expect(plan.capture).toEqual({
      bucket,
      prefix: `captures/1d/iris/${name}`,
      before: 'captures/7d/iris/iris-before-1',
      score: { json: 'score' },
    });
    expect(shiftOf(aRecord(plan, { phases: { shifting: '2026-01-05T10:00:00.000Z' } }))?.capture).toEqual(
      plan.capture,
    );
  });

  it.each([
    ['nothing', {}],
    ['what is switched off', captured(ours, { EnableCapture: false })],
    ['what others have switched off', captured('s3://theirs/capture', { EnableCapture: false })],
  ])('has nothing to compare with where %s is captured', (_, config) => {
    expect(prepared({ capture }, { live: live(config) }).plan.capture?.before).toBeNull();
  });

  it('makes the same release of each attempt', () => {
    const digest = (attempt: number) =>
      prepared({ capture }, { live: live() }, aRollout({ attempt })).settlement.digest;
    expect(digest(2)).toBe(digest(1));
    const other = prepared({ capture: { ...capture, sample: '51%' } }, { live: live() });
    expect(other.settlement.digest).not.toBe(digest(1));
  });

  it('is a change where it begins, changes or ends', () => {
    const change = (manifest: object, config: object) =>
      prepared(manifest, { live: live(config) }).settlement.changes.filter(
        ({ what }) => what === 'data capture',
      );
    expect(change({ capture }, {})).toEqual([
      { what: 'data capture', how: 'added', to: '50 % of the answers, kept for 1 day' },
    ]);
    expect(change({ capture }, captured(ours))).toMatchObject([
      { how: 'changed', from: '10 % of the answers, kept for 7 days' },
    ]);
    expect(change({}, captured(ours))).toMatchObject([{ how: 'removed' }]);
    expect(change({}, captured('s3://theirs/capture'))).toEqual([]);
  });

  it('says once that what serves is not captured yet', () => {
    const warnings = (config: object) =>
      prepared({ capture, alarms: [{ compare: 'score' }] }, { live: live(config) }).plan.warnings.filter(
        ({ field }) => field === 'alarms[0].compare',
      );
    expect(warnings({}).map(sentence)).toEqual([
      "alarms[0].compare: expected answers of what serves that are captured, too, got none: they are captured from this release on, so that the next one can be compared with it. SageMaker does not say if it may not write them: the model's role needs s3:PutObject under s3://greenlight-local-models-000000000000-us-east-1/captures/, and kms:GenerateDataKey on the bucket's key if it is your own.",
    ]);
    expect(warnings(captured(ours))).toEqual([]);
  });
});

describe('Without a capture', () => {
  it('one of ours ends, and one of others goes on', () => {
    expect(configOf({}, { live: live(captured(ours)) })?.DataCaptureConfig).toBeUndefined();
    const theirs = captured('s3://theirs/capture');
    expect(configOf({}, { live: live(theirs) })).toMatchObject(theirs);
    const inOurBucket = captured(`s3://${bucket}/monitoring`);
    expect(configOf({}, { live: live(inOurBucket) })).toMatchObject(inOurBucket);
  });

  it('scores cannot be compared: each is told', () => {
    const manifest = {
      alarms: [{ compare: 'score' }],
      gates: { during: [{ judge: { compare: 'score' } }], after: [{ judge: { compare: 'score' } }] },
    };
    expect(refusals(manifest, { live: live() })).toEqual(
      ['alarms[0].compare', 'gates.during[0].judge.compare', 'gates.after[0].judge.compare'].map((field) =>
        expect.stringContaining(
          `${field}: expected captured answers, which scores are compared by, got no capture`,
        ),
      ),
    );
  });
});

describe('A capture is refused', () => {
  it('where others capture: it is never redirected', () => {
    expect(refusals({ capture }, { live: live(captured('s3://theirs/capture')) })).toEqual([
      expect.stringContaining('got "s3://theirs/capture"'),
    ]);
  });

  it('of endpoints of which SageMaker captures nothing, with all else that is wrong', () => {
    const asynchronous = live({ AsyncInferenceConfig: { OutputConfig: {} } });
    const wrong = { ...capture, score: { json: 'a[' } };
    const allowedGates = {
      webhookHosts: [],
      functions: [],
      expectationFault: (source: string) => (source === 'a[' ? 'S0203 at character 3' : undefined),
    };
    const told = refusals(
      { capture: wrong, alarms: [{ compare: 'score' }, { compare: 'score', computedBy: 'greenlight' }] },
      { live: asynchronous, allowedGates },
    );
    expect(told).toEqual([
      expect.stringContaining('alarms[1].compare: expected each comparison once'),
      expect.stringContaining('capture: expected an endpoint of instances that answers at once'),
      expect.stringContaining('capture.score.json: expected a JSONata expression, got S0203 at character 3'),
    ]);
    const serverless = live({}, { ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 } });
    expect(refusals({ capture }, { live: serverless })).toEqual(
      expect.arrayContaining([expect.stringContaining('got a serverless variant')]),
    );
  });
});
