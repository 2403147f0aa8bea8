import { describe, expect, it } from 'vitest';
import { type Lease, type LeaseClaim, unclaimed } from '../../../core/lease/lease.ts';
import { decideOnManifest, type ManifestFacts } from '../../../core/manifest-change/decide-on-manifest.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { aManifest, aProblem, aStop } from '../../support/builders.ts';
import { anAct, anUpload, leaseAfter, second } from '../../support/claims.ts';
import { aRolloutOf, ended, released, serves, versionOf } from './support.ts';

const [v1, v2, v3] = [released('v1', 1), released('v2', 2), released('v3', 3)];
const deployed = ended(v1, 'DEPLOYED', { under: 'm1' });
const image = {
  model: { image: 'local:other', role: 'arn:aws:iam::000000000000:role/greenlight-model-iris' },
};

/** v1 serves, nothing is under way, and m2 says another image. */
const facts = (over: Partial<ManifestFacts> = {}): ManifestFacts => ({
  version: versionOf('m2'),
  manifest: { ok: true, manifest: aManifest(image) },
  lease: unclaimed,
  records: [deployed],
  running: [],
  live: serves(deployed),
  stage: 'local',
  ...over,
});
const decided = (over: Partial<ManifestFacts> = {}) => decideOnManifest(facts(over));

const claimOf = (record: { name: string; release: { id: string } }, at = 10): LeaseClaim => ({
  ...anUpload(record.release.id, at),
  rollout: record.name,
});
/** Held by that rollout, in that phase. */
const heldBy = (
  record: { name: string; release: { id: string } },
  phase: 'before' | 'shifting' | 'after' | 'caretaking' = 'before',
  over: Partial<NonNullable<Lease['holder']>> = {},
): Lease => {
  const lease = leaseAfter(claimOf(record));
  const { holder } = lease;
  if (holder === undefined) throw new Error('not held');
  return { ...lease, holder: { ...holder, phase, ...over } };
};
const behind = (lease: Lease, claim: LeaseClaim): Lease => ({
  ...lease,
  next: { claim, token: 't', since: second(20) },
});

describe('A rollout that waits, settled under an older manifest,', () => {
  const waiting = aRolloutOf(v2, { under: 'm1' });
  const records = [deployed, waiting];

  it('is settled anew, with its own artifact', () => {
    expect(decided({ records, lease: heldBy(waiting) })).toEqual({ kind: 'settle-anew', record: waiting });
  });

  it('is settled anew also where the new one is broken: it does not go on under the old one', () => {
    const manifest = { ok: false, problems: [aProblem()] } as const;
    expect(decided({ records, lease: heldBy(waiting), manifest })).toMatchObject({ kind: 'settle-anew' });
  });

  it.each(['retry', 'manifest'] as const)('is settled anew also where it is a %s', (kind) => {
    const lease = heldBy(waiting, 'before', { claim: { ...claimOf(waiting), kind } });
    expect(decided({ records, lease })).toMatchObject({ kind: 'settle-anew' });
  });

  it('is left alone where it was settled under this very version: the event came twice', () => {
    expect(decided({ records, lease: heldBy(waiting), version: versionOf('m1') })).toEqual({
      kind: 'taken',
      by: waiting.name,
    });
  });

  it('is settled anew once more where the try before died: for this version another attempt was promised its place', () => {
    const start = { kind: 'manifest', at: second(0), by: '', manifestVersion: 'm2' } as const;
    const anew = aRolloutOf(v2, { attempt: 2, start });
    const lease = heldBy({ ...waiting }, 'before', { replacedBy: anew.name });
    for (const begun of [[], [anew], [{ ...anew, outcome: 'REJECTED' as const }]])
      expect(decided({ records: [...records, ...begun], lease })).toMatchObject({ kind: 'settle-anew' });
  });

  it('is left to the attempt that takes its place already, which has not been settled', () => {
    const anew = aRolloutOf(v2, { attempt: 2 });
    const lease = heldBy(waiting, 'before', { replacedBy: anew.name });
    expect(decided({ records: [...records, anew], lease })).toEqual({ kind: 'left', to: anew.name });
  });

  it('is waited for where the attempt that took its place has been refused since', () => {
    const anew = ended(v2, 'REJECTED', { attempt: 2 });
    const lease = heldBy(waiting, 'before', { replacedBy: anew.name });
    expect(decided({ records: [...records, anew], lease })).toMatchObject({ kind: 'later' });
  });

  it('is waited for where somebody has stopped it', () => {
    const stopped = { ...waiting, stop: aStop() };
    expect(decided({ records: [deployed, stopped], lease: heldBy(stopped) })).toMatchObject({
      kind: 'later',
    });
  });
});

