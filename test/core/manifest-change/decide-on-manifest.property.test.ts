import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lease, type LeasePhase, unclaimed } from '../../../core/lease/lease.ts';
import { decideOnManifest, type ManifestFacts } from '../../../core/manifest-change/decide-on-manifest.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import type { Start } from '../../../core/release.ts';
import type { Outcome } from '../../../core/verdict/conclusion.ts';
import { aManifest, aProblem, aStop } from '../../support/builders.ts';
import { anUpload, second } from '../../support/claims.ts';
import { aRolloutOf, released, serves, versionOf } from './support.ts';

const outcomes = [
  undefined,
  'DEPLOYED',
  'ROLLED_BACK',
  'REJECTED',
  'SUPERSEDED',
  'FAILED',
  'TIMED_OUT',
] as const satisfies readonly (Outcome | undefined)[];
const starts: readonly Start[] = [
  { kind: 'upload', at: second(1) },
  { kind: 'retry', at: second(2), by: 'ana' },
  { kind: 'manifest', at: second(3), by: 'ana', manifestVersion: 'm1' },
  { kind: 'rollback', at: second(4), by: 'ana', config: 'kept' },
];

/** A rollout of one of three releases, however it began, was settled and ended. */
const records = fc
  .array(
    fc.record({
      version: fc.constantFrom(1, 2, 3),
      start: fc.constantFrom(...starts),
      outcome: fc.constantFrom(...outcomes),
      under: fc.constantFrom(undefined, 'm1', 'm2'),
      stopped: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((made) =>
    made.map(({ version, start, outcome, under, stopped }, at): RolloutRecord => {
      const release = released(`v${version}`, version);
      return aRolloutOf(release, {
        attempt: at + 1,
        start,
        ...(outcome && { outcome }),
        ...(under && { under }),
        ...(stopped && { stop: aStop() }),
      });
    }),
  );

const phases = fc.constantFrom<LeasePhase>('before', 'shifting', 'after', 'caretaking');

const facts: fc.Arbitrary<ManifestFacts> = records.chain((of) => {
  const one =
    of.length === 0 ? fc.constant(undefined) : fc.option(fc.constantFrom(...of), { nil: undefined });
  return fc
    .record({
      holder: one,
      phase: phases,
      hasNext: fc.boolean(),
      serving: one,
      configName: fc.option(fc.constant('by-hand'), { nil: undefined }),
      status: fc.constantFrom('InService', 'Updating', 'Failed'),
      ok: fc.boolean(),
      image: fc.constantFrom('local:iris', 'local:other'),
      running: fc.subarray(of.map(({ name }) => name)),
      pushed: fc.boolean(),
    })
    .map((drawn): ManifestFacts => {
      const { holder, serving, configName, status, image } = drawn;
      const lease: Lease = {
        fence: 1,
        ...(holder && {
          holder: {
            claim: { ...anUpload(holder.release.id, 1), rollout: holder.name, kind: holder.start.kind },
            fence: 1,
            phase: drawn.phase,
            since: second(5),
          },
        }),
        ...(holder &&
          drawn.hasNext && { next: { claim: anUpload('next', 9), token: 't', since: second(9) } }),
      };
      const role = 'arn:aws:iam::000000000000:role/greenlight-model-iris';
      return {
        version: versionOf('m2'),
        manifest: drawn.ok
          ? { ok: true, manifest: aManifest({ model: { image, role } }) }
          : { ok: false, problems: [aProblem()] },
        ...(drawn.pushed && { comesWith: 'models/iris/v9/model.tar.gz' }),
        lease: holder ? lease : unclaimed,
        records: of,
        running: drawn.running,
        live: serving && serves(serving, { status, ...(configName && { configName }) }),
        stage: 'local',
      };
    });
});

describe('Whatever is under way when a manifest is changed', () => {
  it('only what waits, or what serves, or what there is no endpoint for yet is started once more', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const decision = decideOnManifest(given);
        const { holder, next } = given.lease;
        switch (decision.kind) {
          case 'settle-anew':
            expect(holder?.phase).toBe('before');
            expect(holder?.claim.kind).not.toBe('rollback');
            expect(holder?.claim.rollout).toBe(decision.record.name);
            expect(next).toBeUndefined();
            return;
          case 're-release': {
            expect(holder).toBeUndefined();
            expect(given.live?.configName).toBe(decision.serving);
            const made = given.records.find(({ name }) => name === decision.serving);
            expect(made?.release).toEqual(decision.release);
            expect(['DEPLOYED', 'FAILED', 'TIMED_OUT']).toContain(made?.outcome);
            return;
          }
          case 'try-again':
            expect([holder, given.live]).toEqual([undefined, undefined]);
            return;
          case 'unusable':
            expect(holder).toBeUndefined();
            return;
          default:
            // Nothing is started.
            return;
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('it is decided the same again, and a push decides nothing', () => {
    fc.assert(
      fc.property(facts, (given) => {
        expect(decideOnManifest(given)).toEqual(decideOnManifest(structuredClone(given)));
        if (given.comesWith !== undefined) expect(decideOnManifest(given).kind).toBe('with-artifact');
      }),
    );
  });
});
