import { beforeEach, describe, expect, it } from 'vitest';
import type { PendingManifest } from '../../../core/manifest-change/pending.ts';
import { instant } from '../../support/builders.ts';
import { bucket, type FakeAws, fakeAws } from '../../support/fake-aws.ts';

let ledger: FakeAws['ledger'];
beforeEach(async () => {
  ({ ledger } = await fakeAws());
});

const pending = (versionId: string, over: Partial<PendingManifest> = {}): PendingManifest => ({
  endpoint: 'iris',
  bucket,
  version: { key: 'models/iris/greenlight.yaml', versionId },
  by: 'ana',
  at: instant,
  ...over,
});

describe('A manifest of which it has yet to be decided what it does', () => {
  it('is noted by endpoint, whatever the case of its name, and read back whole', async () => {
    expect(await ledger.pendingManifest('iris')).toBeUndefined();
    await ledger.notePendingManifest(pending('m1'));
    expect(await ledger.pendingManifest('IRIS')).toEqual(pending('m1'));
    expect(await ledger.pendingManifest('other')).toBeUndefined();
  });

  it('gives its place only to one that is known to be newer', async () => {
    expect(await ledger.notePendingManifest(pending('m1'))).toBe(true);
    expect(await ledger.notePendingManifest(pending('m1', { by: 'bob' }))).toBe(true);
    expect(await ledger.notePendingManifest(pending('m2'))).toBe(false);
    expect(await ledger.notePendingManifest(pending('m2'), pending('m0').version)).toBe(false);
    expect(await ledger.pendingManifest('iris')).toEqual(pending('m1', { by: 'bob' }));
    expect(await ledger.notePendingManifest(pending('m2'), pending('m1').version)).toBe(true);
    expect(await ledger.pendingManifest('iris')).toEqual(pending('m2'));
  });

  it('is forgotten once it is decided, but not a newer one, or one of another name', async () => {
    await ledger.notePendingManifest(pending('m2'));
    await ledger.forgetPendingManifest(pending('m1'));
    const json = { key: 'models/iris/greenlight.json', versionId: 'm2' };
    await ledger.forgetPendingManifest(pending('m2', { version: json }));
    expect(await ledger.pendingManifest('iris')).toEqual(pending('m2'));
    await ledger.forgetPendingManifest(pending('m2'));
    expect(await ledger.pendingManifest('iris')).toBeUndefined();
    await ledger.forgetPendingManifest(pending('m2'));
  });
});
