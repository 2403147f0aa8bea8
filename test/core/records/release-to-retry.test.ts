import { describe, expect, it } from 'vitest';
import { releaseForManifest } from '../../../core/records/release-to-retry.ts';
import type { Outcome } from '../../../core/verdict/conclude.ts';
import { aRecord, aRelease, instant } from '../../support/builders.ts';

const ended = (version: string, outcome?: Outcome) =>
  aRecord({}, { release: aRelease({ version }), ...(outcome && { outcome }) });
const versionFor = (...records: ReturnType<typeof ended>[]) => releaseForManifest(records)?.version;

describe('A changed manifest is for', () => {
  it.each(['DEPLOYED', 'REJECTED', 'SUPERSEDED', undefined] as const)(
    'the newest release, if its last rollout is %s',
    (outcome) => {
      expect(versionFor(ended('v1', 'DEPLOYED'), ended('v2', outcome))).toBe('v2');
    },
  );

  it.each(['ROLLED_BACK', 'FAILED', 'TIMED_OUT'] as const)(
    'the last that was deployed, if the newest ended %s: it is bad',
    (outcome) => {
      expect(versionFor(ended('v1', 'DEPLOYED'), ended('v2', outcome))).toBe('v1');
      expect(versionFor(ended('v2', outcome))).toBeUndefined();
    },
  );

  it('the release that somebody went back to: the newer one was left', () => {
    const back = aRecord(
      {},
      {
        release: aRelease({ version: 'v1' }),
        start: { kind: 'rollback', at: instant, by: 'ana', config: 'config-v1' },
        outcome: 'DEPLOYED',
      },
    );
    expect(versionFor(ended('v1', 'DEPLOYED'), ended('v2', 'DEPLOYED'), back)).toBe('v1');
  });

  it('none where there is none', () => {
    expect(versionFor()).toBeUndefined();
  });
});
