import { describe, expect, it } from 'vitest';
import { type DueFacts, dueEnding, yieldsToUpload } from '../../../core/manifest-change/still-due.ts';
import type { Rollout } from '../../../core/release.ts';
import { aManifest, aStop } from '../../support/builders.ts';
import { second } from '../../support/claims.ts';
import { aRolloutOf, ended, released, serves, versionOf } from './support.ts';

const [v1, v2] = [released('v1', 1), released('v2', 2)];
const deployed = ended(v1, 'DEPLOYED');
const image = {
  model: { image: 'local:other', role: 'arn:aws:iam::000000000000:role/greenlight-model-iris' },
};
const at = second(60);

const attemptOf = (release: typeof v1, start: { replaces?: string; serving?: string }): Rollout => ({
  release,
  attempt: 2,
  start: { kind: 'manifest', at: second(5), by: 'ana', manifestVersion: 'm2', ...start },
});
/** v1, released once more since it serves. */
const again = attemptOf(v1, { serving: deployed.name });

const facts = (over: Partial<DueFacts> = {}): DueFacts => ({
  manifest: aManifest(image),
  version: versionOf('m2'),
  live: serves(deployed),
  records: [deployed],
  running: [],
  stage: 'local',
  ...over,
});

describe('What serves, released once more,', () => {
  it('goes on while it serves and would serve otherwise', () => {
    expect(dueEnding(again, facts(), at)).toBeNull();
  });

  it('ends, superseded by the manifest, where nothing would serve otherwise under the newest one', () => {
    const newest = { manifest: aManifest(), version: versionOf('m3') };
    expect(dueEnding(again, facts(newest), at)).toMatchObject({
      kind: 'stopped',
      stop: { kind: 'superseded', by: 'version m3 of models/iris/greenlight.yaml', at },
    });
    const none = { manifest: aManifest({ model: undefined, fleet: undefined }), version: null };
    expect(dueEnding(again, facts(none), at)).toMatchObject({
      stop: { kind: 'superseded', by: 'the deletion of the manifest' },
    });
  });

  it('goes on where the newest manifest cannot be used: it is refused as such', () => {
    expect(dueEnding(again, facts({ manifest: undefined }), at)).toBeNull();
  });

  it('ends, superseded by what serves now, where that is another release', () => {
    const other = ended(v2, 'DEPLOYED');
    const found = dueEnding(again, facts({ records: [deployed, other], live: serves(other) }), at);
    expect(found).toMatchObject({ kind: 'stopped', stop: { kind: 'superseded', by: other.name } });
  });

  it.each([
    ['somebody else has updated the endpoint', serves(deployed, { configName: 'by-hand' }), '"by-hand"'],
    ['the endpoint is gone', undefined, 'no endpoint'],
  ])('is refused where %s', (_, live, got) => {
    expect(dueEnding(again, facts({ live }), at)).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'endpoint', got }],
    });
  });

  it('ends, superseded by an artifact that is being read meanwhile, and by no older one or dead one', () => {
    const coming = aRolloutOf(v2);
    const records = [deployed, coming];
    const superseded = { kind: 'stopped', stop: { by: coming.name, reason: 'a newer artifact' } };
    expect(dueEnding(again, facts({ records, running: [coming.name] }), at)).toMatchObject(superseded);
    expect(yieldsToUpload(again, { records, running: [coming.name] }, at)).toMatchObject(superseded);
    expect(dueEnding(again, facts({ records }), at)).toBeNull();
    const late = aRolloutOf(released('v0', 0));
    expect(yieldsToUpload(again, { records: [late], running: [late.name] }, at)).toBeNull();
  });
});

describe('A release that was settled anew', () => {
  const waited = ended(v2, 'SUPERSEDED');
  const anew = attemptOf(v2, { replaces: waited.name });

  it('goes on, whatever serves, and whatever is being read', () => {
    const coming = aRolloutOf(released('v3', 3));
    const more = { records: [deployed, waited, coming], running: [coming.name] };
    expect(dueEnding(anew, facts(more), at)).toBeNull();
    expect(dueEnding(anew, facts({ ...more, live: undefined }), at)).toBeNull();
    expect(yieldsToUpload(anew, more, at)).toBeNull();
  });

  it('ends as a person wanted it who rejected the one before at that very moment', () => {
    const stop = aStop();
    const records = [deployed, { ...ended(v2, 'REJECTED'), stop }];
    expect(dueEnding(anew, facts({ records }), at)).toEqual({ kind: 'stopped', stop });
  });

  it('goes on where the one before was refused for a problem: its own manifest may have mended it', () => {
    expect(dueEnding(anew, facts({ records: [deployed, ended(v2, 'REJECTED')] }), at)).toBeNull();
  });

  describe('where the one before began to shift after all', () => {
    const phases = { shifting: second(6) };

    it('goes on if that is live, and would serve otherwise', () => {
      const live = ended(v2, 'DEPLOYED', { phases });
      expect(dueEnding(anew, facts({ records: [deployed, live], live: serves(live) }), at)).toBeNull();
      const same = { manifest: aManifest(), records: [deployed, live], live: serves(live) };
      expect(dueEnding(anew, facts(same), at)).toMatchObject({ stop: { kind: 'superseded' } });
    });

    it('never puts live what was rolled back', () => {
      const back = ended(v2, 'ROLLED_BACK', { phases });
      expect(dueEnding(anew, facts({ records: [deployed, back] }), at)).toMatchObject({
        kind: 'stopped',
        stop: { kind: 'superseded', by: deployed.name },
      });
    });
  });
});

describe('Any other attempt', () => {
  it('is none of a manifest’s', () => {
    const upload: Rollout = { release: v1, attempt: 1, start: { kind: 'upload', at } };
    expect(dueEnding(upload, facts({ live: undefined }), at)).toBeNull();
    expect(yieldsToUpload(upload, facts(), at)).toBeNull();
  });

  it('of a release that there is no endpoint for yet goes on', () => {
    expect(dueEnding(attemptOf(v1, {}), facts({ live: undefined, records: [] }), at)).toBeNull();
  });

  it('that version 0.1 started, of the newest release, goes on only if that is what serves', () => {
    expect(dueEnding(attemptOf(v1, {}), facts(), at)).toBeNull();
    expect(dueEnding(attemptOf(v1, {}), facts({ manifest: aManifest() }), at)).toMatchObject({
      kind: 'stopped',
    });
    const rejected = ended(v2, 'REJECTED');
    expect(dueEnding(attemptOf(v2, {}), facts({ records: [deployed, rejected] }), at)).toMatchObject({
      kind: 'stopped',
      stop: { kind: 'superseded', by: deployed.name },
    });
  });
});
