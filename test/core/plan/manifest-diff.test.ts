import { describe, expect, it } from 'vitest';
import { manifestDiff } from '../../../core/plan/manifest-diff.ts';

const manifest = {
  model: { image: 'fraud:3', environment: { MODE: 'fast', TOKEN: 'hunter2' } },
  fleet: { instanceCount: 5 },
  rollout: { strategy: 'linear', step: '20%' },
  alarms: [{ name: 'fraud-5xx', on: 'rollback' }],
};

describe('The difference of two manifests', () => {
  it('is told field by field, with what stood there before and after', () => {
    const after = {
      ...manifest,
      fleet: { instanceCount: 8 },
      rollout: { strategy: 'canary', step: '20%', bake: '5m' },
      alarms: [],
    };
    expect(manifestDiff(manifest, after)).toEqual([
      { what: 'fleet.instanceCount', how: 'changed', from: '5', to: '8' },
      { what: 'rollout.strategy', how: 'changed', from: 'linear', to: 'canary' },
      { what: 'rollout.bake', how: 'added', to: '5m' },
      { what: 'alarms', how: 'added', to: '[]' },
      { what: 'alarms[0].name', how: 'removed', from: 'fraud-5xx' },
      { what: 'alarms[0].on', how: 'removed', from: 'rollback' },
    ]);
    expect(manifestDiff(manifest, structuredClone(manifest))).toEqual([]);
  });

  it('never holds a value of the environment, nor an address', () => {
    const gates = (url: string) => ({ before: [{ webhook: { url } }] });
    const [before, after] = [
      { ...manifest, gates: gates('https://a.example/?k=hunter2') },
      {
        ...manifest,
        model: { image: 'fraud:3', environment: { TOKEN: 'hunter3', 'A.B': 'hunter4' } },
        gates: gates('https://a.example/?k=hunter5'),
      },
    ];
    const changes = manifestDiff(before, after);
    expect(JSON.stringify(changes)).not.toContain('hunter');
    expect(changes).toEqual([
      { what: 'model.environment.TOKEN', how: 'changed' },
      { what: 'model.environment.A.B', how: 'added' },
      { what: 'gates.before[0].webhook.url', how: 'changed' },
      { what: 'model.environment.MODE', how: 'removed' },
    ]);
  });

  it('of a whole that is no object, and of very many fields, stays short', () => {
    expect(manifestDiff({}, 'no mapping')).toEqual([]);
    expect(manifestDiff({}, { keep: 'x\n'.repeat(500) })).toEqual([
      { what: 'keep', how: 'added', to: expect.stringMatching(/^(x ){99}x…$/) },
    ]);
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`field${n}`, n]));
    expect(manifestDiff({}, many)).toHaveLength(101);
    expect(manifestDiff({}, many).at(-1)).toEqual({ what: '200 more fields', how: 'changed' });
  });
});
