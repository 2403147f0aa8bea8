import { describe, expect, it } from 'vitest';
import { aRelease } from '../../support/builders.ts';
import { aDeployed, aRetention } from './support.ts';
import { GarbageWorld } from './world.ts';

/** A, B, C, D deployed in that order, each with an alarm; D serves and two are kept. */
function world() {
  const made = new GarbageWorld();
  ['A', 'B', 'C', 'D'].forEach((name, minute) => {
    made.make(aDeployed(name, minute, { alarms: [`alarm-${name}`] }));
  });
  made.live = 'D';
  return made;
}

describe('A collection', () => {
  it('takes config, model, alarms and artifact of what is not kept, in that order', async () => {
    const made = world();
    expect(await made.collect()).toEqual({
      deleted: ['A', 'B'].flatMap((name) => [
        `endpoint config ${name}`,
        `model ${name}`,
        `alarm alarm-${name}`,
        `artifact of release-of-${name}`,
      ]),
      discarded: ['A', 'B'],
      unwatched: [],
      failures: [],
    });
    expect([...made.configs.keys(), ...made.alarms]).toEqual(['C', 'D', 'alarm-C', 'alarm-D']);
    expect(await made.collect()).toEqual({ deleted: [], discarded: [], unwatched: [], failures: [] });
  });

  it('leaves what is put live by hand after the first look', async () => {
    const made = world();
    let answers = 0;
    made.between = () => {
      answers += 1;
      // After config, model and alarms of A; B would be next.
      if (made.configs.has('A')) return;
      made.live = 'B';
    };
    const { deleted, failures } = await made.collect();
    expect(deleted).toContain('endpoint config A');
    expect(deleted).not.toContain('endpoint config B');
    expect(failures).toEqual([]);
    expect(made.wrong).toEqual([]);
    expect(answers).toBeGreaterThan(5);
  });

  it('leaves a model that a config which stays refers to, and takes it once that is gone', async () => {
    const made = new GarbageWorld();
    made.keep = 1;
    made.make(aDeployed('A', 0));
    // B replaced the model of one of two variants; the other still has A's.
    made.make(aDeployed('B', 1), ['A']);
    made.live = 'B';
    expect(await made.collect()).toEqual({
      deleted: ['endpoint config A'],
      discarded: [],
      unwatched: [],
      failures: [],
    });
    expect((await made.collect()).deleted).toEqual([]);
    made.make(aDeployed('C', 2));
    made.live = 'C';
    // A's turn comes before B's, which still has it.
    expect((await made.collect()).discarded).toEqual(['B']);
    expect((await made.collect()).discarded).toEqual(['A']);
    expect([...made.models.keys(), ...made.pinned]).toEqual(['C', 'release-of-C']);
  });

  it('leaves what somebody made of ours by hand and put live: the model, or just its artifact', async () => {
    const made = world();
    const artifact = made.models.get('B')?.artifact ?? '';
    made.models.set('by-hand', { ours: false, artifact });
    made.configs.set('by-hand', { ours: false, models: ['by-hand', 'A'] });
    made.live = 'by-hand';
    const { deleted } = await made.collect();
    expect(deleted).toContain('endpoint config A');
    expect(deleted).not.toContain('model A');
    expect(deleted).toContain('model B');
    expect(deleted).not.toContain('artifact of release-of-B');
    expect(made.wrong).toEqual([]);
  });

  it('never takes what does not carry our tags, whatever its name', async () => {
    const made = world();
    made.configs.set('A', { ours: false, models: ['A'] });
    made.models.set('B', { ours: false, artifact: 's3://elsewhere/model.tar.gz' });
    await made.collect();
    expect(made.wrong).toEqual([]);
    expect(made.configs.has('A')).toBe(true);
    // A's config is still there, so its model may be needed.
    expect(made.models.has('A')).toBe(true);
    expect(made.models.has('B')).toBe(true);
  });

  it('keeps the artifact until the last attempt of its release is gone', async () => {
    const made = new GarbageWorld();
    made.keep = 1;
    const release = aRelease({ id: 'r' });
    made.make(aRetention('r-1', 0, { release }));
    made.make(aDeployed('r-2', 1, { release }));
    made.live = 'r-2';
    expect((await made.collect()).deleted).toEqual(['endpoint config r-1', 'model r-1']);
    expect(made.pinned.has('r')).toBe(true);
    made.make(aDeployed('s-1', 2));
    made.live = 's-1';
    expect((await made.collect()).deleted).toEqual(['endpoint config r-2', 'model r-2', 'artifact of r']);
  });

  it('keeps the artifact for a retry that has begun, of which nothing is made yet', async () => {
    const made = world();
    made.retentions.push(
      aRetention('release-of-A-2', 5, { release: aRelease({ id: 'release-of-A' }), open: true }),
    );
    expect((await made.collect()).deleted).not.toContain('artifact of release-of-A');
    expect(made.wrong).toEqual([]);
  });

  it('stops in the midst where it cannot be told any more what serves', async () => {
    const made = world();
    made.between = () => {
      made.unclear = !made.configs.has('A');
    };
    expect((await made.collect()).deleted).toEqual(['endpoint config A']);
  });

  it('takes nothing while it cannot be told what serves', async () => {
    const made = world();
    made.unclear = true;
    expect(await made.collect()).toEqual({ deleted: [], discarded: [], unwatched: [], failures: [] });
  });

  it('asks for nothing of a rollback but whether it left something, and forgets it', async () => {
    const made = world();
    made.retentions.push(aDeployed('R', 5, { config: 'C', configs: ['R', 'C', 'D'] }));
    made.live = 'C';
    const { discarded } = await made.collect();
    expect(discarded).toEqual(['A', 'B', 'R']);
    expect(made.pinned.has('release-of-C')).toBe(true);
  });
});

describe('A failure in a collection', () => {
  it('of the first look leaves everything for the next time', async () => {
    const made = world();
    made.failing.add('liveAndPending');
    expect(await made.collect()).toEqual({
      deleted: [],
      discarded: [],
      unwatched: [],
      failures: ['what iris needs: liveAndPending failed'],
    });
    made.failing.clear();
    expect((await made.collect()).discarded).toEqual(['A', 'B']);
  });

  it.each([
    ['deleteConfig', 'endpoint config A: deleteConfig failed', ['alarm alarm-A', 'alarm alarm-B']],
    [
      'deleteModel',
      'model A: deleteModel failed',
      ['endpoint config A', 'alarm alarm-A', 'endpoint config B', 'alarm alarm-B'],
    ],
    [
      'usedBy',
      'model A: usedBy failed',
      ['endpoint config A', 'alarm alarm-A', 'endpoint config B', 'alarm alarm-B'],
    ],
    [
      'deleteAlarms',
      'alarms of A: deleteAlarms failed',
      ['endpoint config A', 'model A', 'endpoint config B', 'model B'],
    ],
  ])(
    'of %s is reported, stops nothing else, and is made good the next time',
    async (operation, failure, deleted) => {
      const made = world();
      made.failing.add(operation);
      const first = await made.collect();
      expect(first.failures).toContain(failure);
      expect(first.deleted).toEqual(deleted);
      expect(first.discarded).toEqual([]);
      made.failing.clear();
      expect((await made.collect()).discarded).toEqual(['A', 'B']);
      expect([...made.configs.keys(), ...made.models.keys(), ...made.alarms]).toEqual([
        'C',
        'D',
        'C',
        'D',
        'alarm-C',
        'alarm-D',
      ]);
      expect(made.wrong).toEqual([]);
    },
  );
});
