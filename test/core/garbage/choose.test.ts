import { describe, expect, it } from 'vitest';
import { chooseGarbage, type GarbageFacts } from '../../../core/garbage/choose.ts';
import { aDeployed, aRetention, at } from './support.ts';

const garbageOf = (facts: GarbageFacts) => chooseGarbage(facts).garbage.map(({ name }) => name);
const deployments = ['A', 'B', 'C', 'D'].map((name, minute) => aDeployed(name, minute));

describe('What may be deleted', () => {
  it('is what was deployed before the newest N, the oldest first', () => {
    expect(garbageOf({ retentions: deployments.toReversed(), serving: ['D'], keep: 2 })).toEqual(['A', 'B']);
    expect(garbageOf({ retentions: deployments, serving: ['D'], keep: 5 })).toEqual([]);
  });

  it('is never what is live or pending, however old', () => {
    expect(garbageOf({ retentions: deployments, serving: ['A', 'b'], keep: 1 })).toEqual(['C']);
  });

  it('is all that was never deployed', () => {
    const retentions = [...deployments, aRetention('failed', 4), aRetention('rolled-back', 5)];
    expect(garbageOf({ retentions, serving: ['D'], keep: 4 })).toEqual(['failed', 'rolled-back']);
  });

  it('is nothing of a rollout that may still act: neither its own nor what it goes from or to', () => {
    const rollback = aRetention('R', 4, { config: 'A', configs: ['R', 'A', 'D'], open: true });
    expect(garbageOf({ retentions: [...deployments, rollback], serving: [], keep: 1 })).toEqual(['B', 'C']);
  });

  it('is nothing of a mix that may serve, until another release is live', () => {
    const mixed = aRetention('M', 4, { configs: ['M', 'A'], mixedSince: at(5) });
    const facts = { retentions: [...deployments, mixed], serving: ['D'], keep: 1 };
    expect(garbageOf(facts)).toEqual(['B', 'C']);
    const later = aDeployed('E', 6, { liveSince: at(7) });
    expect(garbageOf({ ...facts, retentions: [...facts.retentions, later], serving: ['E'] })).toEqual([
      ...['A', 'B', 'C', 'D', 'M'],
    ]);
  });

  it('counts a config once, by its latest deployment: a rollback renews it', () => {
    const rollback = aDeployed('R', 4, { config: 'A', configs: ['R', 'A', 'D'] });
    const facts = { retentions: [...deployments, rollback], serving: ['A'], keep: 2 };
    expect(garbageOf(facts)).toEqual(['B', 'C', 'R']);
    expect(chooseGarbage(facts).kept).toEqual(['A', 'D']);
  });

  it('is nothing that others had put live before: it stays whatever N is, and takes no place of ours', () => {
    const first = aDeployed('A', 0, { replaced: 'theirs' });
    const facts = { retentions: [first, ...deployments.slice(1)], serving: ['D'], keep: 2 };
    expect(chooseGarbage(facts).kept).toEqual(['D', 'C', 'theirs']);
    expect(garbageOf(facts)).toEqual(['A', 'B']);
  });

  it('is nothing while it cannot be told what serves', () => {
    expect(garbageOf({ retentions: deployments, serving: 'unclear', keep: 1 })).toEqual([]);
  });

  it('is not looked at again once it is gone, but still counts among the newest', () => {
    const retentions = [
      aDeployed('A', 0, { discarded: true }),
      aDeployed('B', 1),
      aDeployed('R', 2, { config: 'B', discarded: true }),
      aDeployed('C', 3),
    ];
    expect(garbageOf({ retentions, serving: ['C'], keep: 2 })).toEqual([]);
    expect(garbageOf({ retentions, serving: ['C'], keep: 1 })).toEqual(['B']);
  });

  it('goes by when a config went live, not by when its rollout was started', () => {
    const retentions = [aDeployed('slow', 0, { deployedAt: at(9) }), aDeployed('quick', 1)];
    expect(garbageOf({ retentions, serving: ['slow'], keep: 1 })).toEqual(['quick']);
  });
});

describe('Alarms that may be deleted alone', () => {
  const live = deployments.map((one) => ({
    ...one,
    liveSince: one.deployedAt,
    alarms: [`alarm-${one.name}`],
  }));
  const unwatched = (facts: GarbageFacts) => chooseGarbage(facts).unwatched.map(({ name }) => name);

  it('are those of releases that are kept and do not serve', () => {
    expect(unwatched({ retentions: live, serving: ['D'], keep: 3 })).toEqual(['B', 'C']);
    const gone = live.map((one) => (one.name === 'B' ? { ...one, alarms: [] } : one));
    expect(unwatched({ retentions: gone, serving: ['D'], keep: 3 })).toEqual(['C']);
  });

  it('are, after a rollback, those of the release that was left, and not those that the rollback has made', () => {
    const made = { alarms: ['alarm-R'], liveSince: at(4) };
    const back = { ...aDeployed('R', 4, { config: 'A', configs: ['R', 'A', 'D'] }), ...made };
    const facts = { retentions: [...live, back], serving: ['A'], keep: 4 };
    expect(unwatched(facts)).toEqual(['A', 'B', 'C', 'D']);
    expect(garbageOf(facts)).toEqual([]);
  });

  it('are none while something else serves than what went live last, or that is unclear', () => {
    expect(unwatched({ retentions: live, serving: ['B'], keep: 3 })).toEqual([]);
    expect(unwatched({ retentions: live, serving: 'unclear', keep: 3 })).toEqual([]);
  });

  it('are none of a rollout that may still act', () => {
    const open = live.map((one) => (one.name === 'C' ? { ...one, open: true } : one));
    expect(unwatched({ retentions: open, serving: ['D'], keep: 3 })).toEqual(['B']);
  });
});
