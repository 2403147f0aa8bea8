import { describe, expect, it } from 'vitest';
import { gates } from '../../../../scenarios/fuzz/promises/gates.ts';
import { reReleases } from '../../../../scenarios/fuzz/promises/re-releases.ts';
import { act, ended, release, rollout, seen } from './seen.ts';

const name = rollout('v2');
const smoke = { smoke: { inline: '1', contentType: 'text/csv' } };
const deployed = (
  written: object,
  kept: Record<string, string> = {},
  more: { start?: object; as?: string; outcome?: string; defaults?: string } = {},
) =>
  gates(
    seen({
      acts: [
        act(0, { kind: 'manifest', version: 'm1', written }),
        act(0, { kind: 'upload', release: release('v2'), as: more.as ?? 'model' }),
        act(0, { kind: 'put', key: 'models/greenlight.defaults.yaml', version: 'd1', text: 'model: [' }),
        act(1, { kind: 'put', key: 'models/greenlight.defaults.yaml', version: 'd2', text: '# nothing yet' }),
      ],
      endings: [ended(9, name, more.outcome ?? 'DEPLOYED')],
      ledger: [
        {
          ...{ sk: `rollout#${name}`, endpoint: 'iris', start: more.start ?? { kind: 'upload' } },
          settled: {
            manifest: { versionId: 'm1' },
            ...(more.defaults && { defaults: { versionId: more.defaults } }),
          },
        },
        ...Object.entries(kept).map(([place, status]) => ({ sk: `gate#${name}#${place}`, item: { status } })),
      ],
    }),
  );

describe('What is deployed', () => {
  const written = { gates: { during: [smoke], after: [{ soak: '30m' }] } };

  it('has passed all of its gates', () => {
    expect(deployed(written, { 'during#0': 'passed', 'after#0': 'overridden' })).toEqual([]);
    expect(deployed(written, {}, { start: { kind: 'rollback', fast: true } })).toEqual([]);
    expect(deployed(written, {}, { outcome: 'ROLLED_BACK' })).toEqual([]);
  });

  it('is not what has not', () => {
    expect(deployed(written, { 'during#0': 'pending' })).toEqual([
      expect.stringContaining('during/0 is pending'),
      expect.stringContaining('after/0 is not reached'),
    ]);
  });

  it('has none, where it is a rollback that was planned while the defaults were broken', () => {
    const start = { kind: 'rollback' };
    expect(deployed(written, {}, { start, defaults: 'd1' })).toEqual([]);
    expect(deployed(written, {}, { start, defaults: 'd2' })).toHaveLength(2);
    expect(deployed(written, {}, { start })).toHaveLength(2);
    expect(deployed(written, {}, { defaults: 'd1' })).toHaveLength(2);
  });

  it('answers requests, where a smoke test asks that', () => {
    const kept = { 'during#0': 'passed', 'after#0': 'passed' };
    expect(deployed(written, kept, { as: 'broken' })).toEqual([expect.stringContaining('smoke test')]);
    expect(deployed({ gates: { before: [smoke] } }, { 'before#0': 'passed' }, { as: 'broken' })).toEqual([]);
  });
});

describe('A changed manifest', () => {
  const released = (start: object, live: string[], shifted: string[] = []) =>
    reReleases(
      seen({
        shifts: [
          ...shifted.map((one) => ({ at: 1, rollout: one, live: [] })),
          { at: 9, rollout: rollout('v1', 2), live },
        ],
        ledger: [
          {
            sk: `rollout#${rollout('v1', 2)}`,
            name: rollout('v1', 2),
            start: { kind: 'manifest', ...start },
          },
          { sk: `rollout#${rollout('v1')}`, name: rollout('v1'), start: { kind: 'upload' } },
        ],
      }),
    );

  it('releases what serves, or what waited', () => {
    expect(released({}, [rollout('v1')])).toEqual([]);
    expect(released({ replaces: rollout('v1') }, [rollout('v0')])).toEqual([]);
  });

  it('releases nothing else', () => {
    expect(released({}, [rollout('v2')])).toHaveLength(1);
    expect(released({ replaces: rollout('v1') }, ['theirs'], [rollout('v1')])).toHaveLength(1);
  });
});
