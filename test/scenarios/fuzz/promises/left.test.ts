import { describe, expect, it } from 'vitest';
import { leftBehind } from '../../../../scenarios/fuzz/promises/left-behind.ts';
import { notices } from '../../../../scenarios/fuzz/promises/notices.ts';
import { act, ended, release, rollout, seen } from './seen.ts';

describe('Nothing is left', () => {
  const remains = {
    models: [rollout('v2')],
    configs: [rollout('v2')],
    alarms: [`greenlight-local-${rollout('v2')}-1`, 'errors'],
    pinned: [{ key: 'releases/iris/v2', release: release('v2') }],
  };

  it('but what a kept release needs', () => {
    expect(leftBehind(seen({ remains }))).toEqual([]);
  });

  it.each([
    ['upload', { ...remains, uploads: ['releases/iris/v2'] }],
    ['pinned artifact', { ...remains, models: [] }],
    ['alarm', { ...remains, configs: [] }],
  ])('no %s', (_, left) => {
    expect(leftBehind(seen({ remains: left }))).toHaveLength(1);
    expect(leftBehind(seen({ remains: left, troubles: ['calls'] }))).toEqual([]);
  });

  describe('no alarm of a rollback', () => {
    const back = { sk: `rollout#${rollout('v1', 2)}`, endpoint: 'iris', plan: { config: rollout('v1') } };
    const alarms = [`greenlight-local-${rollout('v1', 2)}-1`];
    const left = (configs: string[], then: readonly ReturnType<typeof ended>[], console = false) =>
      leftBehind(
        seen({
          ledger: [back],
          remains: { configs, alarms },
          endings: [ended(1, rollout('v1', 2), 'DEPLOYED'), ...then],
          acts: console ? [act(1, { kind: 'console', call: 'UpdateEndpoint' })] : [],
        }),
      );

    it('but of that which serves', () => {
      expect(left([rollout('v1')], [])).toEqual([]);
      expect(left([rollout('v1')], [ended(2, rollout('v2'), 'ROLLED_BACK')])).toEqual([]);
    });

    it('whose config is gone, even if another one of that release is there', () => {
      expect(left([rollout('v1', 2)], [])).toHaveLength(1);
    });

    it('after which something else was deployed, unless others have their hands in it', () => {
      const then = [ended(2, rollout('v2'), 'DEPLOYED')];
      expect(left([rollout('v1')], then)).toHaveLength(1);
      expect(left([rollout('v1')], then, true)).toEqual([]);
    });
  });

  it('no manifest that is still to be decided on', () => {
    expect(leftBehind(seen({ ledger: [{ pk: 'endpoint#iris', sk: 'manifest' }] }))).toHaveLength(1);
  });

  it('no token', () => {
    expect(leftBehind(seen({ ledger: [{ sk: 'wait#x', token: 't' }], troubles: ['calls'] }))).toHaveLength(1);
  });
});

describe('People', () => {
  const gate = { phase: 'gate', endpoint: 'iris', rollout: rollout('v2'), gate: { id: 'x', round: 1 } };
  const heard = (announced: Record<string, unknown>[], told: string[], troubles: string[] = []) =>
    notices(seen({ announced, told: told.map((phase) => ({ phase, thread: rollout('v2') })), troubles }));

  it('hear what machines hear', () => {
    expect(
      heard([gate, { phase: 'concluded', outcome: 'DEPLOYED' }, { phase: 'admitted' }], ['gate', 'DEPLOYED']),
    ).toEqual([]);
    expect(heard([gate], [])).toHaveLength(1);
    expect(heard([gate], ['gate', 'gate'])).toHaveLength(1);
    expect(heard([gate], [], ['slack'])).toEqual([]);
  });

  it('hear each thing once', () => {
    expect(heard([gate, gate], ['gate', 'gate'])).toEqual([expect.stringContaining('announced twice')]);
    const again = { ...gate, gate: { id: 'x', round: 2 } };
    expect(heard([gate, again], ['gate', 'gate'])).toEqual([]);
  });
});