describe('A rollout that has not been settled reads the manifest itself', () => {
  const queued = aRolloutOf(v2);

  it('where it holds the lease', () => {
    expect(decided({ records: [deployed, queued], lease: heldBy(queued) })).toEqual({
      kind: 'left',
      to: queued.name,
    });
  });

  it.each(['before', 'shifting', 'after', 'caretaking'] as const)(
    'where it is next, whatever has the endpoint: %s',
    (phase) => {
      const holder = aRolloutOf(v2, { under: 'm1' });
      const next = anUpload('v3', 30);
      const lease = behind(heldBy(holder, phase), next);
      expect(decided({ records: [deployed, holder], lease })).toEqual({ kind: 'left', to: next.rollout });
    },
  );

  it('where its artifact is still being read: it has not come to the lease', () => {
    expect(decided({ records: [deployed, queued], running: [queued.name] })).toEqual({
      kind: 'left',
      to: queued.name,
    });
  });

  it('but not one whose execution is dead, without an end', () => {
    expect(decided({ records: [deployed, queued] })).toMatchObject({ kind: 're-release', release: v1 });
  });
});

describe('What has begun to shift goes on; it is decided when it has ended', () => {
  const shifting = aRolloutOf(v2, { under: 'm1' });

  it.each(['shifting', 'after', 'caretaking'] as const)('where it is %s', (phase) => {
    const lease = heldBy(shifting, phase);
    expect(decided({ records: [deployed, shifting], lease })).toEqual({
      kind: 'later',
      after: shifting.name,
    });
  });

  it('where a rollback waits at its gates, or is next', () => {
    const rollback = { ...anAct('rollback', 'v1', 40) };
    expect(decided({ lease: leaseAfter(rollback) })).toEqual({ kind: 'later', after: rollback.rollout });
    const lease = behind(heldBy(shifting, 'shifting'), rollback);
    expect(decided({ lease })).toEqual({ kind: 'later', after: rollback.rollout });
  });

  it('where a rollback has not come to the lease yet', () => {
    const start = { kind: 'rollback', at: second(3), by: 'ada', config: 'x' } as const;
    const rollback = aRolloutOf(v1, { attempt: 2, start });
    expect(decided({ records: [deployed, rollback], running: [rollback.name] })).toMatchObject({
      kind: 'later',
    });
  });
});

