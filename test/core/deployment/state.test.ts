import { describe, expect, it } from 'vitest';
import type { EndpointReading, FleetReading, VariantReading } from '../../../core/deployment/reading.ts';
import { deploymentState } from '../../../core/deployment/state.ts';
import { abortEffect, deploymentWords } from '../../../core/deployment/words.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { aPlan, aWrittenManifest, instantMs } from '../../support/builders.ts';

/** Linear, five instances, one at a time. */
const plan = aPlan();
const rolling = aPlan({
  manifest: {
    kind: 'content',
    value: aWrittenManifest({ rollout: { strategy: 'rolling', step: '2 instances', bake: '6m' } }),
  },
});

const variant = (serving: number, doing?: VariantReading['doing']): VariantReading => ({
  name: 'AllTraffic',
  serving,
  size: 5,
  weight: 1,
  ...(doing && { doing }),
});
const fleet = (config: string, serving: number, status?: string, message = ''): FleetReading => ({
  config,
  variants: [variant(serving, status === undefined ? undefined : { status, message, since: instantMs })],
});
/** `old` of five of the fleet from before, `green` of five of the release. */
const reading = (old: number, green: number, status: string, over: Partial<EndpointReading> = {}) => ({
  status: 'Updating',
  ...fleet(plan.previousConfig ?? '', old),
  pending: fleet(plan.config, green, status),
  ...over,
});
const kindOf = (...given: Parameters<typeof reading>) =>
  deploymentState(reading(...given), plan).deployment.kind;

describe('The state of a deployment', () => {
  it.each([
    [5, 0, 'Creating', 'starting'],
    [5, 0, 'ActivatingTraffic', 'turning-on'],
    [3, 2, 'Baking', 'baking'],
    [3, 2, 'ActivatingTraffic', 'turning-on'],
    [0, 5, 'Baking', 'final-bake'],
    [0, 5, 'Deleting', 'ending-old'],
    [5, 0, 'Deleting', 'ending-new'],
    // What AWS shows of blue, its documents leave open: both whole tell nothing.
    [5, 5, 'Deleting', 'unclear'],
    [0, 0, 'Deleting', 'unclear'],
    [3, 2, 'OfTomorrow', 'unclear'],
  ])('%i of blue and %i of green, %s: %s', (old, green, status, kind) => {
    expect(kindOf(old, green, status)).toBe(kind);
  });

  it.each([
    [3, 2, 'Deleting', 'ending'],
    [3, 2, 'Creating', 'starting'],
    [3, 2, 'ActivatingTraffic', 'turning-on'],
  ])('of a rolling update, %i and %i, %s, may be going on or back', (old, green, status, doing) => {
    const { deployment } = deploymentState(reading(old, green, status), rolling);
    expect(deployment).toEqual({ kind: 'unclear', doing });
    // Unless SageMaker says so.
    const back = deploymentState(reading(old, green, status, { status: 'RollingBack' }), rolling);
    expect(back.deployment).toEqual({ kind: 'going-back' });
  });

  describe('of a rolling update that may go on or back, with what is recorded of it', () => {
    const batch = reading(3, 2, 'Creating');
    const breach = (secondsBefore: number) => ({
      name: 'iris-5xx',
      at: instantAt(instantMs - secondsBefore * 1000),
    });
    const words = (causes: Parameters<typeof deploymentState>[2], of: EndpointReading = batch) =>
      deploymentWords(deploymentState(of, rolling, causes)).meaning;

    it('says nothing of going back without an alarm or a stop', () => {
      expect(words(undefined)).toEqual([]);
      expect(words({ breaches: [] })).toEqual([]);
    });

    it('names the alarm that went off before what SageMaker does, or who has stopped it', () => {
      expect(words({ breaches: [breach(0)] })).toEqual([
        expect.stringMatching(/^Alarm iris-5xx went off at \d\d:\d\d UTC, so SageMaker goes back\.$/),
      ]);
      const stop = { by: 'Ada', at: breach(60).at };
      expect(words({ breaches: [], stop })).toEqual([
        expect.stringMatching(/^Ada stopped the rollout at .*, so SageMaker goes back, at the latest/),
      ]);
    });

    it('takes no alarm for the cause that went off after SageMaker had begun', () => {
      expect(words({ breaches: [breach(-30)] })).toEqual([]);
    });

    it('takes none for the cause of the update back, which goes on', () => {
      const back = {
        ...batch,
        ...fleet(rolling.config, 3),
        pending: fleet(rolling.previousConfig ?? '', 2, 'Creating'),
      };
      expect(words({ breaches: [breach(60)] }, back)).toEqual([]);
    });
  });

  it('of a rolling update has no last bake in which all of the old fleet stands', () => {
    const state = deploymentState(reading(0, 5, 'Baking'), rolling);
    expect(state.deployment.kind).toBe('baking');
    expect(deploymentWords(state).meaning).toEqual([
      'Going back takes instances for what has ended of the fleet from before: minutes.',
    ]);
  });

  it('has a step only where the plan has one with just so many instances', () => {
    expect(deploymentState(reading(3, 2, 'Baking'), plan).deployment).toMatchObject({
      step: { number: 2, of: 5 },
      until: instantMs + 300_000,
    });
    const other = { ...reading(6, 2, 'Baking'), pending: fleet(plan.config, 7, 'Baking') };
    expect(deploymentState(other, plan).deployment).not.toHaveProperty('step');
  });

  it('knows whose fleets they are where the endpoint is updated back', () => {
    const back = {
      status: 'Updating',
      ...fleet(plan.config, 0),
      pending: fleet(plan.previousConfig ?? '', 5, 'Deleting'),
    };
    const state = deploymentState(back, plan);
    expect(state).toMatchObject({ deployment: { kind: 'ending-old' }, old: 'release', new: 'before' });
    expect(deploymentWords(state)).toEqual({
      doing: 'ending the release’s fleet',
      meaning: ['The fleet from before has all traffic.', 'Nothing to do.'],
    });
  });

  it('without anything pending is none, or not known', () => {
    const { pending: _, ...rest } = reading(5, 0, '');
    const kind = (status: string) => deploymentState({ ...rest, status }, plan).deployment.kind;
    expect(['InService', 'Creating', 'Updating', 'RollingBack', 'Failed'].map(kind)).toEqual([
      'none',
      'creating',
      'unclear',
      'going-back',
      'none',
    ]);
  });
});

describe('To stop a rollout', () => {
  const effect = (...given: Parameters<typeof reading>) =>
    abortEffect(deploymentState(reading(...given), plan));

  it('does nothing once all goes back, or where there is nothing to go back to', () => {
    expect(effect(5, 0, 'Deleting')).toBeUndefined();
    expect(effect(5, 0, 'Creating', { status: 'Creating' })).toBeUndefined();
  });

  it('is instant in a bake, and takes minutes once the fleet from before ends', () => {
    expect(effect(3, 2, 'Baking')).toMatch(/at once: the fleet from before still stands/);
    expect(effect(0, 5, 'Baking')).toMatch(/at once/);
    expect(effect(0, 5, 'Deleting')).toMatch(
      /cannot shift back any more.*on a new fleet, which takes minutes/,
    );
    expect(effect(5, 0, 'Creating')).toBe('SageMaker shifts all traffic back as soon as it bakes.');
  });
});
