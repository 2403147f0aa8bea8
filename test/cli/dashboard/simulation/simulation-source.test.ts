import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PageSource } from '../../../../cli/dashboard/page-source.ts';
import { simulationSource } from '../../../../cli/dashboard/simulation/simulation-source.ts';
import {
  endpointsSchema,
  type RolloutPage,
  rolloutPageSchema,
  type StreamMessage,
  sessionSchema,
} from '../../../../core/dashboard/api.ts';
import { findStory, loadAnyStory } from '../../../../scenarios/load.ts';
import { packageIfStale } from '../../../../tools/package-if-stale.ts';
import { packagingMs } from '../../../support/packaged.ts';

let template: unknown;
beforeAll(async () => {
  template = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
}, packagingMs);

const timers = { now: () => 0, every: () => () => {} };

async function simulated(name: string): Promise<PageSource> {
  const { path = '' } = await findStory(name);
  return simulationSource(name, await loadAnyStory(path), async () => template, timers);
}

async function newest(source: PageSource): Promise<RolloutPage> {
  const { simulation } = await source.session();
  return rolloutPageSchema.parse(await source.rollout(simulation?.rollouts.at(-1) ?? ''));
}

/** Per cent of the traffic on green, at each look, without repetitions. */
const shares = ({ recording }: RolloutPage): number[] =>
  recording.looks
    .map(({ fleets }) => fleets.find(({ name }) => name === 'green')?.trafficPercent ?? 0)
    .filter((share, n, all) => share !== all[n - 1]);

describe('a story of releases on the page', () => {
  let source: PageSource;
  beforeAll(async () => {
    source = await simulated('abort/second-bake');
  }, packagingMs);

  it('says what it is, and what can be switched', async () => {
    const session = sessionSchema.parse(await source.session());
    expect(session).toMatchObject({
      ...{ as: null, mode: 'simulation', callsPerMinute: 0 },
      simulation: { story: 'abort/second-bake', alarms: ['errors'], whatIf: {} },
    });
    expect(session.simulation?.strategies).toContain('canary');
    expect(session.simulation?.rollouts).toHaveLength(2);
  });

  it('offers no alarm that its manifest does not watch', async () => {
    const { simulation } = await (await simulated('judge/worse')).session();
    expect(simulation?.alarms).toEqual([]);
  });

  it('shows what served at every step, by the same recording as the live page', async () => {
    const page = await newest(source);
    expect(page.recording).toMatchObject({
      source: 'simulated',
      facts: { version: 'v2', before: 'v1', outcome: 'ROLLED_BACK', stop: { reason: 'scores look wrong' } },
    });
    expect(shares(page)).toEqual([0, 25, 50, 0]);
    expect(page.frames.map(({ phase }) => phase)).toContain('shifting');
    expect(page.frames.at(-1)).toMatchObject({ phase: 'concluded', outcome: 'ROLLED_BACK' });
    expect(page.others.map(({ version }) => version)).toEqual(['v1']);
  });

  it('lists its endpoints and their rollouts, and decides nothing', async () => {
    const { endpoints } = endpointsSchema.parse(await source.endpoints());
    expect(endpoints).toMatchObject([
      { endpoint: 'iris', status: 'InService', serving: { name: 'v1' }, last: { outcome: 'ROLLED_BACK' } },
    ]);
    const { recording, actions } = await newest(source);
    expect(actions).toEqual([]);
    expect(await source.act(recording.facts.rollout, { kind: 'retry' })).toMatchObject({ done: false });
    expect((await source.past('iris'))?.rollouts.map(({ version }) => version)).toEqual(['v2', 'v1']);
    expect(await source.past('rose')).toBeUndefined();
    expect(await source.rollout('iris-000000000000-1')).toBeUndefined();
  });

  it('is played anew under other circumstances, which the open pages are told', async () => {
    const told: StreamMessage[] = [];
    const { rollouts = [] } = (await source.session()).simulation ?? {};
    const stop = source.watch(rollouts.at(-1), (message) => told.push(message));
    const session = await source.simulate?.({ strategy: 'canary', traffic: 1 });
    expect(session?.simulation).toMatchObject({ whatIf: { strategy: 'canary', traffic: 1 }, rollouts });
    expect(told).toContainEqual({ kind: 'rollout', rollout: rollouts.at(-1), asOf: expect.any(String) });
    const page = await newest(source);
    expect(page.recording.facts.strategy).toContain('canary');
    expect(shares(page)).toEqual([0, 50, 100, 0]);
    expect(page.recording.traffic).toMatchObject({ kind: 'known' });
    stop();
    await source.simulate?.({});
    expect(shares(await newest(source))).toEqual([0, 25, 50, 0]);
  });

  it('goes back earlier if its alarm trips earlier', async () => {
    await source.simulate?.({ trip: { alarm: 'errors', atSeconds: 300 } });
    const page = await newest(source);
    expect(page.recording.facts).toMatchObject({ outcome: 'ROLLED_BACK', breaches: [{ name: 'errors' }] });
    expect(shares(page)).toEqual([0, 25, 0]);
  });

  it('stays as it is if it cannot be played so', async () => {
    const before = await source.session();
    await expect(source.simulate?.({ strategy: 'unheard-of' })).rejects.toMatchObject({ status: 400 });
    expect(await source.session()).toEqual(before);
  });
});

describe('a story of an endpoint on the page', () => {
  it('shows each update as a rollout', async () => {
    const source = await simulated('canary/alarm-in-the-canary-bake');
    const { simulation } = await source.session();
    expect(simulation?.rollouts).toEqual(['green-1']);
    const page = await newest(source);
    expect(page.recording.facts).toMatchObject({
      endpoint: 'endpoint',
      before: 'blue',
      outcome: 'ROLLED_BACK',
    });
    expect(shares(page).slice(0, 2)).toEqual([0, 33.3]);
  });
});