describe('Where nothing is under way', () => {
  it('what serves is released once more, and never the newest artifact', () => {
    const rejected = ended(v2, 'REJECTED', {
      conclusion: concludeEnding({ kind: 'stopped', stop: aStop() }),
    });
    for (const newest of [
      rejected,
      ended(v2, 'ROLLED_BACK', { under: 'm1' }),
      ended(v2, 'SUPERSEDED'),
      ended(v2, 'FAILED', { under: 'm1' }),
    ]) {
      expect(decided({ records: [deployed, newest] })).toEqual({
        kind: 're-release',
        release: v1,
        serving: deployed.name,
      });
    }
  });

  it('it is the one whose config serves, whichever was deployed last', () => {
    const later = ended(v2, 'DEPLOYED', { under: 'm1' });
    const start = { kind: 'rollback', at: second(0), by: 'ada', config: deployed.name } as const;
    const back = ended(v1, 'DEPLOYED', { attempt: 2, start });
    expect(decided({ records: [deployed, later, back] })).toMatchObject({ release: v1 });
    expect(decided({ records: [deployed, later], live: serves(later) })).toMatchObject({ release: v2 });
  });

  it('a release that failed once it was live serves all the same', () => {
    const failed = ended(v2, 'FAILED', { under: 'm1' });
    expect(decided({ records: [deployed, failed], live: serves(failed) })).toMatchObject({ release: v2 });
  });

  it.each(['ROLLED_BACK', 'REJECTED', 'SUPERSEDED'] as const)(
    'a release that ended %s is not released once more, though somebody has put its config live',
    (outcome) => {
      const bad = ended(v2, outcome, { under: 'm1' });
      expect(decided({ records: [deployed, bad], live: serves(bad) })).toMatchObject({
        kind: 'next-release',
      });
    },
  );

  it.each([
    ['gates, alarms and the strategy', { gates: { before: [{ approval: { timeout: '8h' } }] }, alarms: [] }],
    ['nothing', {}],
  ])('and %s alone are changed, it holds from the next release on', (_, over) => {
    expect(decided({ manifest: { ok: true, manifest: aManifest(over) } })).toEqual({
      kind: 'next-release',
      why: 'it changes nothing of what v1 serves with',
      release: v1,
    });
  });

  it('and the endpoint serves a foreign config, it holds from the next release on', () => {
    expect(decided({ live: serves(deployed, { configName: 'by-hand' }) })).toEqual({
      kind: 'next-release',
      why: 'it serves by-hand, which is no release of ours',
    });
  });

  it.each(['Failed', 'OutOfService', 'UpdateRollbackFailed', 'Deleting'])(
    'and the endpoint is %s, it holds from the next release on',
    (status) => {
      expect(decided({ live: serves(deployed, { status }) })).toEqual({
        kind: 'next-release',
        why: `the endpoint is ${status}`,
      });
    },
  );

  it('what serves is released once more also while something else changes the endpoint: that is waited for', () => {
    expect(decided({ live: serves(deployed, { status: 'SystemUpdating' }) })).toMatchObject({
      kind: 're-release',
    });
  });

  it('a broken one is told, and starts nothing', () => {
    const problems = [aProblem()];
    expect(decided({ manifest: { ok: false, problems } })).toEqual({ kind: 'unusable', problems });
  });

  it('one that cannot be put together with the endpoint starts an attempt, which is refused with every problem', () => {
    const manifest = aManifest({ fleet: { variant: 'Other' } });
    expect(decided({ manifest: { ok: true, manifest } })).toMatchObject({ kind: 're-release' });
  });

  it('a version that a release was settled under is that release’s, whatever became of it', () => {
    for (const outcome of ['REJECTED', 'ROLLED_BACK', 'DEPLOYED'] as const) {
      const other = ended(v2, outcome, { under: 'm2' });
      expect(decided({ records: [deployed, other] })).toEqual({ kind: 'taken', by: other.name });
    }
  });

  it('a version that an attempt was started for is not tried again by itself', () => {
    const start = { kind: 'manifest', at: second(0), by: '', manifestVersion: 'm2' } as const;
    const attempt = ended(v1, 'SUPERSEDED', { attempt: 2, start });
    expect(decided({ records: [deployed, attempt] })).toEqual({ kind: 'taken', by: attempt.name });
  });

  it('a version by whose gates a rollback went is still to be decided on: it released nothing under it', () => {
    const start = { kind: 'rollback', at: second(0), by: 'ada', config: deployed.name } as const;
    const back = ended(v1, 'DEPLOYED', { attempt: 2, start, under: 'm2' });
    expect(decided({ records: [deployed, back] })).toMatchObject({ kind: 're-release', release: v1 });
  });
});

describe('Where there is no endpoint yet', () => {
  const refusal = (problems = [aProblem({ field: 'manifest' })]) => ({
    conclusion: concludeEnding({ kind: 'refused', problems }),
  });
  const none = { live: undefined } as const;

  it('the newest artifact is tried again, if it was refused for what a manifest can mend', () => {
    const records = [ended(v2, 'REJECTED', refusal()), ended(v1, 'REJECTED', refusal())];
    expect(decided({ ...none, records })).toEqual({ kind: 'try-again', release: v2 });
  });

  it.each([
    ['nothing was uploaded yet', []],
    [
      'a person rejected it',
      [ended(v1, 'REJECTED', { conclusion: concludeEnding({ kind: 'stopped', stop: aStop() }) })],
    ],
    ['its own archive is at fault', [ended(v1, 'REJECTED', refusal([aProblem({ field: v1.artifact.key })]))]],
    [
      'an object of its folder is at fault',
      [ended(v1, 'REJECTED', refusal([aProblem({ field: 'models/iris/v1/a' })]))],
    ],
    [
      'its last attempt ended otherwise',
      [ended(v1, 'REJECTED', refusal()), ended(v1, 'FAILED', { attempt: 2 })],
    ],
    ['the newest one was superseded', [ended(v1, 'REJECTED', refusal()), ended(v3, 'SUPERSEDED')]],
  ])('it is there for the first release, and no more, where %s', (_, records) => {
    expect(decided({ ...none, records })).toEqual({ kind: 'first-release' });
  });
});

describe('A manifest that was pushed together with an artifact', () => {
  it.each([
    ['nothing is under way', {}],
    [
      'something waits',
      { lease: heldBy(aRolloutOf(v2, { under: 'm1' })), records: [aRolloutOf(v2, { under: 'm1' })] },
    ],
  ])('starts nothing by itself where %s', (_, over) => {
    const comesWith = 'models/iris/v3/model.tar.gz';
    expect(decided({ ...over, comesWith })).toEqual({ kind: 'with-artifact', artifact: comesWith });
  });
});
