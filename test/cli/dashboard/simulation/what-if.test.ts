import { describe, expect, it } from 'vitest';
import { switchesOf, withWhatIf } from '../../../../cli/dashboard/simulation/what-if.ts';
import type { AnyStory } from '../../../../scenarios/load.ts';
import { parseReleaseStory } from '../../../../scenarios/release-story.ts';
import { parseScenario } from '../../../../scenarios/scenario.ts';

const release = (over: Record<string, unknown> = {}): AnyStory => ({
  kind: 'release',
  story: parseReleaseStory(
    { name: 'a story', shows: 'something', steps: [{ at: '0s', upload: 'v2' }], outcomes: [], ...over },
    'test',
  ),
});

const endpoint = (over: Record<string, unknown> = {}): AnyStory => ({
  kind: 'endpoint',
  story: parseScenario(
    {
      ...{ name: 'a story', shows: 'something', configs: { blue: 2, green: 2 }, alarms: { errors: 'OK' } },
      deployment: { strategy: 'all-at-once', alarms: ['errors'] },
      actions: [{ at: '0s', update: 'green' }],
      ...{ timeline: [], end: { status: 'InService' } },
      ...over,
    },
    'test',
  ),
});

describe('what can be switched', () => {
  it('is every strategy, and the alarms of the story', () => {
    for (const story of [
      release({ alarms: { errors: 'OK', kpi: 'OK' } }),
      endpoint({ alarms: { errors: 'OK', kpi: 'OK' } }),
    ])
      expect(switchesOf(story)).toEqual({
        strategies: ['all-at-once', 'canary', 'linear', 'rolling'],
        alarms: ['errors', 'kpi'],
      });
  });

  it('is no strategy where the story writes its manifest as a text, or has none', () => {
    for (const manifest of ['none', 'model: {}']) {
      expect(switchesOf(release({ manifest })).strategies).toEqual([]);
      expect(() => withWhatIf(release({ manifest }), { strategy: 'canary' })).toThrow(
        'strategy: expected none in this story, got canary.',
      );
    }
  });

  it.each([release(), endpoint()])('is nothing else', (story) => {
    expect(() => withWhatIf(story, { strategy: 'constructor' })).toThrow(/^strategy: expected all-at-once/);
    expect(() => withWhatIf(story, { trip: { alarm: 'other', atSeconds: 1 } })).toThrow(
      'trip.alarm: expected errors, got other.',
    );
  });

  it.each([release(), endpoint()])('changes nothing of itself', (story) => {
    expect(withWhatIf(story, {})).toEqual(story);
  });
});

describe('a story of releases', () => {
  it('gets another strategy in its manifest, and keeps the rest of that', () => {
    const told = withWhatIf(release({ manifest: { fleet: { instanceCount: 4 } } }), { strategy: 'linear' });
    expect(told.story).toMatchObject({
      manifest: { fleet: { instanceCount: 4 }, rollout: { strategy: 'linear', step: '25%', bake: '5m' } },
    });
  });

  it('has an alarm tripped at that second', () => {
    const told = withWhatIf(release(), { trip: { alarm: 'errors', atSeconds: 400.4 } });
    expect(told.kind === 'release' && told.story.steps.at(-1)).toMatchObject({
      at: 400,
      kind: 'alarm',
      does: { alarm: 'errors', becomes: 'ALARM' },
    });
  });

  it('has so many times its requests, or some if it had none', () => {
    const loads = (story: AnyStory, traffic: number) => {
      const told = withWhatIf(story, { traffic });
      return (
        told.kind === 'release' &&
        told.story.steps.flatMap((step) => (step.kind === 'load' ? [step.does.load] : []))
      );
    };
    const loaded = release({
      steps: [
        { at: '0s', load: '10s' },
        { at: '1m', load: 'off' },
        { at: '2m', upload: 'v2' },
      ],
    });
    expect(loads(loaded, 5)).toEqual([2, 'off']);
    expect(loads(loaded, 0)).toEqual(['off', 'off']);
    expect(loads(loaded, 1000)).toEqual([0.05, 'off']);
    expect(loads(release(), 1)).toEqual([5]);
    expect(loads(release(), 10)).toEqual([0.5]);
  });
});

describe('a story of an endpoint', () => {
  it('gets another strategy under the same alarms, also where an update has its own', () => {
    const own = { config: 'green', deployment: { strategy: 'all-at-once', alarms: ['kpi'] } };
    const story = endpoint({
      alarms: { errors: 'OK', kpi: 'OK' },
      actions: [
        { at: '0s', update: 'green' },
        { at: '1h', update: own },
      ],
    });
    expect(withWhatIf(story, { strategy: 'canary' }).story).toMatchObject({
      deployment: { strategy: 'canary', bake: 300, alarms: ['errors'] },
      actions: [
        { update: { config: 'green' } },
        { update: { deployment: { strategy: 'canary', alarms: ['kpi'] } } },
      ],
    });
  });

  it('has an alarm tripped in its order', () => {
    const story = endpoint({
      actions: [
        { at: '0s', update: 'green' },
        { at: '1h', delete: 'endpoint' },
      ],
    });
    const told = withWhatIf(story, { trip: { alarm: 'errors', atSeconds: 60 } });
    expect(told.kind === 'endpoint' && told.story.actions.map(({ at }) => at)).toEqual([0, 60, 3600]);
  });

  it('has so many times its requests', () => {
    expect(withWhatIf(endpoint({ requestEvery: '10s' }), { traffic: 2 }).story).toMatchObject({
      requestEvery: 5,
    });
    expect(withWhatIf(endpoint(), { traffic: 1 }).story).toMatchObject({ requestEvery: 5 });
    expect(withWhatIf(endpoint({ requestEvery: '10s' }), { traffic: 0 }).story).not.toHaveProperty(
      'requestEvery',
    );
  });
});
