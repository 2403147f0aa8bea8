import { describe, expect, it } from 'vitest';
import { changesWhatServes } from '../../../core/manifest-change/changes-what-serves.ts';
import { pinnedUrl } from '../../../core/release.ts';
import type { LiveEndpoint } from '../../../core/sagemaker.ts';
import { aLiveEndpoint, aLiveModel, aManifest, aRelease } from '../../support/builders.ts';

const release = aRelease();
const name = 'iris-000000000001-1';
const container = { Image: 'local:iris', ModelDataUrl: pinnedUrl(release), Environment: { LOG: 'info' } };
/** The release as it serves. */
const serving = (over: Partial<LiveEndpoint> = {}) =>
  aLiveEndpoint({ models: { [name]: aLiveModel({ PrimaryContainer: container }) }, ...over });
const changed = (over: Record<string, unknown>, live = serving()) =>
  changesWhatServes(release, aManifest(over), live, 'local');

const role = 'arn:aws:iam::000000000000:role/greenlight-model-iris';
const model = { image: 'local:iris', role };
const fleet = { instanceType: 'ml.m5.large', instanceCount: 5 };

describe('A manifest changes what serves', () => {
  it.each([
    ['another image', { model: { ...model, image: 'local:iris-2' } }],
    ['another role', { model: { ...model, role: `${role}-2` } }],
    ['a variable', { model: { ...model, environment: { LOG: 'info', SEED: '1' } } }],
    ['one variable less', { model: { ...model, environment: {} } }],
    ['another value', { model: { ...model, environment: { LOG: 'debug' } } }],
    ['another instance type', { fleet: { ...fleet, instanceType: 'ml.m5.xlarge' } }],
    ['another number of instances, by resize', { fleet: { ...fleet, instanceCount: 7, resize: true } }],
    ['another timeout of the model', { model: { ...model, startupTimeout: '5m' } }],
    ['a variant that is not there', { fleet: { ...fleet, variant: 'Other' } }],
  ])('by %s', (_, over) => {
    expect(changed(over)).toBe(true);
  });

  it('by naming another variant for the artifact, which serves another model', () => {
    const [variant] = serving().config.ProductionVariants;
    const live = serving({
      config: {
        ProductionVariants: [
          { ...variant, VariantName: 'AllTraffic' },
          { ...variant, VariantName: 'Other', ModelName: 'another' },
        ],
      },
      models: { [name]: aLiveModel({ PrimaryContainer: container }), another: aLiveModel() },
    });
    expect(changed({ fleet: { variant: 'Other' } }, live)).toBe(true);
    expect(changed({ fleet: { variant: 'AllTraffic' } }, live)).toBe(false);
  });

  it('by naming another container of a pipeline for the artifact', () => {
    const { PrimaryContainer: _, ...rest } = aLiveModel();
    const second = { Image: 'local:other', ModelDataUrl: 's3://models/other.tar.gz' };
    const live = serving({ models: { [name]: { ...rest, Containers: [container, second] } } });
    const of = (number: number) => ({ model: { container: number } });
    expect(changed(of(2), live)).toBe(true);
    expect(changed(of(1), live)).toBe(false);
  });
});

describe('A manifest changes nothing of what serves', () => {
  it.each([
    ['by gates', { gates: { before: [{ approval: { timeout: '8h' } }], after: [{ soak: '30m' }] } }],
    ['by alarms', { alarms: [{ name: 'other' }, { metric: '5xx-rate', above: '1%', for: '2m' }] }],
    ['by the strategy', { rollout: { strategy: 'all-at-once', finalBake: '10m' } }],
    ['by how many releases are kept, and who is told', { keep: 2, notify: { severity: 'critical' } }],
    ['by saying what serves', { model: { ...model, environment: { LOG: 'info' } } }],
    ['by saying nothing, so that all is inherited', { model: undefined, fleet: undefined }],
    ['by a count that an update keeps', { fleet: { ...fleet, instanceCount: 50 } }],
    ['by a count that the live config was made for', { fleet: { ...fleet, instanceCount: 3, resize: true } }],
  ])('%s', (_, over) => {
    expect(changed(over)).toBe(false);
  });

  it('by a tag that turned out to be the digest that serves', () => {
    const digest = 'local:iris@sha256:1';
    expect(changed({}, serving({ resolvedImages: { AllTraffic: { 'local:iris': digest } } }))).toBe(false);
  });

  it('by an empty environment, where there is none', () => {
    const { Environment: _, ...bare } = container;
    const live = serving({ models: { [name]: aLiveModel({ PrimaryContainer: bare }) } });
    expect(changed({ model: { ...model, environment: {} } }, live)).toBe(false);
  });

  it('where the artifact is a folder of objects', () => {
    const folder = aRelease({ artifact: { ...release.artifact, kind: 'folder' } });
    const S3DataSource = { S3Uri: pinnedUrl(folder), S3DataType: 'S3Prefix', CompressionType: 'None' };
    const { ModelDataUrl: _, ...rest } = container;
    const of = { ...rest, ModelDataSource: { S3DataSource } };
    const live = serving({ models: { [name]: aLiveModel({ PrimaryContainer: of }) } });
    expect(changesWhatServes(folder, aManifest(), live, 'local')).toBe(false);
  });
});
